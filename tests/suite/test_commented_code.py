from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.suite.commented_code import Definition, definitions_in_text, iterate


def read(text: str) -> tuple[Definition, ...]:
    return definitions_in_text(text.split("\n"))


def test_members_are_nested_by_indentation() -> None:
    [outer] = read(
        "class A:\n  x = 1\n\n  def b(self):\n    pass\n  class C:\n    def d(self): pass\n"
    )
    assert [(each.name, each.start, each.end) for each in iterate([outer])] == [
        ("A", 0, 6),
        ("b", 3, 4),
        ("C", 5, 6),
        ("d", 6, 6),
    ]


def test_a_header_may_span_lines_and_decorators_belong_to_it() -> None:
    text = (
        '@mark(\n    "a:", [1,\n2])\n\n@other\n'
        "async def f(\n    a: int = g(1),\n) -> dict[str, int]:\n    pass"
    )
    [definition] = read(text)
    assert (definition.name, definition.start, definition.body, definition.end) == ("f", 0, 8, 8)
    assert len(definition.decorators) == 2


@pytest.mark.parametrize(
    "prose",
    [
        "def test_x describes the case",
        "def test_x() describes: the case",
        "class of tests: the slow ones",
        "def test_x(a, b",
        "class TestX",
        "def f() and g(x: int) are gone",
    ],
)
def test_prose_is_no_header(prose: str) -> None:
    assert read(prose) == ()


def test_headers_in_a_string_are_no_definitions() -> None:
    [definition] = read('def f():\n    run("""\ndef g():\n    pass\n""")\n')
    assert [each.name for each in iterate([definition])] == ["f"]


def test_a_tail_of_code_that_dedents_belongs_to_the_body() -> None:
    [definition] = read("  def f():\n    x = g(\n 1)\nassert x\nNow for something else\n")
    assert definition.end == 3


def test_a_string_that_dedents_belongs_to_the_body() -> None:
    [definition] = read('def f():\n    x = """\nselect\n\nfrom\n"""\n    assert x\nprose\n')
    assert definition.end == 6


def test_prose_does_not_end_a_class_whose_methods_go_on() -> None:
    [definition] = read(
        "class A:\n  def b(self):\n    pass\n\nThe other half\n\n  def c(self):\n    pass"
    )
    assert [member.name for member in definition.members] == ["b", "c"]


def test_bases_are_given_without_keywords_and_subscripts() -> None:
    [definition] = read("class A(b.C[int, str], D, metaclass=E(1, 2)): pass")
    assert definition.bases == ("b.C", "D")


def test_a_header_without_a_body_says_so() -> None:
    [first, second, third] = read("def a():\ndef b(): pass\ndef c():\n  pass")
    assert (first.bodiless, second.bodiless, third.bodiless) == (True, False, False)


LINES = [
    "def f():",
    "  class A(B):",
    "    def g(self,",
    "x):",
    "@d(",
    "@d",
    '"""',
    "",
    "prose:",
    "    x",
]


@given(st.lists(st.sampled_from(LINES)))
def test_any_text_gives_ordered_definitions_within_bounds(lines: list[str]) -> None:
    definitions = definitions_in_text(lines)
    assert all(
        0 <= each.start < each.body <= each.end + 1 <= len(lines) for each in iterate(definitions)
    )
    assert all(earlier.end < later.start for earlier, later in pairwise(definitions))


def test_text_that_nests_without_end_is_read_to_a_limit() -> None:
    [outer] = definitions_in_text([" " * depth + "class A:" for depth in range(2000)])
    assert len(list(iterate([outer]))) < 100
