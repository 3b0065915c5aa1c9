from __future__ import annotations

import pytest

from testguard.infrastructure.calls import read_calls
from testguard.infrastructure.values import Values
from testguard.suite.module import Module

USE = "use(it)"


def value(source: str, use: str = USE) -> str | None:
    """The text of what the argument of ``use`` stands for."""
    module = Module("lib/stack.py", f"{source}\n")
    [call] = [each for each in read_calls(module) if each.node.text() == use]
    found = Values(module).of(call.positional[0])
    return found.text() if found else None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("it = [1]\nuse(it)", "[1]"),
        ("a = 'x'\nit = a\nuse(it)", "'x'"),
        ("it = 1\ndef f():\n    use(it)", "1"),
        ("def f():\n    it = 2\n    use(it)\nit = 1", "2"),
    ],
)
def test_a_name_that_is_assigned_once_stands_for_its_value(source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "use(it)",
        "it = 1\nit = 2\nuse(it)",
        "it = []\nit.append(1)\nuse(it)",
        "it = {}\nit['a'] = 1\nuse(it)",
        "it = 1\nit += 1\nuse(it)",
        "for it in x:\n    use(it)",
        "it, b = f()\nuse(it)",
        "if a:\n    it = 1\nuse(it)",
        "it = 1\ndef f(it):\n    use(it)",
        "it = it\nuse(it)",
    ],
)
def test_a_name_that_may_be_anything_stands_for_itself(source: str) -> None:
    assert value(source) == "it"


def test_attributes_of_one_class_are_followed() -> None:
    source = (
        "class A:\n    def __init__(self):\n        self.it = [1]\n    def f(self):\n        use(self.it)\n"
        "class B:\n    def __init__(self):\n        self.it = [2]\n"
    )
    assert value(source, "use(self.it)") == "[1]"
    twice = source.replace("use(self.it)", "self.it = 3\n        use(self.it)")
    assert value(twice, "use(self.it)") == "self.it"


def test_literals_and_emptiness() -> None:
    module = Module("a.py", "x = []\nuse(x, None, 'text', [1], f())\n")
    values, call = Values(module), read_calls(module)[0]
    assert [values.is_empty(each) for each in call.positional] == [True, True, False, False, False]
    assert [values.text(each) for each in call.positional] == [None, None, "text", None, None]
    assert values.literal(call.positional[3]) == [1]
