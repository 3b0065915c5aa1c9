"""Mutants of a stack module that a test noticed."""

from __future__ import annotations

from testguard.model.evidence import Evidence
from testguard.model.measurement import Gap, Measurement
from testguard.model.mutant import Act, MutationRun, Result, Tried, Verdict
from testguard.model.project import StackModule

CODES = {"default": "TG701", "validation": "TG702", "resource": "TG703"}
NOTICED = (Verdict.KILLED,)
UNNOTICED = (Verdict.SURVIVED, Verdict.UNCOVERED, Verdict.TIMEOUT)
_DEFAULTS = frozenset({"default-changed", "override-ignored"})


class Mutants:
    """Killed mutants of all that could be tried; errors show nothing and count for neither."""

    name = "mutants"
    code = "TG704"

    def measure(self, stack: StackModule, evidence: Evidence) -> Measurement:
        """Killed mutants; a run at another commit, or a part of one, is no data."""
        run = evidence.mutation
        tried = run.of(stack.path) if run else None
        if run is None or tried is None or _is_foreign(run, tried, evidence):
            return Measurement(self.name, stack.path, 0, 0, recorded=False)
        total = tried.count(*NOTICED, *UNNOTICED)
        gaps = tuple(gap_of(each) for each in tried.results if each.verdict in UNNOTICED)
        return Measurement(self.name, stack.path, tried.count(*NOTICED), total, gaps=gaps)


def _is_foreign(run: MutationRun, tried: Tried, evidence: Evidence) -> bool:
    """Whether a run is of another commit, of a part, or of another text of the module."""
    found = evidence.of(tried.path)
    moved = found is not None and found.digest != tried.digest
    return bool(run.partial) or run.commit != evidence.commit or moved


def gap_of(result: Result) -> Gap:
    """What nobody noticed, in words."""
    mutant = result.mutant
    return Gap(
        Mutants.name,
        mutant.line,
        message_of(result),
        mutant.symbol,
        mutant.module,
        CODES[family(result)],
        result.remedy,
    )


def family(result: Result) -> str:
    """What a mutant is about: a default, a validation, or a resource (or handler)."""
    mutant = result.mutant
    if mutant.act is not Act.EDIT or mutant.item == mutant.module:
        return "resource"
    return "default" if mutant.operator in _DEFAULTS else "validation"


def message_of(result: Result) -> str:
    """One sentence: what was wrong, and who did not notice."""
    mutant = result.mutant
    what = f"{mutant.symbol}: {mutant.operator.replace('-', ' ')}"
    if mutant.place:
        what += f", {mutant.place}"
    if mutant.act in (Act.SET, Act.OPTION, Act.PROVIDER, Act.CUT):
        what += f" {_short(mutant.old)} -> {_short(mutant.new)}"
    elif mutant.act in (Act.DROP, Act.OUTPUT):
        what += f" {_short(mutant.old)} left out"
    elif mutant.act is Act.EDIT:
        what += f" `{_one_line(mutant.old)}` -> `{_one_line(mutant.new)}`"
    return f"{what}; {_nobody(result)}"


def _nobody(result: Result) -> str:
    if result.verdict is Verdict.UNCOVERED:
        return result.message or "no test touches it"
    if result.verdict is Verdict.TIMEOUT:
        return result.message
    count = len(result.tests)
    return f"{count} test{'' if count == 1 else 's'} ran and passed"


def _short(value: object) -> str:
    text = repr(value) if value != "" else "nothing"
    return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004 - a line's worth


def _one_line(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004 - a line's worth


mutants = Mutants()
