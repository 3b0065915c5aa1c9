"""TG107."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from testguard.model.source import Span
from testguard.patterns import regex
from testguard.plugin import Confidence, Offence, Severity, Suite, rule
from testguard.suite.cases import is_fixture, is_property, matches_function
from testguard.suite.module import decorators_of, name_of
from testguard.suite.samples import is_sample
from testguard.syntax import Node, dotted, find, span

_DEFINITIONS = ("function_definition", "class_definition")
_HARMLESS = regex(
    r"(pytest\.)?mark\.\w+|(\w+\.)*patch(\.\w+)?|(\w+\.)*(skip|skipIf|skipUnless|expectedFailure|given|"
    r"settings|example|mock_\w+|mock_aws|staticmethod|classmethod|parametrize|override_settings|freeze_time)"
    r"|(pulumi\.)?runtime\.test|(\w+\.)*expand|ddt\.\w+|responses\.activate|contextlib\.\w+"
)


class _Pair(Struct, frozen=True):
    lost: Node
    kept: Node


@rule("TG107", Severity.ERROR)
def shadowed_test(suite: Suite) -> Iterator[Offence]:
    """A test whose name is defined again never runs.

    Python keeps the last definition of a name, so pytest never sees the first one. Definitions in
    different branches of an ``if`` or ``try`` are fine, and so is a name that is used, decorated
    or deleted in between.

    Bad::

        def test_bucket_is_encrypted():
            assert make_bucket().encrypted

        def test_bucket_is_encrypted():
            assert make_table().encrypted

    Good::

        def test_bucket_is_encrypted():
            assert make_bucket().encrypted

        def test_table_is_encrypted():
            assert make_table().encrypted
    """
    if suite.opened and suite.module.redefines:
        yield from _offences(suite, suite.root, "")
    for group in suite.groups:
        body = group.node.field("body")
        if body is not None:
            yield from _offences(suite, body, f"{group.name}.")


def _offences(suite: Suite, block: Node, prefix: str) -> Iterator[Offence]:
    for pair in _pairs(block.named_children()):
        if _holds_tests(suite, pair.lost, within=prefix) and not _belong_together(pair):
            name = name_of(pair.lost)
            line = span(pair.kept).line
            yield Offence(
                _header(pair.lost),
                f"{prefix}{name} never runs: line {line} defines the name again",
                "give one of the two another name",
                f"{prefix}{name}",
                tuple(_tests_of(suite, pair.lost)),
                _confidence(suite, pair.lost),
            )


def _pairs(statements: Sequence[Node]) -> Iterator[_Pair]:
    """Neighbours of one name in one block, without a use of the name between them."""
    latest: dict[str, Node] = {}
    names = [name_of(node) for node in map(_definition, statements) if node]
    if len(names) == len(set(names)):
        return
    for statement in statements:
        definition = _definition(statement)
        name = name_of(definition) if definition else ""
        used = _words(statement, definition)
        for other in [known for known in latest if known in used]:
            del latest[other]
        if definition is None:
            continue
        if name in latest:
            yield _Pair(latest[name], definition)
        latest[name] = definition


def _definition(statement: Node) -> Node | None:
    inner = (
        statement.field("definition") if statement.kind() == "decorated_definition" else statement
    )
    return inner if inner is not None and inner.kind() in _DEFINITIONS else None


def _words(statement: Node, definition: Node | None) -> set[str]:
    """The names a statement reads or binds, without that of the definition it holds."""
    if definition is None:
        return {node.text() for node in find(statement, "identifier")}
    own = definition.field("name")
    words = {node.text() for node in find(statement, "identifier") if node != own}
    return (
        words if definition.kind() == "class_definition" else _outside_body(statement, definition)
    )


def _outside_body(statement: Node, function: Node) -> set[str]:
    """A function's body runs later, when the last definition is the only one left."""
    body, own = function.field("body"), function.field("name")
    start = body.range().start.index if body else 0
    return {
        node.text()
        for node in find(statement, "identifier")
        if node.range().start.index < start and node != own
    }


def _holds_tests(suite: Suite, node: Node, *, within: str) -> bool:
    if node.kind() == "function_definition":
        return _is_test(suite, node)
    return any(_is_test(suite, method) for method in _methods(node)) and (
        bool(within)
        or node in [group.node for group in suite.groups]
        or _would_be_group(suite, node)
    )


def _would_be_group(suite: Suite, node: Node) -> bool:
    return any(name_of(group.node) == name_of(node) for group in suite.groups)


def _is_test(suite: Suite, node: Node) -> bool:
    return matches_function(name_of(node), suite.conventions) and not (
        is_fixture(suite.module, node) or is_property(node)
    )


def _belong_together(pair: _Pair) -> bool:
    """Whether the later definition completes the earlier one: a setter, an overload."""
    decorators = [*decorators_of(pair.lost), *decorators_of(pair.kept)]
    callees = (node.field("function") if node.kind() == "call" else node for node in decorators)
    completing = ("overload", "register", "setter", "getter", "deleter", "property")
    return any(dotted(callee).endswith(completing) for callee in callees)


def _tests_of(suite: Suite, node: Node) -> list[str]:
    if node.kind() == "function_definition":
        return [name_of(node)]
    return [name_of(method) for method in _methods(node) if _is_test(suite, method)]


def _methods(cls: Node) -> list[Node]:
    body = cls.field("body")
    found = (_definition(statement) for statement in body.named_children()) if body else ()
    return [node for node in found if node is not None and node.kind() == "function_definition"]


def _confidence(suite: Suite, lost: Node) -> Confidence:
    """Unknown decorators may have registered the first definition somewhere."""
    callees = [
        node.field("function") if node.kind() == "call" else node for node in decorators_of(lost)
    ]
    known = all(
        _HARMLESS.fullmatch(suite.module.qualify(callee) or dotted(callee)) for callee in callees
    )
    certain = known and suite.file.collected and not is_sample(suite.path)
    return Confidence.CERTAIN if certain else Confidence.LIKELY


def _header(definition: Node) -> Span:
    return span(definition.field("name") or definition)
