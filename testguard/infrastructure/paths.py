"""Paths that code puts together from strings and ``__file__``."""

from __future__ import annotations

from posixpath import dirname, join, normpath

from testguard.infrastructure.calls import read_call
from testguard.infrastructure.values import Values
from testguard.syntax import Node, find

HERE = "\0here"  # stands for the folder of the module, which no written path can spell
_JOINS = frozenset({"os.path.join", "posixpath.join", "pathlib.Path", "pathlib.PurePath"})
_WRAPPERS = frozenset(
    {"os.path.abspath", "os.path.realpath", "os.path.normpath", "str", "os.fspath"}
)
_SAME = frozenset({"resolve", "absolute", "as_posix", "expanduser", "__str__"})


def read_path(values: Values, node: Node | None) -> str | None:
    """The path an expression is, or None where it is not known.

    It is relative to the root where it starts from ``__file__``, and otherwise as written.
    """
    raw = _path(values, node, 0)
    if raw is None:
        return None
    if not raw.startswith("\0"):
        return normpath(raw)
    return normpath(raw.replace(HERE, dirname(values.module.path) or ".", 1))


def _path(values: Values, node: Node | None, depth: int) -> str | None:
    found = values.of(node)
    if found is None or depth > 12:  # noqa: PLR2004 - deeper than any path is put together
        return None
    text = values.text(found)
    if text is not None:
        return text
    if found.kind() == "identifier" and found.text() == "__file__":
        return join(HERE, values.module.path.rpartition("/")[2])
    reader = {"call": _call, "binary_operator": _division, "attribute": _parent}.get(found.kind())
    if found.kind() == "parenthesized_expression":
        return _path(values, found.named_children()[0], depth + 1)
    if found.kind() == "subscript":
        return _parents(values, found, depth)
    return reader(values, found, depth + 1) if reader else None


def _call(values: Values, node: Node, depth: int) -> str | None:
    call = read_call(values.module, node)
    parts = [_path(values, each, depth) for each in call.positional]
    if call.name in _JOINS | _WRAPPERS:
        known = [each for each in parts if each is not None]
        return join(*known) if known and len(known) == len(parts) else None
    if call.name == "os.path.dirname":
        return None if not parts or parts[0] is None else _above(parts[0])
    function = node.field("function")
    if function is None or function.kind() != "attribute":
        return None
    method, owner = function.field("attribute"), function.field("object")
    before = _path(values, owner, depth)
    if method is None or before is None:
        return None
    if method.text() == "joinpath" and None not in parts:
        return join(before, *[each for each in parts if each])
    return before if method.text() in _SAME else None


def _division(values: Values, node: Node, depth: int) -> str | None:
    operator, sides = node.field("operator"), (node.field("left"), node.field("right"))
    if operator is None or operator.text() not in ("/", "+"):
        return None
    left, right = (_path(values, each, depth) for each in sides)
    if left is None or right is None:
        return None
    return join(left, right) if operator.text() == "/" else left + right


def _parent(values: Values, node: Node, depth: int) -> str | None:
    attribute = node.field("attribute")
    if attribute is None or attribute.text() != "parent":
        return None
    before = _path(values, node.field("object"), depth)
    return None if before is None else _above(before)


def _parents(values: Values, node: Node, depth: int) -> str | None:
    """``Path(__file__).parents[1]``."""
    base = node.field("value")
    levels = [each.text() for each in find(node, "integer")]
    if base is None or not base.text().endswith(".parents") or len(levels) != 1:
        return None
    path = _path(values, base.field("object"), depth + 1)
    for _ in range(int(levels[0]) + 1):
        path = None if path is None else _above(path)
    return path


def _above(path: str) -> str:
    return join(path, "..") if path == HERE or path.endswith("..") else dirname(path) or "."
