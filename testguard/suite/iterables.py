"""Whether what a loop runs over can be empty."""

from __future__ import annotations

from enum import Enum, auto

from testguard.suite.assignments import assigned, assigned_in
from testguard.suite.cases import Case
from testguard.suite.fixtures import parameters
from testguard.suite.scopes import own_nodes
from testguard.syntax import Node, find, literal, named

MAX_HOPS = 6
_TRANSPARENT = frozenset({
    "enumerate", "sorted", "reversed", "list", "tuple", "set", "frozenset", "iter", "zip", "cycle",
    "product", "permutations", "tqdm", "map", "imap", "deepcopy", "dict", "chain", "subtests",
})  # fmt: skip
_VIEWS = frozenset({"items", "keys", "values", "split", "splitlines", "copy"})
_COLLECTIONS = ("list", "tuple", "set", "dictionary", "string", "concatenated_string")


class Emptiness(Enum):
    """What is known of an iterable."""

    FULL = auto()
    EMPTY = auto()
    RESULT = auto()
    UNKNOWN = auto()


def emptiness(case: Case, node: Node, hops: int = 0) -> Emptiness:
    """Whether ``node`` is surely full, surely empty, the result of a call, or unknown."""
    kind = node.kind()
    if hops > MAX_HOPS:
        return Emptiness.UNKNOWN
    if kind in _COLLECTIONS:
        return _collection(node)
    if kind == "call":
        return _call(case, node, hops)
    if kind == "identifier":
        return _name(case, node.text(), hops)
    if kind in ("parenthesized_expression", "await", "list_splat", "subscript", "binary_operator"):
        return _part(case, node, hops)
    if kind == "attribute":
        return _attribute(case, node)
    return Emptiness.UNKNOWN


def _collection(node: Node) -> Emptiness:
    if node.kind().endswith("string"):
        return Emptiness.EMPTY if node.text().strip("rRbBuU") in ("''", '""') else Emptiness.FULL
    return Emptiness.FULL if named(node) else Emptiness.EMPTY


def _call(case: Case, node: Node, hops: int) -> Emptiness:
    callee, arguments = node.field("function"), node.field("arguments")
    given = named(arguments) if arguments else []
    name = callee.text().rpartition(".")[2] if callee else ""
    if name in ("range", "xrange"):
        return _range(given)
    if name in ("map", "imap", "filter"):
        given = given[1:]
    if name in _TRANSPARENT and given:
        known = [emptiness(case, argument, hops + 1) for argument in given if _positional(argument)]
        return min(known, key=_severity) if known else Emptiness.UNKNOWN
    receiver = callee.field("object") if callee and callee.kind() == "attribute" else None
    if name in _VIEWS and receiver is not None:
        return emptiness(case, receiver, hops + 1)
    return Emptiness.RESULT


def _positional(node: Node) -> bool:
    return node.kind() != "keyword_argument"


def _severity(value: Emptiness) -> int:
    return [Emptiness.EMPTY, Emptiness.RESULT, Emptiness.UNKNOWN, Emptiness.FULL].index(value)


def _range(given: list[Node]) -> Emptiness:
    try:
        numbers = [literal(node) for node in given]
        return Emptiness.FULL if range(*numbers) else Emptiness.EMPTY
    except (ValueError, TypeError):
        return Emptiness.FULL if _counts(given) else Emptiness.UNKNOWN


def _counts(given: list[Node]) -> bool:
    return not any(find(node, "call") for node in given)


def _name(case: Case, name: str, hops: int) -> Emptiness:
    if name.isupper() or (name[:1].isupper() and name.isidentifier()):
        return Emptiness.FULL
    local = _assignments(case.function, name)
    if len(local) == 1:
        known = emptiness(case, local[0], hops + 1)
        grown = known is Emptiness.EMPTY and _grown(case.function, name)
        return Emptiness.UNKNOWN if grown else known
    if local:
        return Emptiness.UNKNOWN
    if name in parameters(case.function):
        marks = " ".join(decorator.text() for decorator in case.decorators)
        return Emptiness.FULL if name in marks else Emptiness.UNKNOWN
    value = assigned(case.module).get(name)
    known = emptiness(case, value, hops + 1) if value is not None else Emptiness.UNKNOWN
    return Emptiness.UNKNOWN if known is Emptiness.EMPTY else known


def _assignments(function: Node, name: str) -> list[Node]:
    found = []
    for node in own_nodes(function, "assignment"):
        left, right = node.field("left"), node.field("right")
        if left is not None and right is not None and left.text() == name:
            found.append(right)
    return found


def _grown(function: Node, name: str) -> bool:
    return any(
        parent.kind() in ("attribute", "augmented_assignment", "subscript", "argument_list")
        for node in find(function, "identifier")
        if node.text() == name and (parent := node.parent()) is not None
    )


def _part(case: Case, node: Node, hops: int) -> Emptiness:
    if node.kind() == "binary_operator":
        sides = [emptiness(case, side, hops + 1) for side in named(node)]
        return Emptiness.FULL if Emptiness.FULL in sides else Emptiness.UNKNOWN
    inner = named(node)
    known = emptiness(case, inner[0], hops + 1) if inner else Emptiness.UNKNOWN
    unsure = node.kind() == "subscript" and known is Emptiness.EMPTY
    return Emptiness.UNKNOWN if unsure else known


def _attribute(case: Case, node: Node) -> Emptiness:
    attribute, receiver = node.field("attribute"), node.field("object")
    name = attribute.text() if attribute else ""
    if name.isupper():
        return Emptiness.FULL
    if receiver is not None and receiver.text() in ("self", "cls") and case.group:
        block = case.group.node.field("body")
        value = assigned_in(block).get(name) if block else None
        return emptiness(case, value, MAX_HOPS) if value is not None else Emptiness.UNKNOWN
    return Emptiness.UNKNOWN
