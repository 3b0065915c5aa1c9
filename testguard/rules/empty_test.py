"""TG102."""

from __future__ import annotations

import re
from collections.abc import Iterator

from testguard.patterns import regex
from testguard.plugin import Case, Confidence, Offence, Severity, Suite, rule
from testguard.suite.cases import Ancestry
from testguard.suite.module import docstring_of, name_of
from testguard.suite.refusal import is_abstract
from testguard.suite.samples import is_sample
from testguard.syntax import Node, dotted

EMPTY_EXPRESSIONS = frozenset({"ellipsis", "string", "none", "true", "false", "integer"})
PLAIN_DECORATORS = regex(
    r"(pytest\.)?mark\.(parametrize|asyncio|anyio|slow|fast|unit|integration|e2e|smoke|django_db|"
    r"timeout|flaky|xfail|skipif|order|dependency|filterwarnings)"
    r"|(unittest\.)?(mock\.)?patch(\.(object|dict|multiple))?|(unittest\.)?(skipIf|skipUnless)"
    r"|staticmethod|classmethod|(pulumi\.)?runtime\.test"
)
SKIPS = regex(r"(?!.*skip_?(if|unless))(\w+\.)*\w*skip\w*|(\w+\.)*expectedFailure", re.IGNORECASE)
ELSEWHERE = regex(r"(\w+\.)*(scenario|overload|nottest)")
SETUPS = frozenset({
    "setUp", "setUpClass", "setUpTestData", "asyncSetUp", "setup", "setup_method", "setup_class",
})  # fmt: skip
EXPLANATION_WORDS = 5
_UNFINISHED = regex(
    r"\b(todo|fixme|xxx|tbd|implement\w*|later|placeholder|stub|skip\w*|disabled?)\b",
    re.IGNORECASE,
)
_DOCTEST = regex(r">>>|In \[\d+\]:")
_INJECTING = regex(r"(\w+\.)*(patch(\.object|\.multiple)?|given|parametrize)")


@rule("TG102", Severity.ERROR)
def empty_test(suite: Suite) -> Iterator[Offence]:
    """A test without a body cannot fail.

    The body is nothing but ``pass``, ``...``, a docstring or ``return None``. It counts as a
    passed test in every report. A test that blanks an inherited one, that asks for a fixture or
    that has a decorator nobody knows may have its reasons: these findings are not certain.

    Bad::

        def test_placeholder() -> None:
            return None

    Good::

        def test_bucket_is_encrypted():
            assert make_bucket().encrypted
    """
    cases = (case for case in suite.cases if suite.opened or case.unittest)
    for case in cases:
        if _is_empty(case) and not _excused(case):
            yield Offence(
                case.header,
                f"{case.symbol} is empty: it passes whatever the stack does",
                "assert something about the stack, or delete the test",
                case.symbol,
                (case.name,),
                _confidence(suite, case),
            )


def _does_nothing(statement: Node) -> bool:
    kind = statement.kind()
    if kind not in ("return_statement", "expression_statement"):
        return kind == "pass_statement"
    values = [value.kind() for value in statement.named_children()]
    if kind == "return_statement":
        return values in ([], ["none"])
    return EMPTY_EXPRESSIONS.issuperset(values)


def _excused(case: Case) -> bool:
    docstring = docstring_of(case.function)
    if is_abstract(case.function) or case.name == "runTest":
        return True
    if docstring is not None and _DOCTEST.search(docstring.text()):
        return True
    if case.group is None and _is_passed_on(case):
        return True
    names = _decorator_names(case)
    return any(SKIPS.fullmatch(name) or ELSEWHERE.fullmatch(name) for name in names)


def _is_passed_on(case: Case) -> bool:
    """Whether the module uses the function by its name: it is a callback that looks like a test."""
    return len(re.findall(rf"\b{re.escape(case.name)}\b", case.module.text)) > 1


def _confidence(suite: Suite, case: Case) -> Confidence:
    lineage = suite.ancestry(case.group.node) if case.group else None
    if lineage and _overrides(lineage, case):
        return Confidence.POSSIBLE
    known = all(PLAIN_DECORATORS.fullmatch(name) for name in _decorator_names(case))
    doubts = (
        lineage is not None and lineage.unknown,
        not known,
        not suite.file.collected,
        is_sample(suite.path),
        _asks_for_fixtures(case),
        _is_there_for_its_setup(suite, case),
        _is_explained(case),
    )
    return Confidence.LIKELY if any(doubts) else Confidence.CERTAIN


def _overrides(lineage: Ancestry, case: Case) -> bool:
    """Whether the test blanks an inherited one, or may: a base cannot be read."""
    inherited = {name_of(node) for _, base in lineage.definitions for node in _functions(base)}
    foreign = any(not name.endswith("TestCase") for name in lineage.unreadable)
    return case.name in inherited or (lineage.unknown and foreign)


def _is_there_for_its_setup(suite: Suite, case: Case) -> bool:
    """Whether a class is set up for an only test, or for one that a comment explains."""
    if case.group is None:
        return False
    bases = (base for _, base in suite.ancestry(case.group.node).definitions)
    classes = (case.group.node, *bases)
    if not any(name_of(node) in SETUPS for cls in classes for node in _functions(cls)):
        return False
    cases = suite.cases_of(case.group)
    return len(cases) == 1 or any(_is_explained(other) for other in cases if _is_empty(other))


def _is_explained(case: Case) -> bool:
    prose = " ".join(comment.text() for comment in case.function.find_all(kind="comment"))
    return len(prose.split()) > EXPLANATION_WORDS and _UNFINISHED.search(prose) is None


def _is_empty(case: Case) -> bool:
    return all(_does_nothing(statement) for statement in case.body)


def _functions(cls: Node) -> list[Node]:
    return cls.find_all(kind="function_definition")


def _decorator_names(case: Case) -> list[str]:
    callees = (
        node.field("function") if node.kind() == "call" else node for node in case.decorators
    )
    return [case.module.qualify(node) or dotted(node) for node in callees]


def _asks_for_fixtures(case: Case) -> bool:
    parameters = case.function.field("parameters")
    names = [node.text() for node in parameters.named_children()] if parameters else []
    own = [name for name in names if name not in ("self", "cls")]
    injected = any(_INJECTING.fullmatch(name) for name in _decorator_names(case))
    return bool(own) and not injected
