"""The house stays as design and README describe it."""

from __future__ import annotations

import ast
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from testguard import reporters, rules
from testguard.cli.rules import known_rules
from testguard.config import Config
from testguard.measurement import metrics

REPOSITORY = Path(__file__).parents[1]
PACKAGES = (
    "testguard",
    "plugins/testguard_pulumi",
    "plugins/testguard_cdk",
    "plugins/testguard_moto",
    "plugins/example",
)
SOURCES = sorted(
    path
    for package in PACKAGES
    for path in (REPOSITORY / package).rglob("*.py")
    if "tests" not in path.relative_to(REPOSITORY).parts
)
LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
MEDIAN_MODULE = 120
MEDIAN_FUNCTION = 12
BROAD_EXCEPTS = {
    "testguard/cli/main.py": "turns any crash of testguard into exit code 3",
    "testguard/inspection/attempt.py": "one rule",
    "testguard/plugin/manager.py": "one plugin's load",
    "testguard/pytest_plugin.py": "never changes the outcome of a test",
}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "misc"}


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions() -> Iterator[tuple[str, int]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                start = node.body[0].lineno
                if ast.get_docstring(node) is not None:
                    start = (node.body[0].end_lineno or start) + 1
                yield (
                    f"{path.relative_to(REPOSITORY)}::{node.name}",
                    (node.end_lineno or start) - start + 1,
                )


def members(package: object) -> list[str]:
    found = iter_modules(package.__path__)  # type: ignore[attr-defined]
    return sorted(entry.name for entry in found if not entry.name.startswith("_"))


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, '.'); {program}", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": f"{folder}:{folder / 'plugins'}", "PATH": "", "PYTHONUTF8": "1"},
    )


def test_arrows_run_down_only() -> None:
    done = lint_imports(REPOSITORY)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def spoilt_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for package in PACKAGES[:4]:
        shutil.copytree(REPOSITORY / package, folder / package)
    shutil.copy(REPOSITORY / ".importlinter", folder)
    return folder


@pytest.mark.parametrize(
    ("module", "statement"),
    [
        ("testguard/reporters/text.py", "import testguard.gate.judge"),
        ("testguard/model/finding.py", "import testguard.config"),
        ("testguard/rules/empty_test.py", "def late():\n    import testguard.cli.main"),
        ("testguard/gate/judge.py", "import ast_grep_py"),
        ("plugins/testguard_pulumi/__init__.py", "import testguard.gate.judge"),
        ("testguard/discovery/discover.py", "import pulumi"),
    ],
)
def test_an_arrow_that_runs_up_or_sideways_is_found(
    spoilt_copy: Path, module: str, statement: str
) -> None:
    path = spoilt_copy / module
    sound = path.read_text(encoding="utf-8")
    path.write_text(f"{sound}\n{statement}\n", encoding="utf-8")
    try:
        done = lint_imports(spoilt_copy)
    finally:
        path.write_text(sound, encoding="utf-8")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_no_module_is_too_long(path: Path) -> None:
    assert lines_of(path) <= LONGEST_MODULE


def test_modules_and_functions_are_short() -> None:
    modules = [lines for path in SOURCES if (lines := lines_of(path)) > 1]
    assert statistics.median(modules) <= MEDIAN_MODULE
    assert statistics.median(length for _, length in functions()) <= MEDIAN_FUNCTION
    assert [name for name, length in functions() if length > LONGEST_FUNCTION] == []


def test_no_room_is_a_junk_room() -> None:
    assert [path for path in SOURCES if path.stem in FORBIDDEN_NAMES] == []


@pytest.mark.parametrize(
    ("package", "folder"),
    [(rules, "rules"), (reporters, "reporters"), (metrics, "measurement/metrics")],
)
def test_every_rule_reporter_and_metric_has_a_test_file_of_its_name(
    package: object, folder: str
) -> None:
    tests = {
        path.stem.removeprefix("test_")
        for path in (REPOSITORY / "tests" / folder).glob("test_*.py")
    }
    assert set(members(package)) <= tests


def test_every_rule_is_the_namesake_of_its_file() -> None:
    named = {
        name: getattr(import_module(f"testguard.rules.{name}"), name) for name in members(rules)
    }
    assert {name: rule.name for name, rule in named.items()} == {
        name: name.replace("_", "-") for name in named
    }


def test_codes_are_unique_and_documented() -> None:
    infos, _ = known_rules(Config(REPOSITORY))
    codes = [info.code for info in infos if info.origin == "testguard"]
    assert len(codes) == len(set(codes))
    documented = (REPOSITORY / "docs" / "rules.md").read_text(encoding="utf-8")
    assert [code for code in codes if f"## {code} " not in documented] == []


def test_commands_have_a_test_file_each() -> None:
    commands = {path.stem for path in (REPOSITORY / "testguard" / "cli").glob("*.py")} - {
        "__init__"
    }
    tests = {
        path.stem.removeprefix("test_") for path in (REPOSITORY / "tests" / "cli").glob("test_*.py")
    }
    assert commands <= tests


def test_a_broad_except_stands_only_where_it_must() -> None:
    broad = {
        str(path.relative_to(REPOSITORY))
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and _is_broad(node)
    }
    assert broad <= set(BROAD_EXCEPTS)


def _is_broad(handler: ast.ExceptHandler) -> bool:
    if isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None:
        return False
    names = (
        {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
        if handler.type
        else {"BaseException"}
    )
    return bool(names & {"Exception", "BaseException"})


def test_pytest_loads_nothing_heavy_with_the_plugin() -> None:
    program = "import sys, testguard.pytest_plugin; print(*sorted(sys.modules))"
    bare = "import sys, pytest; print(*sorted(sys.modules))"
    loaded, before = (
        set(
            subprocess.run(
                [sys.executable, "-c", text], capture_output=True, text=True, check=True
            ).stdout.split()
        )
        for text in (program, bare)
    )
    assert loaded - before == {
        "testguard",
        "testguard.measurement",
        "testguard.measurement.asked",
        "testguard.pytest_plugin",
    }


def test_judging_loads_nothing_that_few_runs_need() -> None:
    program = (
        "import sys; from testguard import default_plugin; from testguard.plugin import load_plugins\n"
        "import testguard.pipeline.judging; load_plugins([default_plugin]); print(*sys.modules)"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "testguard.rules.empty_test" in loaded
    few = {"jsonschema", "yaml", "unidiff", "junitparser", "rich", "jinja2"}
    own = ("mutation.pool", "pipeline.mutating", "pipeline.scaffolding", "reporters.sarif")
    assert not loaded & (few | {f"testguard.{name}" for name in own})
