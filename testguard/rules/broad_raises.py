"""TG118."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.plugin import Case, Confidence, Offence, Severity, Suite, rule
from testguard.suite.flow import (
    RaisesBlock,
    cannot_raise,
    expected,
    matched,
    raises_call,
)
from testguard.suite.module import Module
from testguard.syntax import Node, find, named, span

BROAD = frozenset({"Exception", "BaseException", "builtins.Exception", "builtins.BaseException"})


@rule("TG118", Severity.WARNING, words=("raises", "Raises"))
def broad_raises(suite: Suite) -> Iterator[Offence]:
    """A raises-block that any exception satisfies does not show that the input is refused.

    ``Exception`` without ``match`` is also raised by a misspelt name or a missing module. A block
    with several calls does not tell which of them raised. What is asserted about the exception
    afterwards counts as a match.

    Bad::

        import pytest

        def test_refuses_an_unknown_region():
            with pytest.raises(Exception):
                make_stack(region="mars-1")

    Good::

        import pytest

        def test_refuses_an_unknown_region():
            with pytest.raises(ValueError, match="mars-1"):
                make_stack(region="mars-1")
    """
    for case in suite.cases:
        if "aises" not in case.text:
            continue
        for block in suite.raises_blocks(case):
            yield from _judge(case, block)
        for call in case.own("call"):
            if _immediate(case.module, call) and _broad(expected(case.module, call)):
                yield _offence(case, call, "accepts any exception")


def _judge(case: Case, block: RaisesBlock) -> Iterator[Offence]:
    looked_at = block.matched or (block.target and _used_after(case, block))
    if all(node.kind() == "pass_statement" or node.text() == "..." for node in block.statements):
        if not block.shared:
            yield _offence(case, block.call, "has nothing in its block that could raise")
    elif any(find(node, "raise_statement") for node in block.statements):
        return
    elif _broad(block.exceptions) and not looked_at:
        yield _offence(case, block.call, "accepts any exception")
    elif not looked_at and _calls(block) > 1:
        yield _offence(
            case, block.call, "holds several calls, any of which may raise", Confidence.LIKELY
        )


def _broad(exceptions: tuple[str, ...]) -> bool:
    return any(name in BROAD for name in exceptions)


def _calls(block: RaisesBlock) -> int:
    return sum(bool(find(node, "call")) and not cannot_raise(node) for node in block.statements)


def _used_after(case: Case, block: RaisesBlock) -> bool:
    body = case.function.field("body")
    uses = (
        [node for node in find(body, "identifier") if node.text() == block.target] if body else []
    )
    end = block.call.range().end.index
    return any(node.range().start.index > end and not _is_binding(node) for node in uses)


def _is_binding(node: Node) -> bool:
    return any(above.kind() == "as_pattern_target" for above in node.ancestors()[:2])


def _immediate(module: Module, call: Node) -> bool:
    arguments = call.field("arguments")
    values = (
        [node for node in named(arguments) if node.kind() != "keyword_argument"]
        if arguments
        else []
    )
    parent = call.parent()
    alone = parent is not None and parent.kind() == "expression_statement"
    return alone and len(values) > 1 and raises_call(module, call) and not matched(call)


def _offence(
    case: Case, node: Node, reason: str, confidence: Confidence = Confidence.CERTAIN
) -> Offence:
    return Offence(
        span(node),
        f"`{node.text().partition(chr(10))[0]}` in {case.symbol} {reason}",
        "name the exception, match its message, and leave only the call that raises in the block",
        case.symbol,
        (case.name,),
        confidence,
    )
