from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.suite.library import Library
from testguard.suite.pins import _read, newest_allowed


@pytest.mark.parametrize(
    ("name", "text", "newest"),
    [
        ("requirements.txt", "pulumi==3.90.0\n", (3, 90, 0)),
        ("requirements.txt", "Pulumi[x] >= 3.0, < 3.100\n", (3, 100)),
        ("requirements.txt", "pulumi~=3.90.1\n", (3, 91)),
        ("requirements.txt", "pulumi>=3.0\n", None),
        ("requirements.txt", "pulumi-aws==6.0\n", None),
        ("pyproject.toml", '[project]\ndependencies = [\n  "pulumi<=3.80",\n]\n', (3, 80)),
        ("uv.lock", '[[package]]\nname = "pulumi"\nversion = "3.95.0"\n', (3, 95, 0)),
        ("poetry.lock", '[[package]]\nname = "pulumi-aws"\nversion = "6.1"\n', None),
    ],
)
def test_the_newest_version_is_read(
    tmp_path: Path, name: str, text: str, newest: tuple[int, ...] | None
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert newest_allowed(Library(tmp_path), "tests/unit/test_a.py", "pulumi") == newest


def test_the_nearest_file_wins(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "requirements.txt").write_text("pulumi==3.1\n", encoding="utf-8")
    (tmp_path / "sub" / "requirements.txt").write_text("pulumi==3.2\n", encoding="utf-8")
    assert newest_allowed(Library(tmp_path), "sub/test_a.py", "pulumi") == (3, 2)


@given(st.text(max_size=200))
def test_any_text_is_read_without_failing(text: str) -> None:
    versions = list(_read("pulumi " + text, "pulumi"))
    assert all(isinstance(part, int) for version in versions for part in version)


@given(st.lists(st.integers(0, 999), min_size=1, max_size=4))
def test_an_exact_pin_is_read_back(numbers: list[int]) -> None:
    pin = ".".join(str(number) for number in numbers)
    assert list(_read(f"pulumi=={pin}\n", "pulumi")) == [tuple(numbers)]
