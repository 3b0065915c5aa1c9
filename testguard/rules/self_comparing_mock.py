"""TG114."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct

from testguard.patterns import regex
from testguard.plugin import Case, Confidence, Offence, Severity, Suite, rule
from testguard.suite.constants import comparison
from testguard.suite.mocks import is_mock_call, patched_names
from testguard.syntax import Node, dotted, find, named, span

_EQUAL = frozenset({"self.assertEqual", "self.assertEquals", "self.assertIs"})
_COMPARING = ("==", "is", "assertEqual", "assertIs")
_ASSERTIONS = regex(r"self\.assert(?!Raises|Warns|Logs)\w+")


class _Told(Struct, frozen=True):
    """What the test told a mock: ``path`` (``m.attr``, or ``m.attr()``) gives ``value``."""

    path: str
    value: str
    node: Node


@rule("TG114", Severity.ERROR, words=("Mock", "mock", "patch"))
def self_comparing_mock(suite: Suite) -> Iterator[Offence]:
    """An assertion about what the test itself told a mock cannot fail.

    The mock returns what it was told to return. Reported only where nothing that could change the
    mock happens between telling and asking.

    Bad::

        from unittest.mock import Mock

        def test_region():
            stack = Mock()
            stack.region.return_value = "eu-west-1"
            assert stack.region() == "eu-west-1"

    Good::

        from unittest.mock import Mock

        def test_region():
            client = Mock()
            client.region.return_value = "eu-west-1"
            assert make_stack(client).region == "eu-west-1"
    """
    for case in suite.cases:
        text = case.text
        mocks = "Mock(" in text or "patch" in text or (case.decorators and "mock" in text)
        if mocks and any(word in text for word in _COMPARING):
            yield from _offences(suite, case)


def _offences(suite: Suite, case: Case) -> Iterator[Offence]:
    told = _told(case)
    if not told:
        return
    for asked, answer, node in _asked(case):
        for item in told:
            if item.path == asked and item.value == answer and _nothing_between(case, item, node):
                yield Offence(
                    span(node),
                    f"{case.symbol} asserts what it told the mock itself: `{asked}` gives {answer}",
                    "call the code under test, and assert what that does with the mock's answer",
                    case.symbol,
                    (case.name,),
                    Confidence.CERTAIN if suite.file.collected else Confidence.LIKELY,
                )
                break


def _mocks(case: Case) -> dict[str, Node | None]:
    """Names of plain mocks and where they are made."""
    made: dict[str, Node | None] = {item.name: None for item in patched_names(case)}
    for assignment in find(case.function, "assignment"):
        left, right = assignment.field("left"), assignment.field("right")
        if left is not None and left.kind() == "identifier" and is_mock_call(case, right):
            made[left.text()] = right
    return made


def _told(case: Case) -> list[_Told]:
    mocks = _mocks(case)
    found = []
    for name, call in mocks.items():
        for key, value in _keywords(call):
            path = f"{name}()" if key == "return_value" else f"{name}.{key}"
            found.append(_Told(path, _squeezed(value), value))
    for assignment in find(case.function, "assignment"):
        left, right = assignment.field("left"), assignment.field("right")
        path = dotted(left)
        if right is None or path.partition(".")[0] not in mocks or "." not in path:
            continue
        asked = (
            f"{path.removesuffix('.return_value')}()" if path.endswith(".return_value") else path
        )
        found.append(_Told(asked, _squeezed(right), assignment))
    return [item for item in found if not item.path.endswith((".side_effect", "side_effect()"))]


def _keywords(call: Node | None) -> Iterator[tuple[str, Node]]:
    arguments = call.field("arguments") if call is not None else None
    for node in named(arguments) if arguments else ():
        key, value = node.field("name"), node.field("value")
        if (
            node.kind() == "keyword_argument"
            and key
            and value
            and key.text() not in ("spec", "name")
        ):
            yield key.text(), value


def _asked(case: Case) -> Iterator[tuple[str, str, Node]]:
    """Comparisons the test asserts, both ways round: what was asked, the answer, the assertion."""
    results = _results(case)
    for left, right, node in _compared(case):
        for asked, answer in ((left, right), (right, left)):
            path = _path(asked)
            path = results.get(path, path)
            if path:
                yield path, _squeezed(answer), node


def _results(case: Case) -> dict[str, str]:
    """Names bound once to what a mock gave: ``region = stack.region()``."""
    paths: dict[str, list[str]] = defaultdict(list)
    for assignment in find(case.function, "assignment"):
        left, right = assignment.field("left"), assignment.field("right")
        if left is not None and right is not None and left.kind() == "identifier":
            paths[left.text()].append(_path(right))
    return {name: found[0] for name, found in paths.items() if len(found) == 1 and found[0]}


def _compared(case: Case) -> Iterator[tuple[Node, Node, Node]]:
    for node in find(case.function, "assert_statement"):
        parts = comparison(named(node)[0]) if named(node) else None
        if parts is not None and parts[1] in ("==", "is"):
            yield parts[0], parts[2], node
    for call in find(case.function, "call"):
        arguments = call.field("arguments")
        given = named(arguments) if arguments else []
        if dotted(call.field("function")) in _EQUAL and len(given) > 1:
            yield given[0], given[1], call


def _path(node: Node) -> str:
    """``m.attr`` or ``m.attr()``; the arguments of a mock's call do not matter."""
    if node.kind() == "call":
        name = dotted(node.field("function"))
        return f"{name}()" if name else ""
    path = dotted(node)
    return f"{path.removesuffix('.return_value')}()" if path.endswith(".return_value") else path


def _nothing_between(case: Case, told: _Told, asked: Node) -> bool:
    """Whether the mock is not mentioned in between, except to tell it more or to assert."""
    if "." not in told.path and "(" not in told.path:
        return False
    root = re.match(r"\w+", told.path)
    start, end = told.node.range().end.index, asked.range().start.index
    if root is None or start > end or _nested(told.node) != _nested(asked):
        return False
    between = [
        node
        for node in find(case.function, "identifier")
        if node.text() == root.group() and start < node.range().start.index < end
    ]
    return all(_is_tame(node) for node in between)


def _nested(node: Node) -> list[int]:
    """The blocks a node stands in, but for those of ``with``."""
    blocks = [above for above in node.ancestors() if above.kind() == "block"]
    return [
        block.range().start.index
        for block in blocks
        if (parent := block.parent()) is None or parent.kind() != "with_statement"
    ]


def _is_tame(name: Node) -> bool:
    """Whether a mention tells the mock more, or asserts about it without handing it on."""
    for above in name.ancestors():
        if above.kind() == "assert_statement":
            return True
        if above.kind() == "argument_list":
            call = above.parent()
            return call is not None and bool(_ASSERTIONS.fullmatch(dotted(call.field("function"))))
        if above.kind() == "assignment":
            left, right = above.field("left"), above.field("right")
            told = left is not None and dotted(left).startswith(f"{name.text()}.")
            return told or (right is not None and _path(right).endswith("()"))
    return False


def _squeezed(node: Node) -> str:
    return re.sub(r"\s+", " ", node.text())
