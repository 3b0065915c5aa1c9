from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.suite.scopes import DEFINITIONS, own_nodes
from testguard.syntax import Node, Tree, find, parse, walk

KINDS = (
    "assert_statement",
    "call",
    "expression_statement",
    "function_definition",
    "class_definition",
)
NAMES = ("identifier", "attribute", "call", "block")
PIECES = (
    "x", "run()", "a.b.c(d)(e)", "assert run(x), 'é😀'", "return f(g(1))", "raise ValueError(x)",
    "x = run(y)", "with open(x) as y: run()", "def f(a=run()):\n    assert a\n    return g()",
    "class C(Base):\n    def m(self):\n        run()", "@mark(run())\ndef g(): run()",
    "async def h():\n    await run()\n    def inner():\n        assert 1\n    inner()",
    "lambda: run(1)", "'''text'''", "# comment",
)  # fmt: skip
BROKEN = ("def f(:\n    pass", "if x:", "x = (1", "class A", "f(a,,b)")


def places(nodes: list[Node]) -> list[tuple[str, int, int]]:
    return [(node.kind(), node.range().start.index, node.range().end.index) for node in nodes]


def assert_alike(text: str, *kinds: str) -> None:
    """Searches of an indexed tree give what searches of one without an index give."""
    tree, plain = Tree(text), parse(text)
    for indexed, bare in zip(walk(tree.root), walk(plain), strict=True):
        assert places(find(indexed, *kinds)) == places(find(bare, *kinds))
        if indexed.kind() not in DEFINITIONS or indexed.field("body") is not None:
            assert places(own_nodes(indexed, *kinds)) == places(own_nodes(bare, *kinds))


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("\n".join))
def test_an_indexed_tree_is_searched_like_any_other(text: str) -> None:
    assert_alike(text, *KINDS)
    assert_alike(text, *NAMES)
    assert_alike(text, "call")
    assert_alike(text, "string", "call")


@given(st.lists(st.sampled_from(PIECES + BROKEN), min_size=1, max_size=5).map("\n".join))
def test_so_is_one_of_text_that_does_not_parse(text: str) -> None:
    assert_alike(text, *KINDS)
    assert_alike(text, *NAMES)


@pytest.mark.parametrize("text", BROKEN)
def test_a_tree_with_something_left_over_or_made_up_is_broken(text: str) -> None:
    assert Tree(text).broken


@pytest.mark.parametrize("text", PIECES)
def test_a_tree_of_sound_text_is_not(text: str) -> None:
    assert not Tree(text).broken


def test_what_encloses_a_node_and_ends_with_it_is_not_below_it() -> None:
    tree = Tree("run()\n")
    [call] = find(tree.root, "call")
    assert find(call, "expression_statement") == []
    assert find(call, "call") == [call]
