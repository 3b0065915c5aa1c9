from __future__ import annotations

import pytest

from testguard.suite.module import (
    Module,
    body_of,
    decorators_of,
    definitions_in,
    docstring_of,
    is_async,
    name_of,
)
from testguard.syntax import Node


def only(source: str) -> Node:
    [definition] = definitions_in(Module("a.py", source).root)
    return definition


def test_definitions_in_branches_are_seen_and_the_last_of_a_name_wins() -> None:
    module = Module(
        "a.py",
        "if X:\n    def a(): ...\nelse:\n    def b(): ...\ntry:\n    import c\nexcept E:\n    class"
        " D: ...\nwith x:\n    @y\n    def e(): ...\ndef a(): return 1\n",
    )
    assert sorted(module.definitions) == ["D", "a", "b", "e"]
    assert "return 1" in module.definitions["a"].text()


def test_definitions_inside_functions_are_not_the_modules() -> None:
    assert list(Module("a.py", "def a():\n    def b(): ...\n").definitions) == ["a"]


def test_decorators_are_given_outermost_first() -> None:
    assert [node.text() for node in decorators_of(only("@a.b(1)\n@c\ndef d(): ...\n"))] == [
        "a.b(1)",
        "c",
    ]


@pytest.mark.parametrize(
    ("source", "docstring"),
    [
        ('def a():\n    """Says."""\n    return 1\n', '"""Says."""'),
        ('class A:\n    # first\n    "Says."\n', '"Says."'),
        ("def a():\n    return 1\n", None),
        ("def a():\n    x = 'no'\n", None),
    ],
)
def test_docstrings_are_told_from_other_strings(source: str, docstring: str | None) -> None:
    found = docstring_of(only(source))
    assert (found.text() if found else None) == docstring


@pytest.mark.parametrize(
    ("source", "expected"), [("async def a(): ...", True), ("def a(): ...", False)]
)
def test_coroutine_functions_are_told(source: str, expected: bool) -> None:
    assert is_async(only(source)) is expected


def test_a_body_has_no_comments() -> None:
    assert [node.kind() for node in body_of(only("def a():\n    # why\n    pass\n"))] == [
        "pass_statement"
    ]


@pytest.mark.parametrize(
    "source", ["def a(:\n    pass\nclass B: ...\n", "print 'x'\nclass B: ...\n"]
)
def test_broken_code_still_yields_what_can_be_read(source: str) -> None:
    assert "B" in Module("a.py", source).definitions


def test_a_name_stands_for_what_was_imported() -> None:
    module = Module("a.py", "import pulumi as p\n@p.runtime.test\ndef a(): ...\n")
    [decorator] = decorators_of(module.definitions["a"])
    assert (module.qualify(decorator), name_of(module.definitions["a"])) == (
        "pulumi.runtime.test",
        "a",
    )
    assert module.qualify(None) == ""
