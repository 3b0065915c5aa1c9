"""TG117."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.patterns import regex
from testguard.plugin import Case, Confidence, Offence, Severity, Suite, rule
from testguard.suite.assignments import assigned_in
from testguard.syntax import Node, dotted, find, named, span

_EMPTY_CALL = regex(r"(list|tuple|set|dict|frozenset|range)\(\s*0?\s*\)")
_EMPTY_COMPREHENSION = regex(r"for\s+[\w\s,]+\s+in\s+(\[\s*\]|\(\s*\)|\{\s*\})\s*[\])}]?$")
_DISPLAYS = frozenset({"list", "tuple", "set", "dictionary"})
_PARAMETRIZE = regex(r"(\w+\.)*(parametrize|parametrise)")


@rule("TG117", Severity.ERROR, words=("parametrize", "parametrise", "subTest"))
def empty_parametrize(suite: Suite) -> Iterator[Offence]:
    """A test over an empty list of cases never runs.

    pytest reports such a test as skipped; a ``subTest`` in a loop over nothing passes.

    Bad::

        import pytest

        @pytest.mark.parametrize("region", [])
        def test_region(region):
            assert deploy(region)

    Good::

        import pytest

        @pytest.mark.parametrize("region", ["eu-west-1"])
        def test_region(region):
            assert deploy(region)
    """
    for case in suite.cases:
        for node in (*_parameter_sets(case), *_looped_over(case)):
            if _is_empty(suite, node):
                yield Offence(
                    span(node),
                    f"{case.symbol} is given no case at all",
                    "list its cases, or delete the test",
                    case.symbol,
                    (case.name,),
                    Confidence.CERTAIN if suite.file.collected else Confidence.LIKELY,
                )


def _parameter_sets(case: Case) -> Iterator[Node]:
    decorators = (*case.decorators, *(case.group.decorators if case.group else ()))
    for decorator in decorators:
        callee, arguments = decorator.field("function"), decorator.field("arguments")
        if arguments is None or not _PARAMETRIZE.fullmatch(dotted(callee)):
            continue
        values = [node for node in named(arguments) if node.kind() != "keyword_argument"]
        if len(values) > 1:
            yield values[1]
        yield from _keyword(arguments, "argvalues")


def _keyword(arguments: Node, name: str) -> Iterator[Node]:
    for node in named(arguments):
        key, value = node.field("name"), node.field("value")
        if node.kind() == "keyword_argument" and key and value and key.text() == name:
            yield value


def _looped_over(case: Case) -> Iterator[Node]:
    for loop in find(case.function, "for_statement") if ".subTest(" in case.text else ():
        values, body = loop.field("right"), loop.field("body")
        if values is not None and body is not None and ".subTest(" in body.text():
            yield values


def _is_empty(suite: Suite, node: Node) -> bool:
    if node.kind() in _DISPLAYS:
        return not named(node)
    if node.kind() == "identifier":
        return _is_empty_name(suite, node.text())
    text = " ".join(node.text().split())
    return bool(_EMPTY_CALL.fullmatch(text) or _EMPTY_COMPREHENSION.search(text))


def _is_empty_name(suite: Suite, name: str) -> bool:
    """Whether the module binds ``name`` once, to nothing, and else only hands it to parametrize."""
    value = assigned_in(suite.root).get(name)
    if value is None or value.kind() not in _DISPLAYS or named(value):
        return False
    uses = [node for node in find(suite.root, "identifier") if node.text() == name]
    return len(uses) == 1 + sum(_is_argument(node) for node in uses)


def _is_argument(node: Node) -> bool:
    arguments = node.parent()
    call = arguments.parent() if arguments and arguments.kind() == "argument_list" else None
    return call is not None and bool(_PARAMETRIZE.fullmatch(dotted(call.field("function"))))
