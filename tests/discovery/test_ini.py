from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.discovery.ini import INI_NAMES, BrokenIni, read_ini


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pytest.toml", '[pytest]\npython_files = ["check_*.py"]\n'),
        (".pytest.toml", '[pytest]\npython_files = ["check_*.py"]\n'),
        ("pytest.ini", "[pytest]\npython_files = check_*.py\n"),
        (".pytest.ini", "[pytest]\npython_files = check_*.py\n"),
        ("pyproject.toml", '[tool.pytest.ini_options]\npython_files = "check_*.py"\n'),
        ("pyproject.toml", '[tool.pytest]\npython_files = ["check_*.py"]\n'),
        ("tox.ini", "[pytest]\npython_files =\n    check_*.py\n"),
        ("setup.cfg", "[tool:pytest]\npython_files = check_*.py\n"),
        ("pytest.ini", "\ufeff[pytest]\npython_files = check_*.py\n"),
    ],
)
def test_every_format_of_pytest_is_read(name: str, text: str) -> None:
    ini = read_ini(name, text)
    assert ini is not None
    assert ini.words("python_files") == ("check_*.py",)
    assert ini.words("testpaths") is None


@pytest.mark.parametrize(
    ("name", "text", "counts"),
    [
        ("pytest.ini", "", True),
        ("pytest.toml", "", True),
        ("pyproject.toml", "[tool.black]\n", False),
        ("pyproject.toml", "[tool.pytest.ini_options]\n", True),
        ("tox.ini", "[tox]\n", False),
        ("setup.cfg", "[metadata]\n", False),
    ],
)
def test_files_for_other_tools_count_only_with_a_section_of_pytest(
    name: str, text: str, counts: bool
) -> None:
    assert (read_ini(name, text) is not None) is counts


def test_words_are_split_as_a_shell_does() -> None:
    ini = read_ini("pytest.ini", '[pytest]\ntestpaths = tests "more tests"\n')
    assert ini is not None
    assert ini.words("testpaths") == ("tests", "more tests")


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("pyproject.toml", "[tool]\nx = 1\nx = 2\n", 3),
        ("pytest.ini", "[pytest]\nx = 1\n[pytest]\n", 3),
        ("setup.cfg", "[a]\nb\n", 2),
    ],
)
def test_a_file_that_cannot_be_parsed_names_the_line(name: str, text: str, line: int) -> None:
    with pytest.raises(BrokenIni) as caught:
        read_ini(name, text)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("pytest.ini", "[pytest]\nmarkers = a\ntestpaths = 'tests\n", 3),
        ("pytest.toml", "[pytest]\ntestpaths = 3\n", 2),
        ("pytest.toml", "[pytest]\n\ntestpaths = [1]\n", 3),
    ],
)
def test_a_value_that_is_no_list_of_words_names_the_line(name: str, text: str, line: int) -> None:
    ini = read_ini(name, text)
    assert ini is not None
    with pytest.raises(BrokenIni, match="testpaths") as caught:
        ini.words("testpaths")
    assert caught.value.line == line


@given(
    st.sampled_from(INI_NAMES),
    st.lists(
        st.sampled_from([
            "[pytest]", "[tool.pytest]", "[tool.pytest.ini_options]", "[tool:pytest]", "testpaths",
            " = ", "'tests", '"a b"', "[", "]", "\n", "  ", "#", "=", "pytest = 1", "\x0c", "é",
        ])
    ).map("".join),
)  # fmt: skip
def test_any_text_is_read_or_refused_with_a_reason(name: str, text: str) -> None:
    with contextlib.suppress(BrokenIni):
        ini = read_ini(name, text)
        assert ini is None or isinstance(ini.words("testpaths"), tuple | type(None))
