"""What the judge itself has to say: the codes TG301 to TG405, TG601, TG602, TG701 to TG704."""

from __future__ import annotations

from testguard.model.finding import Severity
from testguard.model.rule import RuleInfo

LINES_BELOW = RuleInfo(
    code="TG401",
    name="lines-below-threshold",
    severity=Severity.ERROR,
    summary="The tests executed fewer lines of a stack module than its threshold asks for.",
    explanation="Each stack module is judged alone, not the average of the repository. Percent is "
    "compared exactly, so 89.99 does not reach 90. The threshold is `lines` under "
    "`[tool.testguard.thresholds]`, or `uncovered-lines-at-most` for a count. Where coverage has "
    "no data about the module, or data about an older version of it, that is said instead: no data "
    "is never a pass.",
)
BRANCHES_BELOW = RuleInfo(
    code="TG402",
    name="branches-below-threshold",
    severity=Severity.ERROR,
    summary="The tests took fewer branches of a stack module than its threshold asks for.",
    explanation="A branch is one exit of a line that has several: both ways of an `if`, the loop "
    "and its end. The threshold is `branches` under `[tool.testguard.thresholds]`. A run with "
    "coverage options of its own needs `--cov-branch`, or `branch = true` in coverage's "
    "configuration.",
)
CHANGED_UNCOVERED = RuleInfo(
    code="TG403",
    name="changed-lines-uncovered",
    severity=Severity.ERROR,
    summary="No test executes lines of a stack module that a change touches.",
    explanation="Only with `testguard gate --diff REF`, for the lines that were added or changed "
    "since the change left REF. A line in the middle of a statement stands for the statement. The "
    "threshold is `changed-lines` under `[tool.testguard.thresholds]`, in percent for each stack "
    "module; below it, every run of lines without a test is a finding.",
)
NEVER_IMPORTED = RuleInfo(
    code="TG404",
    name="stack-never-imported",
    severity=Severity.ERROR,
    summary="No test imported or ran this stack module.",
    explanation="All its lines count as not executed, also where a coverage report leaves the "
    "module out. Thresholds of 0 for the module ask for nothing and silence this.",
)
NOTHING_COLLECTED = RuleInfo(
    code="TG405",
    name="no-tests-collected",
    severity=Severity.ERROR,
    summary="pytest collected no test for this stack module, or fewer than `tests-at-least`.",
    explanation="A file whose tests are all commented out is collected without complaint and holds "
    "no test. Without `tests-at-least`, a stack module that suites belong to needs one test; "
    "`testguard config --explain` shows which suites those are.",
)
DEFAULT_UNUSED = RuleInfo(
    code="TG301",
    name="default-not-exercised",
    severity=Severity.ERROR,
    summary="No passed test leaves an input of a stack to its default.",
    explanation="A default that no test uses may be anything. `x or 'dev'` in a constructor, a "
    "field's default and `config.get(key) or ...` are defaults too; `testguard contract` lists "
    "them. The threshold is `defaults` under `[tool.testguard.thresholds]`.",
)
OVERRIDE_UNUSED = RuleInfo(
    code="TG302",
    name="override-not-exercised",
    severity=Severity.ERROR,
    summary="No passed test gives an input of a stack a value of its own.",
    explanation="An input that is never given may just as well be ignored by the stack. Only "
    "inputs that need not be given count. The threshold is `overrides` under "
    "`[tool.testguard.thresholds]`.",
)
VALIDATION_UNREACHED = RuleInfo(
    code="TG303",
    name="validation-not-reached",
    severity=Severity.ERROR,
    summary="No passed test is refused by this validation path of a stack.",
    explanation="A validation path is a `raise` and its guard, a declared constraint, an "
    "`add_error`; `testguard contract` lists them. The threshold is `validations` under "
    "`[tool.testguard.thresholds]`.",
)
VALIDATION_UNASSERTED = RuleInfo(
    code="TG304",
    name="validation-not-asserted",
    severity=Severity.ERROR,
    summary="A validation path is reached, and no passed test expects its error.",
    explanation="Only a raises-block that matches the error shows that the input is refused: "
    "`pytest.raises`, `pytest.RaisesGroup` or `assertRaises`. An error that is caught and passed "
    "over shows nothing. The threshold is `validations` under `[tool.testguard.thresholds]`.",
)
DEFAULT_SURVIVED = RuleInfo(
    code="TG701",
    name="surviving-default",
    severity=Severity.WARNING,
    summary="A default of a stack was changed, or an override ignored, and no test noticed.",
    explanation="`testguard mutate` breaks one thing after another, in memory and never on disk, "
    "and runs the tests that touch it. The hint is the assertion that would have noticed.",
)
VALIDATION_SURVIVED = RuleInfo(
    code="TG702",
    name="surviving-validation",
    severity=Severity.WARNING,
    summary="A validation path of a stack was broken, and no test noticed.",
    explanation="The guard was negated, its limit moved by one, its pattern widened, the refusal "
    "left out, or another error raised. A test on both sides of the limit notices.",
)
RESOURCE_SURVIVED = RuleInfo(
    code="TG703",
    name="surviving-resource",
    severity=Severity.WARNING,
    summary="A resource was wrong in the graph that the tests look at, and no test noticed.",
    explanation="A property dropped or changed, a resource missing or there twice, protection or "
    "encryption weakened, a region swapped; and for Lambda handlers a client without its region, a "
    "key of the environment that nobody sets, an error that does not get out; and for apps another "
    "region, and a dependency between stacks that is not said.",
)
MUTANTS_BELOW = RuleInfo(
    code="TG704",
    name="mutation-score-below-threshold",
    severity=Severity.ERROR,
    summary="The tests notice fewer mutants of a stack module than its threshold asks for.",
    explanation="Killed mutants of those killed, survived, uncovered or out of time; a mutant "
    "that merely crashed counts for neither. The threshold is `mutants` under "
    "`[tool.testguard.thresholds]`; without one, survivors are reported and fail nothing.",
)
REQUIREMENT_VIOLATED = RuleInfo(
    code="TG601",
    name="requirement-violated",
    severity=Severity.ERROR,
    summary="A stack does not do what a requirement states.",
    explanation="Requirements stand under `[[tool.testguard.requirements]]`, or in the file that "
    "`requirements` names. `testguard requirements` builds the stacks and holds them against the "
    "resources; the gate does so with the resources that passed tests built. What is asked of a "
    "resource must hold wherever it was built; counts are those of the largest variant of each "
    "stack. No threshold excuses a violation.",
)
REQUIREMENT_UNTESTED = RuleInfo(
    code="TG602",
    name="requirement-untested",
    severity=Severity.ERROR,
    summary="No passed test proves a requirement, or nothing was built that it is about.",
    explanation='A test proves what it is marked with: `@pytest.mark.requirement("DR-1")`. '
    "`testguard scaffold --requirements` writes the missing ones. The threshold is "
    "`requirements` under `[tool.testguard.thresholds]`: the percent of requirements that must "
    "hold and be tested.",
)
REQUIREMENT_CODES = (REQUIREMENT_VIOLATED, REQUIREMENT_UNTESTED)
CONTRACT_CODES = (DEFAULT_UNUSED, OVERRIDE_UNUSED, VALIDATION_UNREACHED, VALIDATION_UNASSERTED)
MUTATION_CODES = (DEFAULT_SURVIVED, VALIDATION_SURVIVED, RESOURCE_SURVIVED, MUTANTS_BELOW)
GATE_CODES = (
    *CONTRACT_CODES,
    LINES_BELOW,
    BRANCHES_BELOW,
    CHANGED_UNCOVERED,
    NEVER_IMPORTED,
    NOTHING_COLLECTED,
    *MUTATION_CODES,
    *REQUIREMENT_CODES,
)


def below(metric: str, code: str) -> RuleInfo:
    """The rule that a missed threshold of ``metric`` breaks; one is made for a plugin's metric."""
    known = (info for info in GATE_CODES if info.code == code)
    made = RuleInfo(
        code=code,
        name=f"{metric}-below-threshold",
        severity=Severity.ERROR,
        summary=f"The tests exercised fewer {metric} of a stack module than its threshold asks.",
    )
    return next(known, made)
