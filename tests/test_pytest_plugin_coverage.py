"""`pytest --testguard` beside the coverage that a project already uses, or cannot use."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RunPytest
from tests.test_pytest_plugin import STACK, gate_codes, lines_of, one_stack, report_of, write

__all__ = ["one_stack"]


def states(report: dict[str, Any]) -> dict[str, str]:
    [stack] = report["stacks"]
    return {name: stack["metrics"][name]["state"] for name in ("lines", "branches")}


def messages(report: dict[str, Any]) -> str:
    return "\n".join(each["message"] + each["hint"] for each in report["findings"])


def test_the_users_own_coverage_is_used_and_left_alone(
    one_stack: Path, run_pytest: RunPytest
) -> None:
    report = report_of(run_pytest, one_stack, "--cov=lib", "--cov-branch", "--cov-report=term")
    assert report["verdict"] == "passed"
    assert states(report) == {"lines": "passed", "branches": "passed"}
    assert (one_stack / ".coverage").is_file()
    assert "TOTAL" in report["output"]


def test_coverage_that_testguard_turns_on_leaves_no_trace(
    one_stack: Path, run_pytest: RunPytest
) -> None:
    (one_stack / ".coveragerc").write_text("[report]\nfail_under = 100\n")
    (one_stack / ".coverage").write_text("mine")
    (one_stack / "tests" / "test_more.py").write_text(
        "import os\n\ndef test_it():\n    assert 'COVERAGE_FILE' not in os.environ\n"
    )
    report = report_of(run_pytest, one_stack)
    assert (one_stack / ".coverage").read_text() == "mine"
    assert {path.name for path in (one_stack / ".testguard").iterdir()} == {
        ".gitignore",
        "all.evidence.json",
        "cache",
    }
    assert "TOTAL" not in report["output"]
    assert report["exit"] == 0, report["output"]


def test_own_coverage_without_branches_is_no_data_about_branches(
    one_stack: Path, run_pytest: RunPytest
) -> None:
    report = report_of(run_pytest, one_stack, "--cov=lib")
    assert states(report) == {"lines": "passed", "branches": "no-data"}
    assert gate_codes(report) == [("TG402", "lib/one.py")]
    assert "--cov-branch" in messages(report)
    assert report["exit"] == 1


@pytest.mark.parametrize("test", ["import lib.one\n", ""], ids=["imported", "not imported"])
def test_a_stack_outside_the_users_own_sources_has_no_data(
    one_stack: Path, run_pytest: RunPytest, test: str
) -> None:
    (one_stack / "tests" / "test_one.py").write_text(f"{test}def test_it():\n    assert len('a')\n")
    report = report_of(run_pytest, one_stack, "--cov=tests")
    assert set(states(report).values()) == {"no-data"}
    assert gate_codes(report) == [("TG401", "lib/one.py")]
    assert "outside what this run's own coverage options measure" in messages(report)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--no-cov",), "--no-cov was given"),
        (("--cov=lib", "--no-cov"), "--no-cov was given"),
        (("-p", "no:pytest_cov"), "pytest-cov is switched off"),
    ],
    ids=["no-cov", "cov and no-cov", "blocked"],
)
def test_a_run_without_coverage_has_no_data(
    one_stack: Path, run_pytest: RunPytest, arguments: tuple[str, ...], reason: str
) -> None:
    report = report_of(run_pytest, one_stack, *arguments)
    assert (report["exit"], report["verdict"]) == (1, "failed")
    assert set(states(report).values()) == {"no-data"}
    assert reason in messages(report)


def test_exclusions_of_the_project_hold(one_stack: Path, run_pytest: RunPytest) -> None:
    (one_stack / ".coveragerc").write_text("[report]\nexclude_also = def destroy\n")
    assert lines_of(report_of(run_pytest, one_stack), "lib/one.py") == (4, 4, "passed")


def test_a_measurement_round_pytest_is_used(
    one_stack: Path, run_pytest: RunPytest, pytester: pytest.Pytester
) -> None:
    command = ["-m", "coverage", "run", "--branch", "--source=lib", "-m", "pytest", "--testguard"]
    result = pytester.run(sys.executable, *command, "-p", "no:randomly")
    assert result.ret == 0, result.stdout.str()
    result.stdout.fnmatch_lines(["*lines*8/8*passed*"])
    totals = pytester.run(sys.executable, "-m", "coverage", "report")
    totals.stdout.fnmatch_lines(["TOTAL*100%"])


def test_the_figures_are_those_of_coverage_itself(
    pytester: pytest.Pytester, run_pytest: RunPytest
) -> None:
    source = STACK + (
        "\n\ndef loop(items):\n    total = 0\n    for item in items:\n        if item:\n"
        "            total += item\n    while True:\n        break\n    return total\n"
        "\n\nclass Thing:  # pragma: no cover\n    size = 1\n"
    )
    write(pytester, "testguard.toml", 'stacks = ["lib/one.py"]\n')
    write(pytester, "pytest.ini", "[pytest]\npythonpath = .\n")
    write(pytester, "lib/one.py", source)
    write(
        pytester,
        "tests/test_one.py",
        "from lib.one import loop\n\ndef test_it():\n    assert loop([1]) == 1\n",
    )
    report = report_of(run_pytest, pytester.path)
    own = report_of(
        run_pytest, pytester.path, "--cov=lib", "--cov-branch", "--cov-report=json:cov.json"
    )
    assert own["stacks"] == report["stacks"]
    summary = pytester.path / "cov.json"
    [file] = json.loads(summary.read_text())["files"].values()
    metrics = report["stacks"][0]["metrics"]
    assert metrics["lines"]["covered"] == file["summary"]["covered_lines"]
    assert metrics["lines"]["total"] == file["summary"]["num_statements"]
    assert metrics["branches"]["covered"] == file["summary"]["covered_branches"]
    assert metrics["branches"]["total"] == file["summary"]["num_branches"]
