from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

from testguard.measurement import tracing
from testguard.measurement.tracing import CHEAP, AtRest, Resting
from tests.conftest import RunPytest


class Tracer:
    def __call__(self, _frame: FrameType, _event: str, _argument: object) -> None:
        return None


@pytest.fixture
def tracer() -> Iterator[Tracer]:
    """A tracer of its own, while a test runs."""
    before = sys.gettrace()
    sys.settrace(found := Tracer())
    yield found
    sys.settrace(before)


def test_only_a_tracer_of_the_type_is_taken_away_and_given_back(tracer: Tracer) -> None:
    with AtRest(Tracer):
        during = sys.gettrace()
        with AtRest(Tracer):
            within = sys.gettrace()
        after = sys.gettrace()
    with AtRest(int):
        other = sys.gettrace()
    assert (during, within, after) == (None, None, None)
    assert (other, sys.gettrace()) == (tracer, tracer)


def test_another_tracer_that_was_set_meanwhile_stays(tracer: Tracer) -> None:
    with AtRest(Tracer):
        sys.settrace(later := Tracer())
    assert sys.gettrace() is later is not tracer


@pytest.mark.parametrize(
    ("file", "package", "foreign"),
    [
        ("/nowhere/lib/site-packages/html/plugin.py", "html", True),
        ("/nowhere/lib/site-packages/store/plugin.py", "store", False),
        ("/home/me/store/conftest.py", "conftest", False),
        ("/home/me/site-packages-demo/conftest.py", "conftest", False),
        ("/elsewhere/conftest.py", "conftest", False),
        (tracing.__file__, "testguard", True),
    ],
)
@pytest.mark.parametrize("around", [(), ("/nowhere/lib",), ("/",)])
def test_only_installed_libraries_that_are_not_measured_are_foreign(
    file: str, package: str, foreign: bool, around: tuple[str, ...]
) -> None:
    folders = tuple(map(Path, ("/home/me/store", *around)))
    found = Resting(Tracer, folders, frozenset({"store"}), (Path("/nowhere/lib/site-packages"),))
    measured_too = package == "testguard" and "/" in around
    assert found.is_foreign(file, package) is (foreign and not measured_too)


def test_a_folder_inside_of_a_library_is_measured() -> None:
    library = Path("/nowhere/lib/site-packages")
    found = Resting(Tracer, (library / "html",), frozenset(), (library,))
    assert not found.is_foreign("/nowhere/lib/site-packages/html/plugin.py", "plugin")
    assert found.is_foreign("/nowhere/lib/site-packages/other/plugin.py", "other")


def test_it_is_given_back_when_something_fails(tracer: Tracer) -> None:
    with pytest.raises(KeyError), AtRest(Tracer):
        raise KeyError
    assert sys.gettrace() is tracer


WRITE_DOWN = """\
import sys
from _pytest.assertion import rewrite
original = rewrite.AssertionRewriter.run

def run(rewriter, module):
    if rewriter.module_path.endswith("test_one.py"):
        with open("rewritten.txt", "a") as file:
            print(sys.gettrace() is None, file=file)
    return original(rewriter, module)

rewrite.AssertionRewriter.run = run
"""


@pytest.mark.parametrize(
    ("options", "measured_too"), [((), False), (("--cov=lib", "--cov=_pytest"), True)]
)
def test_coverage_rests_while_test_files_are_rewritten(
    pytester: pytest.Pytester,
    run_pytest: RunPytest,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    measured_too: bool,
) -> None:
    (pytester.path / "testguard.toml").write_text('stacks = ["lib/one.py"]\n', encoding="utf-8")
    pytester.mkdir("lib").joinpath("one.py").write_text("SIZE = 1\n", encoding="utf-8")
    pytester.makepyfile(test_one="def test_one():\n    assert True\n")
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "writer.py").write_text(WRITE_DOWN, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    run_pytest("-p", "writer", *options)
    rested = (pytester.path / "rewritten.txt").read_text(encoding="utf-8").split()
    assert set(rested) == {str(CHEAP and not measured_too)}
