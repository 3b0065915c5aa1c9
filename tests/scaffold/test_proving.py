from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from testguard.scaffold.files import Draft
from testguard.scaffold.proving import prove
from testguard.scaffold.trials import warm_python
from testguard.warm.python import WarmPython

GOOD = "def test_good():\n    assert 1 + 1 == 2\n"
BAD = "def test_bad():\n    assert 1 + 1 == 3\n"
SECOND = """
from pathlib import Path


def test_passes_once():
    mark = Path("mark")
    seen = mark.exists()
    mark.write_text("")
    assert not seen
"""


@pytest.fixture
def python() -> Iterator[WarmPython]:
    with warm_python() as python:
        yield python


def silent(_step: str) -> None:
    pass


def test_what_passes_twice_is_kept(python: WarmPython, tmp_path: Path) -> None:
    proved = prove(python, tmp_path, [Draft("tests/test_a.py", f"{GOOD}\n\n{BAD}")], silent)
    assert [each.path for each in proved.drafts] == ["tests/test_a.py"]
    assert "test_bad" not in proved.drafts[0].text
    assert [(each.test, each.path) for each in proved.dropped] == [("test_bad", "tests/test_a.py")]
    assert proved.tests == 1
    assert not (tmp_path / "tests").exists()


def test_what_passes_once_is_dropped(python: WarmPython, tmp_path: Path) -> None:
    drafts = [Draft("test_a.py", GOOD), Draft("test_b.py", SECOND.lstrip())]
    proved = prove(python, tmp_path, drafts, silent)
    assert [each.path for each in proved.drafts] == ["test_a.py"]
    assert [each.test for each in proved.dropped] == ["test_passes_once"]


@pytest.mark.parametrize(
    "text",
    [BAD, "import nothing_of_that_name\n\n\ndef test_it():\n    assert nothing_of_that_name\n"],
)
def test_nothing_is_kept_where_nothing_passes(
    python: WarmPython, tmp_path: Path, text: str
) -> None:
    proved = prove(python, tmp_path, [Draft("conftest.py", ""), Draft("test_a.py", text)], silent)
    assert proved.drafts == ()
    assert proved.dropped


def test_nothing_to_prove(python: WarmPython, tmp_path: Path) -> None:
    assert prove(python, tmp_path, [], silent).drafts == ()
