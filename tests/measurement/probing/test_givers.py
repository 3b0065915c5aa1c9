from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from testguard.measurement.probing.givers import Givers

Call = Callable[..., Any]
INNER = "import sys\ndef make(then):\n    return then(sys._getframe())\n"
THROUGH = "def build(make, then):\n    return make(then)\n"


def loaded(file: Path, text: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(text, str(file), "exec"), names)
    return names


@pytest.fixture
def make(tmp_path: Path) -> Call:
    """A constructor of a stack module."""
    found: Call = loaded(tmp_path / "lib" / "stack.py", INNER)["make"]
    return found


def given_through(root: Path, make: Call, *files: str) -> bool:
    """Whether a test gave what reaches ``make`` through functions of ``files``, outermost first."""

    def ask(frame: FrameType) -> bool:
        return Givers(root).is_test(frame)

    for file in reversed(files):
        build = loaded(root / file, THROUGH)["build"]
        make = lambda then, build=build, make=make: build(make, then)  # noqa: E731 - one frame each
    answer: bool = make(ask)
    return answer


@pytest.mark.parametrize(
    ("files", "by_test"),
    [
        (("tests/test_stack.py",), True),
        (("tests/conftest.py",), True),
        (("tests/helpers.py",), True),
        (("unit/stack_test.py",), True),
        (("app.py",), False),
        (("tests/test_stack.py", "app.py"), False),
        (("app.py", "tests/test_stack.py"), True),
        (("tests/test_stack.py", "app.py", ".venv/lib/site-packages/jsii.py"), False),
        (("tests/test_stack.py", "lib/stack.py"), True),
        (("lib/outer.py",), False),
        ((), True),
    ],
)
def test_the_nearest_caller_in_another_file_decides(
    tmp_path: Path, make: Call, files: tuple[str, ...], by_test: bool
) -> None:
    assert given_through(tmp_path, make, *files) is by_test


def test_without_a_frame_it_is_a_test(tmp_path: Path) -> None:
    assert Givers(tmp_path).is_test(None)
    assert Givers(tmp_path).is_test(sys._getframe())
