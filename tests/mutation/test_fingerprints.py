from __future__ import annotations

from pathlib import Path

import pytest

from testguard.model.mutant import Act, Mutant
from testguard.mutation.fingerprints import Contents

MUTANT = Mutant("resource-removed", Act.REMOVE, "lib/a.py", "lib/a.py", 3, "t", ("n",))
FILES = ("lib/a.py", "lib/b.py", "lib/parts.py", "tests/test_a.py", "tests/test_b.py")
TESTS = ("tests/test_a.py::test_one",)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in (*FILES, "Pulumi.dev.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    return tmp_path


def key(root: Path, tests: tuple[str, ...] = TESTS, mutant: Mutant = MUTANT) -> str:
    suites, sources = frozenset(FILES[3:]), frozenset(FILES[:2])
    return Contents(root, FILES, suites, sources).of_trial(mutant, tests, ["lib/a.py"])


@pytest.mark.parametrize(
    ("changed", "matters"),
    [
        ("lib/a.py", True),
        ("lib/b.py", False),
        ("lib/parts.py", True),
        ("tests/test_a.py", True),
        ("tests/test_b.py", False),
        ("Pulumi.dev.yaml", True),
        ("README.md", False),
    ],
)
def test_a_result_depends_on_what_its_tests_run(root: Path, changed: str, matters: bool) -> None:
    before = key(root)
    (root / changed).write_text("changed", encoding="utf-8")
    assert (key(root) != before) is matters


def test_a_result_depends_on_mutant_and_tests_but_not_on_their_order(root: Path) -> None:
    two = (*TESTS, "tests/test_a.py::test_two")
    assert key(root, two) == key(root, two[::-1]) != key(root)
    other = Mutant("resource-duplicated", Act.DUPLICATE, "lib/a.py", "lib/a.py", 3, "t", ("n",))
    assert key(root, mutant=other) != key(root)


def test_an_observation_depends_on_every_file(root: Path) -> None:
    contents = [Contents(root, FILES, frozenset(), frozenset()).everything]
    (root / "tests/test_b.py").write_text("changed", encoding="utf-8")
    contents.append(Contents(root, FILES, frozenset(), frozenset()).everything)
    assert contents[0] != contents[1]


def test_a_name_that_is_no_text_has_a_key_too(root: Path) -> None:
    odd = ("tests/test_a.py::test_one[\udcff]",)
    assert key(root, odd) == key(root, odd) != key(root)
