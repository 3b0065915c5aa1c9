"""The ratchet: thresholds follow what is reached upwards, and down only with a reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from msgspec import Struct

from testguard.config import Config, toml_string
from testguard.config.document import parse_document
from testguard.config.editing import Edit, NewStack, edited, with_stacks
from testguard.config.locate import SECTION
from testguard.errors import ConfigError, EvidenceError
from testguard.gate.findings_verdict import ALWAYS_FAIL
from testguard.gate.reached import Holding, holdings, reached_by, written
from testguard.gate.thresholds import UNCOVERED_LINES, matches
from testguard.model.evidence import Evidence
from testguard.model.verdict import Report, StackVerdict

RUN_AGAIN = "run `pytest --testguard` again, then `testguard gate --update`"


class Change(Struct, frozen=True):
    """One threshold that moves; ``module`` is the one it is lowered for, or ""."""

    held: Holding
    value: Fraction
    module: str = ""

    def __str__(self) -> str:
        """What happens, and where."""
        bar = self.held.bar
        move = f"{bar.name} from {bar.value} to {written(self.value)} ({bar.origin})"
        ceiling = bar.name == UNCOVERED_LINES
        if self.module:
            return f"{'loosened' if ceiling else 'lowered'} for {self.module}: {move}"
        return f"{'tightened' if ceiling else 'raised'}: {move}"


class Ratcheted(Struct, frozen=True):
    """A configuration file with other thresholds, and in words what moved; not yet written."""

    file: Path
    text: str
    moves: tuple[str, ...]


def turn(
    config: Config,
    evidence: Evidence,
    report: Report,
    stale: Collection[str],
    *,
    allow_lower: bool = False,
    reason: str = "",
) -> Ratcheted:
    """The configuration with thresholds as high as what ``report`` says is reached.

    Raises as `refuse_update`, `refuse_outcome` and `ratcheted` do.
    """
    refuse_update(config, evidence, stale)
    refuse_outcome(report)
    changes = plan(config, report.stacks, allow_lower=allow_lower)
    return ratcheted(config, [stack.module.path for stack in report.stacks], changes, reason)


def refuse_update(config: Config, evidence: Evidence, stale: Collection[str]) -> None:
    """Raise unless thresholds may be set by this evidence: whole, of these files, all passed."""
    if not config.file:
        raise ConfigError(
            "there is no configuration whose thresholds could be raised",
            hint="`testguard init` writes one",
        )
    reason, hint = "", RUN_AGAIN
    if evidence.unmeasured:
        reason = f"coverage was not measured: {evidence.unmeasured}"
    elif stale:
        reason = f"{', '.join(sorted(stale))} changed after the evidence was recorded"
    elif evidence.failed:
        reason = f"{evidence.failed} failures or errors when the tests ran"
        hint = f"mend them, and {RUN_AGAIN}"
    if reason:
        raise EvidenceError(f"no threshold was changed: {reason}", hint=hint)


def refuse_outcome(report: Report) -> None:
    """Raise for a report that means nothing: a plugin that does not load, a crashed rule."""
    troubles = [(each.message, each.hint) for each in report.problems if each.fatal]
    troubles += [(each.message, each.hint) for each in report.findings if each.code in ALWAYS_FAIL]
    if troubles:
        message, hint = troubles[0]
        raise EvidenceError(f"no threshold was changed: {message}", hint=hint or RUN_AGAIN)


def plan(
    config: Config, stacks: Sequence[StackVerdict], *, allow_lower: bool = False
) -> tuple[Change, ...]:
    """The thresholds that move: up to what all their modules reach, down where that is allowed.

    A threshold of 0 asks for nothing and stays, unless it was lowered with a reason. One that holds
    for a module without data does not rise.
    """
    changes: list[Change] = []
    for held in holdings(config, stacks):
        if allow_lower:
            missed = ((path, held.verdicts[path]) for path in held.missed)
            changes += [Change(held, reached_by(verdict), path) for path, verdict in missed]
        if held.recorded and not held.missed and _rises(held):
            changes.append(Change(held, held.least))
    return tuple(changes)


def _rises(held: Holding) -> bool:
    if held.bar.name == UNCOVERED_LINES:
        return held.least < held.value
    return held.least > held.value and (held.value > 0 or bool(held.reason))


def ratcheted(
    config: Config, modules: Sequence[str], changes: Sequence[Change], reason: str = ""
) -> Ratcheted:
    """The configuration file with ``changes``.

    A threshold rises where it is written; a default, in ``[thresholds]``. It is lowered in a
    ``[[stack]]`` table of its own for the module that is behind, so that it still holds for all
    others; in place, where it is for that module alone. ``modules`` are all stack modules.

    Raises `ConfigError` where the file is written so that it cannot be changed.
    """
    file = config.root / config.file
    content = file.read_bytes()
    tool = parse_document(content, config.file).data.get("tool")
    section = SECTION if isinstance(tool, dict) and "testguard" in tool else ()
    own = [each for each in changes if not each.module or _alone(each, config, modules)]
    edits = [edit for each in own for edit in _edits(each, section, config, reason)]
    rest = [each for each in changes if each not in own]
    text = edited(content.decode("utf-8"), config.file, list(dict.fromkeys(edits)))
    if rest:
        text = with_stacks(text, config.file, section, _new_stacks(rest, reason))
    return Ratcheted(file, text, tuple(map(str, changes)))


def _alone(change: Change, config: Config, modules: Iterable[str]) -> bool:
    """Whether a threshold that is lowered stands in a table that is for one module."""
    index = change.held.stack
    return index is not None and sum(matches(each, config.stack[index]) for each in modules) == 1


def _edits(change: Change, section: tuple[str, ...], config: Config, reason: str) -> Iterator[Edit]:
    index = change.held.stack
    table = ("thresholds",) if index is None else ("stack", index, "thresholds")
    yield Edit((*section, *table, change.held.bar.name), written(change.value))
    if change.module and index is not None:
        before = config.stack[index].reason
        parts = dict.fromkeys(filter(None, (before, reason)))
        yield Edit((*section, "stack", index, "reason"), toml_string("; ".join(parts)))


def _new_stacks(changes: Sequence[Change], reason: str) -> Iterator[NewStack]:
    for module in dict.fromkeys(each.module for each in changes):
        own = [each for each in changes if each.module == module]
        yield NewStack(module, {each.held.bar.name: written(each.value) for each in own}, reason)
