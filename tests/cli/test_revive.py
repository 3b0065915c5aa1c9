from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SUITE = """\
\"\"\"Tests.\"\"\"

# class Box:
#   size = 2
#
# class TestBox:
#   def test_size(self):
#     assert Box().size == 2

#   def test_color(self):
#     assert Box().color == "red"


# def test_missing_name():
#     assert undefined


def test_live():
    assert len("a") == 1
"""
REVIVED = """\
\"\"\"Tests.\"\"\"

class Box:
  size = 2
#
class TestBox:
  def test_size(self):
    assert Box().size == 2

#   def test_color(self):
#     assert Box().color == "red"


# def test_missing_name():
#     assert undefined


def test_live():
    assert len("a") == 1
"""


@pytest.fixture
def project(repository: Callable[..., Any]) -> Any:
    return repository({"tests/test_box.py": SUITE}, hollow=False)


def test_what_passes_comes_back_with_its_indentation_and_the_rest_stays(project: Any) -> None:
    done = project.run("revive", "tests/test_box.py", "--write")
    assert (project.root / "tests/test_box.py").read_text(encoding="utf-8") == REVIVED
    assert done.code == 1
    assert done.err.splitlines() == [
        "revived tests/test_box.py::TestBox.test_size",
        "fails tests/test_box.py::TestBox.test_color: AttributeError: 'Box' object has no "
        "attribute 'color'",
        "fails tests/test_box.py::test_missing_name: NameError: name 'undefined' is not defined",
    ]


def test_without_write_a_diff_is_shown(project: Any) -> None:
    done = project.run("revive")
    assert "+  def test_size(self):" in done.out
    assert "+    assert undefined" not in done.out
    assert (project.root / "tests/test_box.py").read_text(encoding="utf-8") == SUITE


def test_nothing_to_revive_is_a_pass(repository: Callable[..., Any]) -> None:
    done = repository(hollow=False).run("revive")
    assert (done.code, done.out, done.err) == (0, "", "no commented-out tests\n")
