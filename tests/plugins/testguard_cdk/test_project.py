from __future__ import annotations

import json
from pathlib import Path

import pytest

from testguard.errors import BuildError
from testguard_cdk.project import find_app


def write(file: Path, document: object) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = document if isinstance(document, str) else json.dumps(document)
    file.write_text(text, encoding="utf-8")
    return file


def test_the_nearest_app_is_found_with_its_program_and_context(tmp_path: Path) -> None:
    write(tmp_path / "cdk.json", {"app": "python3 other.py"})
    write(tmp_path / "infra" / "cdk.json", {"app": "python3 app.py", "context": {"a": 1, "b": 2}})
    write(tmp_path / "infra" / "cdk.context.json", {"a": 0, "vpc": "vpc-1"})
    program = write(tmp_path / "infra" / "app.py", "")
    found = find_app(tmp_path / "infra" / "lib" / "stack.py", tmp_path)
    assert (found.folder, found.program) == (tmp_path / "infra", program)
    assert found.context == {"a": 1, "b": 2, "vpc": "vpc-1"}


@pytest.mark.parametrize(
    ("command", "file"),
    [
        ("python3 app.py", "app.py"),
        ("python3 -m infra.app", "infra/app.py"),
        ("python3 -m infra", "infra/__main__.py"),
    ],
)
def test_the_program_is_the_file_that_the_command_starts(
    tmp_path: Path, command: str, file: str
) -> None:
    write(tmp_path / "cdk.json", {"app": command})
    program = write(tmp_path / file, "")
    assert find_app(tmp_path / "lib.py", tmp_path).program == program


@pytest.mark.parametrize("settings", [{}, [], {"app": "npx ts-node app.ts"}, {"context": []}])
def test_an_app_in_another_language_has_no_program(tmp_path: Path, settings: object) -> None:
    write(tmp_path / "cdk.json", settings)
    found = find_app(tmp_path / "lib.py", tmp_path)
    assert (found.folder, found.program, found.context) == (tmp_path, None, {})


def test_without_a_project_the_root_is_the_folder(tmp_path: Path) -> None:
    assert find_app(tmp_path / "lib" / "stack.py", tmp_path).folder == tmp_path


@pytest.mark.parametrize("name", ["cdk.json", "cdk.context.json"])
def test_files_that_cannot_be_read_are_named(tmp_path: Path, name: str) -> None:
    write(tmp_path / "cdk.json", {"app": "python3 app.py"})
    file = write(tmp_path / name, "{")
    with pytest.raises(BuildError, match="cannot be read") as refused:
        find_app(tmp_path / "lib.py", tmp_path)
    assert str(file) in refused.value.message
