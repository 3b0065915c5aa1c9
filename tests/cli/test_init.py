from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.cli.init import appended
from testguard.errors import ConfigError

SECTION = "[tool.testguard]\n"


def test_pyproject_keeps_every_byte(repository: Any) -> None:
    before = b'[project]  # mine\r\nname="x"\r\n'
    made = repository()
    path = made.root / "pyproject.toml"
    path.write_bytes(before)
    done = made.run("init")
    assert done.code == 0
    assert path.read_bytes().startswith(before + b"\r\n[tool.testguard]\r\n")
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")
    assert "wrote" in done.err
    assert "configuration: pyproject.toml" in made.run("config").out


def test_without_a_pyproject_there_is_a_file_of_its_own(repository: Any) -> None:
    made = repository()
    assert made.run("init").code == 0
    text = (made.root / "testguard.toml").read_text(encoding="utf-8")
    assert "#   lib/bucket.py" in text
    assert "[thresholds]\nlines = 90\n" in text
    assert made.run("check").code == 1


def test_a_configuration_that_exists_is_left_alone(repository: Any) -> None:
    made = repository({"testguard.toml": "# mine\n"})
    done = made.run("init")
    assert done.code == 2
    assert "configures testguard already" in done.err
    assert (made.root / "testguard.toml").read_text(encoding="utf-8") == "# mine\n"


def test_a_folder_below_a_configuration_gets_its_own_on_demand(repository: Any) -> None:
    made = repository({"testguard.toml": "# mine\n", "app/pyproject.toml": ""})
    assert made.run("init", "--root", "app", "-q").code == 0
    assert "[tool.testguard]" in (made.root / "app/pyproject.toml").read_text(encoding="utf-8")
    done = made.run("init", "--root", "app")
    assert done.code == 2


def test_dry_run_shows_and_writes_nothing(repository: Any) -> None:
    made = repository()
    done = made.run("init", "--dry-run")
    assert done.code == 0
    assert tomllib.loads(done.out)["thresholds"]["lines"] == 90
    assert not (made.root / "testguard.toml").exists()


@pytest.mark.parametrize("text", ["tool = { x = 1 }\n", "[[tool]]\n", "a = \n"])
def test_a_pyproject_that_cannot_take_it_is_left_alone(text: str, repository: Any) -> None:
    made = repository({"pyproject.toml": text})
    done = made.run("init")
    assert done.code == 2
    assert "pyproject.toml" in done.err
    assert (made.root / "pyproject.toml").read_text(encoding="utf-8") == text


def test_a_named_configuration_makes_no_sense(repository: Any) -> None:
    assert repository().run("init", "--config", "x").code == 2


@given(
    st.lists(st.sampled_from(["a = 1", '# "', "[b]", 'c = """', 'd"""', "[tool]", "[tool.x]"])),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_the_old_data_is_the_same_or_the_file_is_refused(
    lines: list[str], newline: str, end: bool
) -> None:
    text = newline.join(lines) + (newline if end else "")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pyproject.toml"
        path.write_bytes(text.encode())
        try:
            whole = appended(path, SECTION)
        except ConfigError:
            return
    assert whole.startswith(text)
    data = tomllib.loads(whole)
    assert data["tool"].pop("testguard") == {}
    before = tomllib.loads(text)
    assert data == {"tool": {}, **before}
