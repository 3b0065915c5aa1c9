from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from coverage import Coverage

from testguard.measurement.coverage_reader import Recording, read_stacks
from testguard.model.evidence import Arc, StackEvidence
from testguard.model.project import StackModule

SOURCE = """\
def f(x):
    if x:
        return 1
    return 2


def g():  # pragma: no cover
    return 3


def h(items):
    for item in items:  # pragma: no branch
        return item
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text(SOURCE)
    return tmp_path


Measure = Callable[..., Coverage]


@pytest.fixture
def measure() -> Iterator[Measure]:
    """Make measurements in memory, which have to be closed."""
    with ExitStack() as opened:

        def new(**options: object) -> Coverage:
            cov = Coverage(data_file=None, config_file=False, **options)  # type: ignore[arg-type]
            opened.callback(cov.get_data().close, force=True)
            return cov

        yield new


Recorded = Callable[[set[tuple[int, int]] | None], Coverage]


@pytest.fixture
def recorded(root: Path, measure: Measure) -> Recorded:
    """Measure branches: those of ``a.py`` that are given; None has seen no file."""

    def run(arcs: set[tuple[int, int]] | None) -> Coverage:
        cov = measure(branch=True)
        if arcs is not None:
            cov.get_data().add_arcs({str(root / "a.py"): arcs})
        return cov

    return run


def read(root: Path, recording: Recording, path: str = "a.py") -> StackEvidence:
    [found] = read_stacks(root, [StackModule(path, "pulumi")], recording)
    return found


def test_statements_branches_and_exclusions_are_those_of_coverage(
    root: Path, recorded: Recorded
) -> None:
    arcs = {(-1, 1), (1, 11), (11, -1), (-1, 2), (2, 3), (3, -1)}
    found = read(root, Recording(recorded(arcs), config_file=False))
    assert found.imported
    assert found.lines == {1, 2, 3, 4, 11, 12, 13}
    assert found.executed == {1, 2, 3, 11}
    assert found.arcs == {Arc(2, 3), Arc(2, 4)}
    assert found.taken == {Arc(2, 3)}


def test_a_file_nobody_imported_has_its_statements_and_branches(
    root: Path, recorded: Recorded
) -> None:
    found = read(root, Recording(recorded(None), config_file=False))
    assert (found.imported, found.measured, found.branched) == (False, True, True)
    assert found.lines == {1, 2, 3, 4, 11, 12, 13}
    assert found.arcs == {Arc(2, 3), Arc(2, 4)}
    assert not found.executed
    assert not found.taken


def test_reading_a_file_nobody_imported_leaves_no_database_open(
    root: Path, recorded: Recorded
) -> None:
    assert read(root, Recording(recorded(None), config_file=False)).measured
    gc.collect()  # Python 3.13 complains of open databases, and pytest fails this test


def test_a_file_that_was_imported_unseen_has_no_data(root: Path, recorded: Recorded) -> None:
    imported = frozenset({root / "a.py"})
    found = read(root, Recording(recorded(None), config_file=False, imported=imported))
    assert (found.imported, found.measured) == (True, False)


def test_nothing_is_known_without_coverage(root: Path) -> None:
    found = read(root, Recording(None))
    assert (found.imported, found.measured, found.branched) == (False, False, False)


@pytest.mark.parametrize("source", ["def broken(:\n", "print 'two'\n"])
def test_a_file_that_does_not_parse_is_not_measured(
    root: Path, source: str, recorded: Recorded
) -> None:
    (root / "a.py").write_text(source)
    assert not read(root, Recording(recorded(None), config_file=False)).measured


def test_a_file_that_is_gone_is_not_measured(root: Path, recorded: Recorded) -> None:
    found = read(root, Recording(recorded(None), config_file=False), path="gone.py")
    assert (found.measured, found.digest) == (False, "")


def test_lines_without_branches_say_so(root: Path, measure: Measure) -> None:
    cov = measure()
    cov.get_data().add_lines({str(root / "a.py"): [1, 2, 11]})
    found = read(root, Recording(cov, config_file=False))
    assert found.executed == {1, 2, 11}
    assert not found.branched
    assert not found.arcs


def test_a_stack_behind_a_link_is_the_file_that_was_measured(
    root: Path, recorded: Recorded
) -> None:
    (root / "link.py").symlink_to(root / "a.py")
    cov = recorded({(-1, 1), (1, 11), (11, -1)})
    assert read(root, Recording(cov, config_file=False), "link.py").executed == {1, 11}


def test_stacks_come_sorted_by_path(root: Path) -> None:
    stacks = [StackModule(name, "pulumi") for name in ("z.py", "a.py", "m.py")]
    found = read_stacks(root, stacks, Recording(None))
    assert [each.path for each in found] == ["a.py", "m.py", "z.py"]
