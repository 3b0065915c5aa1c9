"""What switches a test off: skip and xfail marks and calls, and whether they say why."""

from __future__ import annotations

from msgspec import Struct

from testguard.suite.module import Module
from testguard.syntax import Node, literal, named


class Disabling(Struct, frozen=True):
    """Something at ``node`` that switches tests off, always and without saying why.

    ``verb`` is "skipped" or "expected to fail". ``sure`` is False where the test still has to fail
    in one certain way; ``takes_reason`` where only a comment could hold the reason.
    """

    node: Node
    verb: str
    sure: bool = True
    takes_reason: bool = True


_SKIPS = frozenset({
    "pytest.mark.skip",
    "pytest.skip",
    "unittest.skip",
    "unittest.case.skip",
    "unittest.SkipTest",
    "unittest.case.SkipTest",
    "pytest.skip.Exception",
    "nose.SkipTest",
    "nose.plugins.skip.SkipTest",
    "self.skipTest",
})  # fmt: skip
_CONDITIONAL_SKIPS = frozenset({"pytest.mark.skipif", "unittest.skipIf", "unittest.case.skipIf"})
_XFAILS = {"pytest.mark.xfail": None, "pytest.xfail": 0}
_REASONS = ("reason", "msg", "message")
_EXPECTED_FAILURES = frozenset({"unittest.expectedFailure", "unittest.case.expectedFailure"})


class _Arguments(Struct, frozen=True):
    """The arguments of a call; ``open`` tells that some are spread from elsewhere."""

    positional: tuple[Node, ...]
    keywords: dict[str, Node]
    open: bool


def disabling(module: Module, expression: Node) -> Disabling | None:
    """What a decorator, mark, call or exception does, where it disables without saying why."""
    callee = expression.field("function") if expression.kind() == "call" else expression
    name, arguments = module.qualify(callee), _arguments(expression)
    if name in _EXPECTED_FAILURES:
        return Disabling(expression, "expected to fail", sure=False, takes_reason=False)
    if arguments.open:
        return None
    if name in _SKIPS and not _has_reason(arguments, position=0):
        return Disabling(expression, "skipped")
    if name in _CONDITIONAL_SKIPS and _always(arguments) and not _has_reason(arguments, position=1):
        return Disabling(expression, "skipped")
    if name in _XFAILS and not _has_reason(arguments, position=_XFAILS[name]):
        return _xfail(expression, name, arguments)
    return None


def _always(arguments: _Arguments) -> bool:
    """Whether the condition of a conditional skip is a constant that is true."""
    conditions = [*arguments.positional[:1], *filter(None, [arguments.keywords.get("condition")])]
    return any(is_constant(condition, truth=True) for condition in conditions)


def _xfail(expression: Node, name: str, arguments: _Arguments) -> Disabling | None:
    conditional = "condition" in arguments.keywords or arguments.positional
    if name == "pytest.mark.xfail" and conditional and not _always(arguments):
        return None
    strict = arguments.keywords.get("strict")
    demanding = strict is not None and not is_constant(strict, truth=False)
    demanding = demanding or "raises" in arguments.keywords
    return Disabling(expression, "expected to fail", sure=not demanding)


def _has_reason(arguments: _Arguments, position: int | None) -> bool:
    given = [arguments.keywords[key] for key in _REASONS if key in arguments.keywords]
    if position is not None:
        given += arguments.positional[position : position + 1]
    return any(_says_something(value) for value in given)


def _says_something(value: Node) -> bool:
    try:
        text = literal(value)
    except ValueError:
        return True
    return bool(text.strip() if isinstance(text, str) else text)


def is_constant(condition: Node, *, truth: bool) -> bool:
    """Whether a condition is a literal that is always true, or always false, as ``truth`` says.

    A text is a condition that pytest evaluates, so no text is constant.
    """
    if condition.kind() == "not_operator":
        inner = condition.field("argument")
        return inner is not None and is_constant(inner, truth=not truth)
    try:
        value = literal(condition)
    except ValueError:
        return False
    return not isinstance(value, str) and bool(value) is truth


def _arguments(expression: Node) -> _Arguments:
    listed = expression.field("arguments") if expression.kind() == "call" else None
    nodes = named(listed) if listed else []
    keywords = {}
    for node in nodes:
        name, value = node.field("name"), node.field("value")
        if node.kind() == "keyword_argument" and name and value:
            keywords[name.text()] = value
    splats = ("list_splat", "dictionary_splat")
    positional = [node for node in nodes if node.kind() not in ("keyword_argument", *splats)]
    return _Arguments(tuple(positional), keywords, any(node.kind() in splats for node in nodes))
