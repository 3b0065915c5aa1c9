from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.discovery.globs import Globs

NAMES = st.lists(st.text("abc_", min_size=1, max_size=3), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("tests", "tests/unit/test_a.py", True),
        ("tests/", "tests/unit/test_a.py", True),
        ("./tests", "tests/test_a.py", True),
        ("tests", "lib/tests/test_a.py", False),
        ("tests", "tests_old/test_a.py", False),
        (".", "anything.py", True),
        ("lib/*.py", "lib/a.py", True),
        ("lib/*.py", "lib/deep/a.py", False),
        ("lib/**/*.py", "lib/a.py", True),
        ("lib/**/*.py", "lib/very/deep/a.py", True),
        ("modules/*/tests", "modules/rds/tests/test_a.py", True),
        ("*.py", "a.py", True),
        ("*.py", "lib/a.py", False),
        ("unit_tests.py", "unit_tests.py", True),
    ],
)
def test_a_glob_means_a_file_or_all_below_a_folder(glob: str, path: str, matches: bool) -> None:
    assert Globs([glob]).match(path) is matches


@given(NAMES)
def test_every_folder_of_a_path_matches_it(parts: list[str]) -> None:
    path = "/".join(parts) + "/x.py"
    folders = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    assert [folder for folder in folders if not Globs([folder]).match(path)] == []


def test_no_globs_match_nothing() -> None:
    assert not Globs([]).any(["a.py"])
