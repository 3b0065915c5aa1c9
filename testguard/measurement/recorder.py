"""From one pytest session to evidence, and evidence that is worth keeping to disk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from testguard.measurement.coverage_reader import Recording, read_stacks
from testguard.measurement.digests import current_commit
from testguard.measurement.store import WHOLE, save
from testguard.model.evidence import Evidence
from testguard.model.project import Project


@dataclass(frozen=True, slots=True)
class Session:
    """What one pytest session tells about itself.

    ``ids`` are the ids of the tests that were selected, with the absolute paths of their files.
    ``narrowed`` says what the run left out, ``broken`` why it did not come to its end; both are ""
    for a full run. ``shard`` is the name given to the run.
    """

    recording: Recording
    ids: tuple[tuple[Path, str], ...] = ()
    failed: int = 0
    narrowed: str = ""
    broken: str = ""
    unmeasured: str = ""
    shard: str = ""

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
        stacks=read_stacks(project.root, project.stacks, session.recording),
        collected=_by_suite(project.root, session.ids),
        failed=session.failed,
        partial=session.partial,
        unmeasured=session.unmeasured,
        commit=current_commit(project.root),
        shards=(session.shard or WHOLE,),
    )
    if not session.broken and (session.shard or not session.narrowed):
        save(project.root, replace(evidence, partial=""), session.shard)
    return evidence


def _by_suite(
    root: Path, ids: Iterable[tuple[Path, str]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    suites: dict[str, set[str]] = {}
    for path, name in ids:
        suites.setdefault(_relative(path, root), set()).add(name)
    return tuple((suite, tuple(sorted(suites[suite]))) for suite in sorted(suites))


def _relative(path: Path, root: Path) -> str:
    for one, other in ((path, root), (path.resolve(), root.resolve())):
        if one.is_relative_to(other):
            return one.relative_to(other).as_posix()
    return path.as_posix()
