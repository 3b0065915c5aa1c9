"""Which suite belongs to which stack module, and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from testguard.discovery.conventions import name_matches
from testguard.discovery.namesakes import namesakes
from testguard.discovery.trail import Tie, Trails
from testguard.model.project import Pairing, SuiteFile


def pair(
    stacks: Collection[str], suites: Sequence[SuiteFile], trails: Trails
) -> tuple[Pairing, ...]:
    """Pair by import first, then by name.

    A suite belongs to the stack modules it imports, itself or through a ``conftest.py`` or other
    code. What it reaches only at a distance, such as through another stack module, belongs to it
    when nothing else tests that. Names decide for stack modules and for suites that no import has
    paired.
    """
    tests = [suite.path for suite in suites if _may_hold_tests(suite)]
    steps = [(suite, step) for suite in tests for step in trails.from_suite(suite)]
    close = {(step.path, suite): step for suite, step in steps if step.tie < Tie.DISTANT}
    served, serving = {stack for stack, _ in close}, {suite for _, suite in close}
    reasons = {
        (step.path, suite): step.reason
        for suite, step in steps
        if (step.path, suite) in close or step.path not in served
    }
    for stack, suite in namesakes(stacks, tests):
        if stack not in served or suite not in serving:
            reasons.setdefault((stack, suite), "by name")
    return tuple(Pairing(*pair, reason) for pair, reason in sorted(reasons.items()))


def _may_hold_tests(suite: SuiteFile) -> bool:
    return suite.collected or name_matches(suite.path, suite.conventions.python_files)
