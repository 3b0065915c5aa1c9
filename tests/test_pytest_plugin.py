"""What `pytest --testguard` does in the projects people have."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RunPytest

STACK = """\
def build(size):
    if size > 1:
        return "big"
    return "small"


def destroy():
    first = 1
    second = 2
    return first + second
"""
FULL = """\
from lib.one import build, destroy

def test_one():
    assert build(1) == "small"
    assert build(2) == "big"
    assert destroy() == 3
"""
SMALL_PART = """\
from lib.two import build

def test_two():
    assert build(1) == "small"
"""
EASY = "[thresholds]\nlines = 50\nbranches = 50\n"


@pytest.fixture
def two_stacks(pytester: pytest.Pytester) -> Path:
    """Two stack modules, at 100 % and at 60 %; lines of both together are above 70 %."""
    write(
        pytester,
        "testguard.toml",
        'stacks = ["lib/one.py", "lib/two.py"]\n[thresholds]\nlines = 70\n',
    )
    write(pytester, "pytest.ini", "[pytest]\npythonpath = .\ntestpaths = tests\n")
    write(pytester, "lib/one.py", STACK)
    write(pytester, "lib/two.py", STACK)
    write(pytester, "tests/test_one.py", FULL)
    write(pytester, "tests/test_two.py", SMALL_PART)
    return pytester.path


@pytest.fixture
def one_stack(pytester: pytest.Pytester) -> Path:
    """One stack module that its test covers."""
    write(pytester, "testguard.toml", 'stacks = ["lib/one.py"]\n')
    write(pytester, "pytest.ini", "[pytest]\npythonpath = .\n")
    write(pytester, "lib/one.py", STACK)
    write(pytester, "tests/test_one.py", FULL)
    return pytester.path


def write(pytester: pytest.Pytester, name: str, text: str) -> None:
    path = pytester.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def report_of(run: RunPytest, folder: Path, *arguments: str, **options: str) -> dict[str, Any]:
    result = run("--testguard-report=json:report.json", *arguments, **options)
    report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return {**report, "exit": result.ret, "output": result.stdout.str() + result.stderr.str()}


def gate_codes(report: dict[str, Any]) -> list[tuple[str, str]]:
    found = ((each["code"], each["path"]) for each in report["findings"])
    return [(code, path) for code, path in found if code.startswith("TG4")]


def lines_of(report: dict[str, Any], path: str) -> tuple[int, int, str]:
    [stack] = [each for each in report["stacks"] if each["path"] == path]
    metric = stack["metrics"]["lines"]
    return metric["covered"], metric["total"], metric["state"]


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one-process", "xdist"])
def test_one_stack_below_its_threshold_fails_the_run(
    two_stacks: Path, run_pytest: RunPytest, workers: tuple[str, ...]
) -> None:
    report = report_of(run_pytest, two_stacks, *workers)
    assert report["exit"] == 1
    assert lines_of(report, "lib/one.py") == (8, 8, "passed")
    assert lines_of(report, "lib/two.py") == (4, 8, "failed")
    assert gate_codes(report) == [("TG401", "lib/two.py"), ("TG402", "lib/two.py")]
    assert "2 passed" in report["output"]


def test_the_section_names_the_stack_its_figures_and_where_the_bar_is_written(
    two_stacks: Path, run_pytest: RunPytest
) -> None:
    output = run_pytest().stdout
    output.fnmatch_lines(
        [
            "*= testguard =*",
            "lib/two.py:1:1 TG401 *4 of 8 lines were exercised: 50%*",
            "*lines*4/8*50%*70%*testguard.toml:3*failed",
        ]
    )
    assert output.str().count("= testguard =") == 1


def test_gate_repeats_the_verdict_without_running_a_test(
    two_stacks: Path, run_pytest: RunPytest, pytester: pytest.Pytester
) -> None:
    first = report_of(run_pytest, two_stacks)
    (two_stacks / "tests" / "test_one.py").write_text(FULL + "raise SystemExit\n")
    gate = pytester.run(sys.executable, "-m", "testguard", "gate", "--output-format", "json")
    again = json.loads(gate.stdout.str())
    assert gate.ret == 1
    assert (again["stacks"], again["verdict"]) == (first["stacks"], first["verdict"])
    assert again["findings"] == first["findings"]


def test_a_covered_project_passes(one_stack: Path, run_pytest: RunPytest) -> None:
    report = report_of(run_pytest, one_stack)
    assert (report["exit"], report["verdict"]) == (0, "passed")


def test_a_configuration_turns_it_on_and_an_option_off(
    one_stack: Path, run_pytest: RunPytest
) -> None:
    assert "= testguard =" in run_pytest(testguard="").stdout.str()
    assert "= testguard =" not in run_pytest("--no-testguard", testguard="").stdout.str()
    assert "testguard" not in run_pytest("-p", "no:testguard", testguard="").stderr.str()


def test_without_a_configuration_it_is_off_unless_asked_for(
    one_stack: Path, run_pytest: RunPytest
) -> None:
    (one_stack / "testguard.toml").unlink()
    assert "= testguard =" not in run_pytest(testguard="").stdout.str()
    assert not (one_stack / ".testguard").exists()
    assert "= testguard =" in run_pytest().stdout.str()


@pytest.mark.parametrize("option", ["--collect-only", "--fixtures", "--help", "--markers"])
def test_what_runs_no_test_is_neither_judged_nor_recorded(
    two_stacks: Path, run_pytest: RunPytest, option: str
) -> None:
    result = run_pytest(option)
    assert result.ret == 0
    assert "= testguard =" not in result.stdout.str()
    assert not (two_stacks / ".testguard").exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("-k", "one"), "-k was given"),
        (("-m", "not slow"), "-m was given"),
        (("--deselect", "tests/test_two.py::test_two"), "--deselect was given"),
        (("--ignore", "tests/test_two.py"), "--ignore was given"),
        (("--lf",), "--lf was given"),
        (("tests/test_one.py",), "tests/test_two.py was not asked for"),
        (("tests/test_one.py::test_one",), "single tests were asked for"),
    ],
    ids=lambda value: str(value[0]) if isinstance(value, tuple) else "",
)
def test_a_partial_run_says_that_it_does_not_judge(
    two_stacks: Path, run_pytest: RunPytest, arguments: tuple[str, ...], reason: str
) -> None:
    report = report_of(run_pytest, two_stacks, *arguments)
    assert (report["exit"], report["verdict"]) == (0, "not-judged")
    assert f"coverage is not judged: {reason}" in report["output"] + str(report)
    assert gate_codes(report) == []
    assert list((two_stacks / ".testguard").glob("*.json")) == []


def test_a_partial_run_leaves_the_evidence_of_a_full_one(
    two_stacks: Path, run_pytest: RunPytest
) -> None:
    run_pytest()
    [evidence] = (two_stacks / ".testguard").glob("*.json")
    before = evidence.read_bytes()
    run_pytest("-k", "one")
    assert evidence.read_bytes() == before


@pytest.mark.parametrize(
    "arguments", [("tests",), (".",), ("tests/test_one.py", "tests/test_two.py")]
)
def test_arguments_that_leave_nothing_out_are_a_full_run(
    two_stacks: Path, run_pytest: RunPytest, arguments: tuple[str, ...]
) -> None:
    assert report_of(run_pytest, two_stacks, *arguments)["verdict"] == "failed"


def test_what_the_ini_file_leaves_out_makes_no_run_partial(
    two_stacks: Path, run_pytest: RunPytest
) -> None:
    ini = two_stacks / "pytest.ini"
    ini.write_text(ini.read_text() + "addopts = -k 'not absent'\n")
    assert report_of(run_pytest, two_stacks)["verdict"] == "failed"


def test_a_run_that_stopped_early_is_not_judged(two_stacks: Path, run_pytest: RunPytest) -> None:
    (two_stacks / "tests" / "test_one.py").write_text("def test_one():\n    assert 1 == 2\n")
    report = report_of(run_pytest, two_stacks, "-x")
    assert (report["exit"], report["verdict"]) == (1, "not-judged")
    assert "stopped early" in report["output"] + str(report)


def test_failing_tests_keep_pytests_exit_status_and_outcome(
    one_stack: Path, run_pytest: RunPytest
) -> None:
    test = one_stack / "tests" / "test_one.py"
    test.write_text(FULL + "\ndef test_broken():\n    assert destroy() == 4\n")
    report = report_of(run_pytest, one_stack)
    assert (report["exit"], report["verdict"]) == (1, "passed")
    assert "1 failed, 1 passed" in report["output"]


def test_a_run_that_collects_nothing_fails(one_stack: Path, run_pytest: RunPytest) -> None:
    hollow = "".join(f"# {line}\n" for line in FULL.splitlines()[1:])
    (one_stack / "tests" / "test_one.py").write_text("from lib.one import build\n" + hollow)
    report = report_of(run_pytest, one_stack)
    assert report["exit"] == 1
    assert ("TG405", "lib/one.py") in gate_codes(report)
    assert ("TG401", "lib/one.py") in gate_codes(report)
    assert lines_of(report, "lib/one.py") == (2, 8, "failed")
    assert "TG101" in {each["code"] for each in report["findings"]}


def test_a_stack_no_test_imports_fails_with_all_its_lines(
    two_stacks: Path, run_pytest: RunPytest
) -> None:
    (two_stacks / "tests" / "test_two.py").write_text(
        "def test_two():\n    assert len('ab') == 2\n"
    )
    report = report_of(run_pytest, two_stacks)
    assert gate_codes(report) == [("TG404", "lib/two.py")]
    assert lines_of(report, "lib/two.py") == (0, 8, "failed")


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["one-process", "xdist"])
def test_lines_that_an_early_conftest_executed_are_measured(
    one_stack: Path, run_pytest: RunPytest, workers: tuple[str, ...]
) -> None:
    (one_stack / "conftest.py").write_text("import lib.one\nlib.one.build(1)\n")
    (one_stack / "tests" / "test_one.py").write_text(
        "import lib.one\n\ndef test_it():\n    assert lib.one.destroy() == 3\n"
    )
    report = report_of(run_pytest, one_stack, *workers)
    assert lines_of(report, "lib/one.py") == (7, 8, "failed")


def test_a_src_layout(pytester: pytest.Pytester, run_pytest: RunPytest) -> None:
    write(pytester, "testguard.toml", 'stacks = ["src/**/*.py"]\n')
    write(pytester, "pytest.ini", "[pytest]\npythonpath = src\n")
    write(pytester, "src/pkg/one.py", STACK)
    write(pytester, "tests/test_one.py", FULL.replace("lib.one", "pkg.one"))
    assert lines_of(report_of(run_pytest, pytester.path), "src/pkg/one.py") == (8, 8, "passed")


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["one-process", "xdist"])
def test_a_rootdir_above_the_project(
    pytester: pytest.Pytester,
    run_pytest: RunPytest,
    monkeypatch: pytest.MonkeyPatch,
    workers: tuple[str, ...],
) -> None:
    write(pytester, "pytest.ini", "[pytest]\npythonpath = project\n")
    write(pytester, "other/test_other.py", "def test_other():\n    assert 1\n")
    write(pytester, "project/testguard.toml", 'stacks = ["lib/*.py"]\n')
    write(pytester, "project/lib/one.py", STACK)
    write(pytester, "project/tests/test_one.py", FULL)
    project = pytester.path / "project"
    monkeypatch.chdir(project)
    report = report_of(run_pytest, project, *workers)
    assert (report["exit"], report["verdict"]) == (0, "passed")
    assert report["stacks"][0]["suites"] == ["tests/test_one.py"]
    assert (project / ".testguard").is_dir()


def test_a_cacheless_run(one_stack: Path, run_pytest: RunPytest) -> None:
    assert report_of(run_pytest, one_stack, "-p", "no:cacheprovider")["verdict"] == "passed"


def test_unittest_suites(one_stack: Path, run_pytest: RunPytest) -> None:
    (one_stack / "tests" / "test_one.py").write_text(
        "import unittest\nfrom lib.one import build, destroy\n\n"
        "class Whatever(unittest.TestCase):\n"
        "    def test_it(self):\n"
        "        self.assertEqual((build(1), build(2), destroy()), ('small', 'big', 3))\n"
    )
    report = report_of(run_pytest, one_stack)
    assert (report["verdict"], lines_of(report, "lib/one.py")) == ("passed", (8, 8, "passed"))


def test_lines_that_a_subprocess_executes(one_stack: Path, run_pytest: RunPytest) -> None:
    program = "from lib.one import *; build(1); build(2); destroy()"
    (one_stack / "tests" / "test_one.py").write_text(
        "import subprocess, sys\n\ndef test_it():\n"
        f"    done = subprocess.run([sys.executable, '-c', {program!r}])\n"
        "    assert done.returncode == 0\n"
    )
    assert lines_of(report_of(run_pytest, one_stack), "lib/one.py") == (8, 8, "passed")
