from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ARGS = """
import pulumi


class TapArgs:
    def __init__(self, size=None):
        self.size = size or 3
        if self.size > 9:
            raise ValueError("too large")


class Tap(pulumi.ComponentResource):
    def __init__(self, name, args: TapArgs, opts=None):
        super().__init__("a:b:c", name, None, opts)
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "testguard", "contract", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "tap.py").write_text(ARGS, encoding="utf-8")
    (tmp_path / "testguard.toml").write_text("", encoding="utf-8")
    return tmp_path


def test_inputs_and_validations_are_listed_with_their_lines(repository: Path) -> None:
    done = run(repository)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "lib/tap.py Tap\n"
        "  inputs\n"
        "    lib/tap.py:7  field  TapArgs.size  default 3\n"
        "  validations\n"
        "    lib/tap.py:9  ValueError  if self.size > 9  reads TapArgs.size\n"
    )


def test_json_holds_the_documented_object(repository: Path) -> None:
    data = json.loads(run(repository, "lib/tap.py", "--output-format", "json").stdout)
    [stack] = data["stacks"]
    assert (data["version"], stack["path"], stack["class"]) == (1, "lib/tap.py", "Tap")
    assert stack["inputs"] == [
        {"name": "TapArgs.size", "kind": "field", "default": "3", "path": "lib/tap.py", "line": 7}
    ]
    assert stack["validations"] == [
        {
            "path": "lib/tap.py",
            "line": 9,
            "raises": "ValueError",
            "message": "too large",
            "guard": "self.size > 9",
            "inputs": ["TapArgs.size"],
        }
    ]


def test_a_path_that_is_no_stack_module_is_a_usage_error(repository: Path) -> None:
    done = run(repository, "lib/none.py")
    assert done.returncode == 2
    assert "none.py is no stack module" in done.stderr


def test_a_folder_is_all_stack_modules_in_it(repository: Path) -> None:
    assert run(repository, "lib").stdout == run(repository, ".").stdout == run(repository).stdout
    assert run(repository, "lib", "lib/tap.py").stdout == run(repository).stdout


def test_a_folder_without_stack_modules_is_a_usage_error(repository: Path) -> None:
    (repository / "docs").mkdir()
    done = run(repository, "docs")
    assert done.returncode == 2
    assert "docs holds no stack module" in done.stderr


def test_a_module_that_does_not_parse_is_named_and_the_rest_is_shown(repository: Path) -> None:
    broken = "import pulumi\n\nclass B(pulumi.ComponentResource):\n    def __init__(self: pass\n"
    (repository / "lib" / "broken.py").write_text(broken, encoding="utf-8")
    done = run(repository)
    assert "lib/tap.py Tap" in done.stdout
    assert "lib/broken.py" in done.stderr
