"""From one pytest session to evidence, and evidence that is worth keeping to disk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from testguard.measurement.coverage_reader import Recording, read_stacks
from testguard.measurement.digests import current_commit, digest_of
from testguard.measurement.probing.evidence import Probed
from testguard.measurement.running import forget
from testguard.measurement.store import WHOLE, save
from testguard.measurement.tapping import placed
from testguard.model.evidence import Evidence, StackEvidence, SuiteRun
from testguard.model.project import Conventions, Project


class Session(Struct, frozen=True):
    """What one pytest session tells about itself.

    ``ids`` are the ids of the tests that were selected, by the absolute paths of their files.
    ``narrowed`` says what the run left out, ``broken`` why it did not come to its end; both are ""
    for a full run. ``shard`` is the name given to the run, ``conventions`` those of the command
    line, where it sets any. ``probed`` is what the probes saw.
    """

    recording: Recording
    ids: Mapping[Path, Collection[str]] = field(default_factory=dict)
    failed: int = 0
    narrowed: str = ""
    broken: str = ""
    unmeasured: str = ""
    shard: str = ""
    conventions: Conventions | None = None
    probed: Probed = field(default_factory=Probed)

    @property
    def partial(self) -> str:
        """Why this run is not judged, or ""."""
        if self.shard and not self.broken:
            return f"this is the shard {self.shard!r}; `testguard gate` judges all shards together"
        return self.broken or self.narrowed


def record(project: Project, session: Session) -> Evidence:
    """The evidence of a session; kept in ``.testguard/`` unless it would replace something better.

    A run that was narrowed or broken is not kept, so that what an earlier full run recorded stays.
    A shard is narrowed by its nature and is kept when it came to its end.
    """
    evidence = Evidence(
        stacks=_exercised(
            read_stacks(project.root, project.stacks, session.recording), session.probed
        ),
        collected=_by_suite(project.root, session.ids),
        failed=session.failed,
        partial=session.partial,
        unmeasured=session.unmeasured,
        commit=current_commit(project.root),
        conventions=session.conventions,
        shards=(session.shard or WHOLE,),
        runs=_runs(project.root, session.probed),
        graphs=placed(session.probed.graphs, [stack.path for stack in project.stacks]),
    )
    if not session.broken and (session.shard or not session.narrowed):
        save(project.root, replace(evidence, partial=""), session.shard)
        forget(project.root, session.shard)
    return evidence


def _exercised(stacks: Iterable[StackEvidence], probed: Probed) -> tuple[StackEvidence, ...]:
    seen = {path: items for path, items in probed.exercises if path not in probed.blind}
    return tuple(
        replace(stack, probed=True, exercises=seen[stack.path]) if stack.path in seen else stack
        for stack in stacks
    )


def _runs(root: Path, probed: Probed) -> tuple[SuiteRun, ...]:
    return tuple(
        SuiteRun(path, digest_of(root / path), passed, asserting, executed)
        for path, passed, asserting, executed in probed.runs
    )


def _by_suite(
    root: Path, ids: Mapping[Path, Collection[str]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    suites = {_relative(path, root): tuple(sorted(set(names))) for path, names in ids.items()}
    return tuple(sorted(suites.items()))


def _relative(path: Path, root: Path) -> str:
    for one, other in ((path, root), (path.resolve(), root.resolve())):
        if one.is_relative_to(other):
            return one.relative_to(other).as_posix()
    return path.as_posix()
