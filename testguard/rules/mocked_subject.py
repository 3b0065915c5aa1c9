"""TG112."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from testguard.patterns import regex
from testguard.plugin import Case, Confidence, Offence, Severity, Suite, rule
from testguard.suite.mocks import MOCK_CLASSES, Patched, patch_target, patched_names
from testguard.suite.scopes import own_nodes
from testguard.syntax import Node, dotted, find, named

_TOOLS = frozenset({"mock", "mocker", "pytest", "unittest", "sentinel"})
_HARMLESS = regex(
    r"(self|cls)\.(assert(?!Raises|Warns)\w+|subTest|fail)|print|len|str|repr|isinstance|issubclass|hasattr|getattr|list|dict|set|"
    r"tuple|sorted|type|bool|int|range|dict\.fromkeys|(mock\.)?call|(mock\.)?ANY|pytest\.(fail|approx)"
)


@rule("TG112", Severity.WARNING, words=("patch",))
def mocked_subject(suite: Suite) -> Iterator[Offence]:
    """A test that patches the very thing it tests only tests its mock.

    The class or function is replaced by a mock, the test calls that mock, and asserts what the
    mock gave: no line of the real code runs. Reported only where the test calls nothing else.

    Bad::

        from unittest.mock import patch

        @patch("lib.tap_stack.TapStack")
        def test_stack_is_created(mock_stack):
            stack = mock_stack("tap")
            assert stack is not None

    Good::

        from unittest.mock import patch

        from lib.tap_stack import TapStack

        @patch("lib.tap_stack.boto3")
        def test_stack_asks_for_its_zones(mock_boto3):
            TapStack("tap")
            mock_boto3.client.assert_called_once_with("ec2")
    """
    for case in suite.cases:
        if "patch" not in (case.module.text if case.decorators else case.text):
            continue
        subject = _called_mock(case)
        if subject is not None and suite.assertions_of(case) and _only_mocks(case):
            yield Offence(
                case.header,
                f"{case.symbol} replaces {subject.target} by a mock and calls nothing but the mock",
                f"let the test run the real {subject.target.rpartition('.')[2]}",
                case.symbol,
                (case.name,),
                Confidence.LIKELY,
            )


def _called_mock(case: Case) -> Patched | None:
    """The patched name that the test calls, or whose instance it takes, like the real thing."""
    by_name = {patched.name: patched for patched in patched_names(case)}
    if not by_name:
        return None
    for node in find(case.function, "call", "attribute"):
        used = node.field("function") if node.kind() == "call" else node
        found = by_name.get(dotted(used).removesuffix(".return_value"))
        if found is not None and (node.kind() == "call" or not _asks_for_fixtures(case, by_name)):
            return found
    return None


def _asks_for_fixtures(case: Case, patched: Mapping[str, Patched]) -> bool:
    """Whether code may run before the test does: a fixture it asks for."""
    parameters = case.function.field("parameters")
    names = {node.text() for node in named(parameters)} if parameters else set()
    return not names <= {"self", "cls", "mocker", *patched}


def _only_mocks(case: Case) -> bool:
    """Whether every call of the test is of a mock, of what a mock gave, or harmless."""
    fake = {patched.name for patched in patched_names(case)}
    for node in own_nodes(
        case.function, "assignment", "call", "function_definition", "for_statement"
    ):
        if node.kind() in ("function_definition", "for_statement"):
            return False
        if node.kind() == "assignment":
            _learn(case, node, fake)
        elif not _is_harmless(case, node, fake):
            return False
    if find(case.function, "await", "import_statement", "import_from_statement"):
        return False
    return all(_is_tame(node, fake) for node in own_nodes(case.function, "attribute"))


def _is_tame(node: Node, fake: set[str]) -> bool:
    """Whether an attribute runs no real code: it is a mock's, or names a harmless function."""
    root = _root(node)
    if root in fake or root in _TOOLS:
        return True
    return root in ("self", "cls") and _HARMLESS.fullmatch(dotted(node)) is not None


def _learn(case: Case, assignment: Node, fake: set[str]) -> None:
    left, right = assignment.field("left"), assignment.field("right")
    if left is None or right is None or left.kind() != "identifier":
        return
    calls = [node for node in find(right, "call") if not _is_harmless(case, node, fake)]
    if not calls and (find(right, "call") or _root(right) in fake):
        fake.add(left.text())


def _is_harmless(case: Case, call: Node, fake: set[str]) -> bool:
    if patch_target(case, call):
        return True
    callee = call.field("function")
    name = dotted(callee)
    if _HARMLESS.fullmatch(name) or name.rpartition(".")[2] in MOCK_CLASSES:
        return True
    return _root(callee) in fake


def _root(node: Node | None) -> str:
    """The name an expression of attributes, calls and subscripts starts from."""
    while node is not None and node.kind() in ("attribute", "call", "subscript"):
        node = node.field("object") or node.field("function") or node.field("value")
    return node.text() if node is not None and node.kind() == "identifier" else ""
