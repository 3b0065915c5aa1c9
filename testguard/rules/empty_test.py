"""TG102."""

from __future__ import annotations

import re
from collections.abc import Iterator

from testguard.plugin import Case, Confidence, Offence, Severity, Suite, rule
from testguard.suite.module import docstring_of, name_of
from testguard.suite.refusal import is_abstract
from testguard.suite.samples import is_sample
from testguard.syntax import Node, dotted

EMPTY_EXPRESSIONS = frozenset({"ellipsis", "string", "none", "true", "false", "integer"})
PLAIN_DECORATORS = re.compile(
    r"(pytest\.)?mark\.(parametrize|asyncio|anyio|slow|fast|unit|integration|e2e|smoke|django_db|"
    r"timeout|flaky|xfail|skipif|order|dependency|filterwarnings)"
    r"|(unittest\.)?(mock\.)?patch(\.(object|dict|multiple))?|(unittest\.)?(skipIf|skipUnless)"
    r"|staticmethod|classmethod|(pulumi\.)?runtime\.test"
)
SKIPS = re.compile(r"(pytest\.)?mark\.skip|(unittest\.)?(case\.)?skip|expectedFailure")
ELSEWHERE = re.compile(r"(\w+\.)*(scenario|overload|nottest)")
SETUPS = frozenset({
    "setUp", "setUpClass", "setUpTestData", "asyncSetUp", "setup", "setup_method", "setup_class",
})  # fmt: skip
EXPLANATION_WORDS = 5
_UNFINISHED = re.compile(
    r"\b(todo|fixme|xxx|tbd|implement\w*|later|placeholder|stub|skip\w*|disabled?)\b",
    re.IGNORECASE,
)
_DOCTEST = re.compile(r">>>|In \[\d+\]:")
_INJECTING = re.compile(r"(\w+\.)*(patch(\.object|\.multiple)?|given|parametrize)")


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
    for case in suite.cases:
        if all(_does_nothing(statement) for statement in case.body) and not _excused(case):
            yield Offence(
                case.header,
                f"{case.symbol} is empty: it passes whatever the stack does",
                "assert something about the stack, or delete the test",
                case.symbol,
                (case.name,),
                _confidence(suite, case),
            )


def _does_nothing(statement: Node) -> bool:
    if statement.kind() == "pass_statement":
        return True
    if statement.kind() in ("expression_statement", "return_statement"):
        values = statement.named_children()
        return all(value.kind() in EMPTY_EXPRESSIONS for value in values)
    return False


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
    if _overrides(suite, case):
        return Confidence.POSSIBLE
    known = all(PLAIN_DECORATORS.fullmatch(name) for name in _decorator_names(case))
    doubts = (
        not known,
        not suite.file.collected,
        is_sample(suite.path),
        _asks_for_fixtures(case),
        _has_setup(suite, case),
        _is_explained(case),
    )
    return Confidence.LIKELY if any(doubts) else Confidence.CERTAIN


def _overrides(suite: Suite, case: Case) -> bool:
    if case.group is None or not case.group.inherits_tests:
        return False
    lineage = suite.ancestry(case.group.node)
    inherited = {name_of(method) for _, base in lineage.definitions for method in _functions(base)}
    return lineage.unknown or case.name in inherited


def _has_setup(suite: Suite, case: Case) -> bool:
    if case.group is None:
        return False
    bases = (base for _, base in suite.ancestry(case.group.node).definitions)
    return any(
        name_of(node) in SETUPS for cls in (case.group.node, *bases) for node in _functions(cls)
    )


def _is_explained(case: Case) -> bool:
    prose = " ".join(comment.text() for comment in case.function.find_all(kind="comment"))
    return len(prose.split()) > EXPLANATION_WORDS and _UNFINISHED.search(prose) is None


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
