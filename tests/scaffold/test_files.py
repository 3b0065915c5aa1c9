from __future__ import annotations

from pathlib import Path

from testguard.scaffold import files
from testguard.scaffold.files import Draft, Dropped, diff, dropped, removal, without

TEXT = """\
import pytest


@pytest.mark.parametrize("x", [1, 2])
def test_a(x):
    assert x


def test_b():
    assert True
"""
DRAFT = Draft("tests/test_x.py", TEXT)


def test_a_test_goes_with_its_decorators() -> None:
    smaller = without(DRAFT, ["test_a"])
    assert files.tests_in(smaller) == ["test_b"]
    assert "parametrize" not in smaller.text


def test_failures_are_told_by_function_and_only_for_drafts() -> None:
    failed = {
        ("tests/test_x.py", "test_a[1]"): "one",
        ("tests/test_x.py", "test_a[2]"): "two",
        ("tests/other.py", "test_a"): "three",
    }
    assert list(dropped(failed, [DRAFT])) == [Dropped("tests/test_x.py", "test_a", "one")]


def test_a_new_file_is_shown_from_nothing(tmp_path: Path) -> None:
    assert diff(DRAFT, tmp_path).startswith("--- /dev/null\n+++ b/tests/test_x.py\n")


def test_a_file_that_goes_is_shown_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("# def test_a():\n", encoding="utf-8")
    assert removal("a.py", tmp_path).splitlines() == [
        "--- a/a.py", "+++ /dev/null", "@@ -1 +0,0 @@", "-# def test_a():",
    ]  # fmt: skip
