"""TG205."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.infrastructure.infrastructure import Code
from testguard.model.source import Span
from testguard.plugin import Confidence, Infrastructure, Offence, infrastructure_rule
from testguard.suite.constants import is_literal
from testguard.suite.module import body_of, is_docstring
from testguard.syntax import Node, dotted, find, named, span

_WORDING = frozenset({"dumps", "str", "repr", "format", "get", "len", "type", "join", "upper"})
_SAYING = frozenset({"print", "logger", "logging", "log", "LOGGER", "LOG"})


@infrastructure_rule("TG205")
def stub_handler(system: Infrastructure) -> Iterator[Offence]:
    """A Lambda handler does nothing: it only passes, or answers the same whatever it is asked.

    A handler that only logs and returns a constant is likely a stub; one that passes, is empty or
    returns nothing is certain.

    Bad (lambda/failover.py)::

        def handler(event, context):
            pass

    Good (lambda/failover.py)::

        import boto3

        def handler(event, context):
            boto3.client("rds").promote_read_replica(DBInstanceIdentifier=event["replica"])
    """
    for code in system.codes:
        for name in code.functions:
            node = code.module.definitions.get(name)
            if node is not None and node.kind() == "function_definition":
                yield from _judge(code, name, node)


def _judge(code: Code, name: str, node: Node) -> Iterator[Offence]:
    statements = body_of(node)
    if is_docstring(statements):
        statements = statements[1:]
    if all(_is_nothing(each) for each in statements):
        yield _offence(code, name, node, "does nothing", Confidence.CERTAIN)
    elif all(_is_nothing(each) or _is_saying(each) or _is_constant(each) for each in statements):
        message = "does nothing but answer the same whatever it is asked"
        yield _offence(code, name, node, message, Confidence.LIKELY)


def _is_nothing(statement: Node) -> bool:
    kind = statement.kind()
    if kind == "return_statement":
        return not named(statement) or named(statement)[0].kind() == "none"
    return kind == "pass_statement" or statement.text() == "..."


def _is_saying(statement: Node) -> bool:
    """Whether a statement only logs or prints, and nothing that something else makes."""
    call = statement.child(0)
    if statement.kind() != "expression_statement" or call is None or call.kind() != "call":
        return False
    if dotted(call.field("function")).partition(".")[0] not in _SAYING:
        return False
    arguments = call.field("arguments")
    inner = find(arguments, "call") if arguments is not None else ()
    return all(_last(each.field("function")) in _WORDING for each in inner)


def _last(function: Node | None) -> str:
    return function.text().rpartition(".")[2] if function is not None else ""


def _is_constant(statement: Node) -> bool:
    """Whether a statement returns a literal, or ``json.dumps`` of literals in one."""
    if statement.kind() != "return_statement" or not named(statement):
        return False
    value = named(statement)[0]
    if is_literal(value):
        return True
    names = [each.text() for each in find(value, "identifier")]
    return value.kind() == "dictionary" and set(names) <= {"json", "dumps"}


def _offence(code: Code, name: str, node: Node, what: str, confidence: Confidence) -> Offence:
    header = node.field("name") or node
    at = span(header)
    place = Span(at.line + code.line, at.column, at.end_line + code.line, at.end_column)
    whose = f" of {code.label}" if code.label else ""
    hint = "write what it is for, or do not deploy it"
    return Offence(place, f"the handler `{name}`{whose} {what}", hint, name, confidence=confidence)
