"""What names stand for, where a module says so once and never changes it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from msgspec import Struct

from testguard.suite.module import Module
from testguard.syntax import Node, dotted, find, literal, named

MAX_STEPS = 8
_MUTATORS = frozenset({
    "add", "append", "clear", "extend", "insert", "pop", "remove", "setdefault", "update",
})  # fmt: skip
_SCOPES = frozenset({"function_definition", "class_definition", "lambda"})
_FUNCTIONS = frozenset({"function_definition", "lambda"})


class Values(Struct, frozen=True, dict=True):
    """The values of names in one module."""

    module: Module

    def of(self, node: Node | None) -> Node | None:
        """The expression that ``node`` stands for: itself, unless it is a name assigned once."""
        for _ in range(MAX_STEPS):
            if node is None or node.kind() not in ("identifier", "attribute"):
                return node
            assigned = self._assigned(node)
            if assigned is None:
                return node
            node = assigned
        return node

    def text(self, node: Node | None) -> str | None:
        """The string that an expression is, or None where it is none or not known."""
        value = self.literal(node)
        return value if isinstance(value, str) else None

    def literal(self, node: Node | None) -> Any:
        """The value of a literal, or None where it is not known."""
        found = self.of(node)
        try:
            return None if found is None else literal(found)
        except ValueError:
            return None

    def is_empty(self, node: Node | None) -> bool:
        """Whether an expression is an empty list or tuple, or None, beyond doubt."""
        found = self.of(node)
        return found is not None and (
            found.kind() == "none" or (found.kind() in ("list", "tuple") and not named(found))
        )

    def _assigned(self, node: Node) -> Node | None:
        name = dotted(node)
        if not name or name in self._unsettled:
            return None
        holder = _class_around(node) if name.startswith("self.") else None
        if name.startswith("self."):
            places = [] if holder is None else [holder]
        else:
            places = [*_functions_around(node), self.module.root]
        for place in places:
            found = [each for each in self._by_name.get(name, ()) if _home(each, name) == place]
            if any(name in _parameters(each) for each in [place]) or len(found) > 1:
                return None
            if found:
                value = found[0].field("right")
                inside = value is not None and _contains(value, node)
                return None if inside or _conditional(found[0], place) else value
        return None

    @cached_property
    def _by_name(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for node in find(self.module.root, "assignment"):
            left = dotted(node.field("left"))
            if left and node.field("right") is not None:
                found.setdefault(left, []).append(node)
        return found

    @cached_property
    def _unsettled(self) -> frozenset[str]:
        """Names that are changed in place, bound by loops, or assigned together with others."""
        found: set[str] = set()
        for node in find(self.module.root, "call"):
            head, _, method = dotted(node.field("function")).rpartition(".")
            if method in _MUTATORS and head:
                found.add(head)
        for node in find(self.module.root, "augmented_assignment", "for_statement", "assignment"):
            left = node.field("left")
            if left is None:
                continue
            if left.kind() == "subscript":
                found.add(dotted(left.field("value")))
            elif node.kind() != "assignment" or not dotted(left):
                found.update(each.text() for each in find(left, "identifier"))
                found.add(dotted(left))
        return frozenset(found)


def _functions_around(node: Node) -> list[Node]:
    return [above for above in node.ancestors() if above.kind() in _FUNCTIONS]


def _class_around(node: Node) -> Node | None:
    return next((each for each in node.ancestors() if each.kind() == "class_definition"), None)


def _home(assignment: Node, name: str) -> Node:
    """The function, class or module in which an assignment makes its name known."""
    above = assignment.ancestors()
    if name.startswith("self."):
        return next((each for each in above if each.kind() == "class_definition"), above[-1])
    return next((each for each in above if each.kind() in _SCOPES), above[-1])


def _parameters(scope: Node) -> frozenset[str]:
    parameters = scope.field("parameters") if scope.kind() in _FUNCTIONS else None
    names = find(parameters, "identifier") if parameters is not None else []
    return frozenset(each.text() for each in names)


def _conditional(assignment: Node, place: Node) -> bool:
    """Whether an assignment may not happen, or happen several times, when its place runs."""
    branches = (
        "if_statement",
        "for_statement",
        "while_statement",
        "try_statement",
        "match_statement",
    )
    for above in assignment.ancestors():
        if above == place:
            return False
        if above.kind() in branches:
            return True
    return False


def _contains(outer: Node, inner: Node) -> bool:
    first, second = outer.range(), inner.range()
    return first.start.index <= second.start.index and second.end.index <= first.end.index
