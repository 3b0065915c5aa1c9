from __future__ import annotations

from pathlib import Path

import pytest

from testguard.suite.mentions import Mentions

PATH = "tests/e2e/api_driver.py"


def mentions(root: Path, files: dict[str, str]) -> Mentions:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return Mentions(root)


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ("README.md", "    pytest -s tests/e2e/api_driver.py --url X\n"),
        ("README.md", "    pytest -s ./tests/e2e/api_driver.py\n"),
        (".github/workflows/ci.yml", "run: python api_driver.py\n"),
        (".github/workflows/ci.yml", "run: |\n  pytest \\\n    tests/e2e/api_driver.py\n"),
        ("Makefile", "\tpython -m unittest tests.e2e.api_driver\n"),
        ("run.sh", "python -m api_driver\n"),
        ("noxfile.py", "session.run('pytest', 'tests/e2e/api_driver.py')\n"),
        ("tox.ini", "commands = pytest /repo/tests/e2e/api_driver.py\n"),
        ("package.json", '{"test": "e2e/api_driver.py"}\n'),
    ],
)
def test_a_command_that_names_the_file_is_found(tmp_path: Path, document: str, text: str) -> None:
    assert mentions(tmp_path, {document: text}).command_for(PATH) == document


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ("README.md", "The api_driver is written in python.\n"),
        ("README.md", "See src/api_driver.py for the python code.\n"),
        ("Makefile", "\tpytest tests/e2e/old_api_driver.py\n"),
        ("Makefile", "\tpytest tests/unit/api_driver.py\n"),
        ("app.py", "pytest tests/e2e/api_driver.py\n"),
        ("pkg.egg-info/SOURCES.txt", "tests/e2e/api_driver.py\n"),
        ("pyproject.toml", '"tests/e2e/api_driver.py" = ["S101"]\n'),
        (".pre-commit-config.yaml", "exclude: tests/e2e/api_driver.py\n"),
        ("README.md", "- tests/e2e/api_driver.py: the driver\n"),
        ("node_modules/a/README.md", "pytest tests/e2e/api_driver.py\n"),
    ],
)
def test_other_mentions_are_no_commands(tmp_path: Path, document: str, text: str) -> None:
    assert mentions(tmp_path, {document: text}).command_for(PATH) == ""


@pytest.mark.parametrize(
    "text",
    [
        "import lib.stack\n",
        "from lib import stack\n",
        "from lib.stack import Stack\n",
        "from lib import (\n    other,\n    stack,\n)\n",
        "def f():\n    from lib import stack as s\n",
        "class A(lib.stack.Stack): ...\n",
    ],
)
def test_modules_that_import_or_derive_are_users(tmp_path: Path, text: str) -> None:
    assert mentions(tmp_path, {"a/b.py": text}).users("stack") == {"a/b.py"}


@pytest.mark.parametrize(
    "text", ["stack = 1\n", "import stacks\n", "# import stack\n", "x = 'stack'\n"]
)
def test_other_words_are_no_use(tmp_path: Path, text: str) -> None:
    assert mentions(tmp_path, {"a.py": text}).users("stack") == frozenset()


def test_files_are_matched_by_name(tmp_path: Path) -> None:
    found = mentions(tmp_path, {"tests/test_a.py": "", "lib/b.py": ""})
    assert found.matching(("test_*.py",))
    assert not found.matching(("*_spec.py",))


def test_what_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_bytes(b"import stack\x00")
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    found = mentions(tmp_path, {"good.py": "import stack\n"})
    assert found.users("stack") == {"good.py"}
    assert found.command_for("stack.py") == ""


def test_neighbours_are_the_other_modules_of_a_folder(tmp_path: Path) -> None:
    files = {
        "tests/a.py": "",
        "tests/b.py": "",
        "tests/c.txt": "",
        "tests/unit/d.py": "",
        "e.py": "",
    }
    assert mentions(tmp_path, files).neighbours("tests/a.py") == ("tests/b.py",)
    assert mentions(tmp_path, files).neighbours("e.py") == ()
