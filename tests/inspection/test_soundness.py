from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.inspection.soundness import flaw_in
from testguard.suite.module import Module


def flaw(source: str) -> str:
    found = flaw_in(Module("tests/test_a.py", source))
    return found.message if found else ""


@pytest.mark.parametrize(
    "source",
    [
        "",
        "\n\n",
        "# only a comment\n",
        "def test_a():\n    assert 1\n",
        "\x0cimport os\n",
        "print('x')\nprint\n",
        "x = f\"{'a'}\"\n",
        "async def test_a():\n\tawait x\n",
        "match x:\n    case 1:\n        pass\n",
        "try:\n    pass\nexcept* ValueError:\n    pass\n",
        "with (open('a') as a, open('b') as b):\n    pass\n",
        "x = '\\d'\n",
        "'''\n  print \"old\"\n'''\n",
        "if True: x = 1; y = 2\n",
    ],
)
def test_sound_source_has_no_flaw(source: str) -> None:
    assert flaw(source) == ""


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("x = (1,\n", 1),
        ("def f()\n    pass\n", 1),
        ("def f(:\n    pass\n", 1),
        ("import os\nif x:\n", 2),
        ("class A:\nx = 1\n", 2),
        ("  x = 1\n y = 2\n", 1),
        ("def f():\n\tx\n        y\n", 3),
        ('"""never closed\n', 1),
        ("x = 1\nassert x ==\n", 2),
    ],
)
def test_broken_source_is_said_to_be_broken_and_where(source: str, line: int) -> None:
    found = flaw_in(Module("tests/test_a.py", source))
    assert found
    assert found.message.startswith("does not parse: ")
    assert (found.line, found.newer) == (line, False)


@pytest.mark.parametrize(
    "source",
    [
        'print "hello"\n',
        "print x\n",
        'exec "code"\n',
        "try:\n    pass\nexcept ValueError, error:\n    pass\n",
        'raise ValueError, "message"\n',
        "if a <> b:\n    pass\n",
    ],
)
def test_python_2_is_named(source: str) -> None:
    assert flaw(source).startswith("is Python 2: ")


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python knows the syntax")
@pytest.mark.parametrize(
    "source",
    [
        "type Alias = int\n",
        "def test_a[T](x: T): pass\n",
        "class TestA[T]: pass\n",
        'x = f"{y["a"]}"\n',
        "x = f\"{'\\n'.join(y)}\"\n",
    ],
)
def test_syntax_of_3_12_needs_a_newer_python(source: str) -> None:
    found = flaw_in(Module("tests/test_a.py", source))
    assert found
    assert found.newer
    assert found.message.startswith("needs a newer Python than 3.")


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python knows the syntax")
@pytest.mark.parametrize(
    "source",
    ['x = t"{y}"\n', "try:\n    pass\nexcept ValueError, TypeError:\n    pass\n"],
)
def test_syntax_of_3_14_needs_a_newer_python(source: str) -> None:
    found = flaw_in(Module("tests/test_a.py", source))
    assert found
    assert found.newer


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "(" * 5_000 + ")" * 5_000 + "<>\n",
        "x = " + "-" * 20_000 + "1 <> 2\n",
        "x = a" + ".b" * 20_000 + "\n# <>\n",
        "x <> '\0'\n",
        "x = " + "(" * 300 + "f()" + ")" * 300 + "\n",
        "x = " + "[" * 300 + "]" * 300 + "\n",
        "".join(" " * depth + "if x:\n" for depth in range(400)),
    ],
)
def test_hostile_nesting_is_a_flaw_and_no_crash(source: str) -> None:
    assert flaw(source)


@given(st.text(max_size=200))
def test_any_text_is_answered(source: str) -> None:
    found = flaw_in(Module("tests/test_a.py", source))
    assert found is None or 1 <= found.line <= source.count("\n") + 1
