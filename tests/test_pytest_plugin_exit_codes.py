"""How `pytest --testguard` ends: exit codes, reports, shards, and trouble."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import RunPytest
from tests.test_pytest_plugin import (
    gate_codes,
    lines_of,
    one_stack,
    report_of,
    two_stacks,
    write,
)

__all__ = ["one_stack", "two_stacks"]


@pytest.fixture
def gate(pytester: pytest.Pytester) -> RunPytest:
    """Run `testguard gate` in the project of ``pytester``."""

    def run(*arguments: str) -> pytest.RunResult:
        return pytester.run(sys.executable, "-m", "testguard", "gate", *arguments, timeout=120)

    return run


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("linse = 90\n", "unknown key 'linse'"),
        ("[thresholds]\nlines = 101\n", "must be a number from 0 to 100"),
        (
            '[[stack]]\nmodules = ["old/*.py"]\nthresholds = { lines = 60 }\n',
            'testguard.toml:2: modules = "old/*.py" matches no stack module',
        ),
        ("stacks = [\n", "not valid TOML"),
    ],
)
def test_a_configuration_error_ends_the_run_before_a_test(
    one_stack: Path, run_pytest: RunPytest, config: str, message: str
) -> None:
    (one_stack / "testguard.toml").write_text(config)
    result = run_pytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: testguard: *{message.replace('[', '[[]')}*"])
    assert "passed" not in result.stdout.str()


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--testguard-report=pdf", "there is no report format 'pdf'"),
        ("--testguard-shard=../up", "'../up' cannot name a shard"),
    ],
)
def test_an_option_that_cannot_be_meant_is_a_usage_error(
    one_stack: Path, run_pytest: RunPytest, option: str, message: str
) -> None:
    result = run_pytest(option)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert message in result.stderr.str()


def test_reports_go_to_files_and_the_text_to_the_terminal(
    two_stacks: Path, run_pytest: RunPytest
) -> None:
    result = run_pytest("--testguard-report=json:out/r.json", "--testguard-report=markdown:r.md")
    assert json.loads((two_stacks / "out" / "r.json").read_text())["verdict"] == "failed"
    assert "lib/two.py" in (two_stacks / "r.md").read_text()
    result.stdout.fnmatch_lines(["*= testguard =*", "testguard failed: *"])


def test_another_format_may_go_to_the_terminal(one_stack: Path, run_pytest: RunPytest) -> None:
    output = run_pytest("--testguard-report=json").stdout.str()
    section = output.partition("= testguard =")[2]
    report = json.loads(section[section.index("{") : section.rindex("}") + 1])
    assert report["verdict"] == "passed"


def test_a_report_that_cannot_be_written_is_no_pass(one_stack: Path, run_pytest: RunPytest) -> None:
    (one_stack / "taken").mkdir()
    result = run_pytest("--testguard-report=json:taken")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(["testguard could not judge this run: *taken*", "*1 passed*"])


def test_the_verdict_is_told_without_a_summary_too(two_stacks: Path, run_pytest: RunPytest) -> None:
    result = run_pytest("--no-summary")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*= testguard =*"])


@pytest.mark.parametrize("hook", ["testguard_metrics", "testguard_frameworks"])
def test_a_failure_of_testguard_hides_no_result_and_is_no_pass(
    one_stack: Path, run_pytest: RunPytest, hook: str
) -> None:
    """A metric that raises is found at the end of the run, a framework before it."""
    broken = (
        "class Broken:\n"
        "    name = 'broken'\n    code = 'XX401'\n    bases = packages = None\n"
        "    project_files = None\n"
        "    def measure(self, stack, evidence):\n        raise RuntimeError('out of order')\n"
        "def register():\n    return [Broken()]\n"
    )
    info = one_stack / "broken-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[testguard]\nbroken = broken_plugin\n")
    (one_stack / "broken_plugin.py").write_text(
        f"from testguard.plugin import hookimpl\n{broken}\n"
        f"@hookimpl\ndef {hook}():\n    return register()\n"
    )
    result = run_pytest()
    assert result.ret == pytest.ExitCode.INTERNAL_ERROR
    result.stdout.fnmatch_lines(["*testguard itself failed: *", "*1 passed*"])


def test_a_plugin_that_does_not_load_is_named_and_no_pass(
    one_stack: Path, run_pytest: RunPytest
) -> None:
    info = one_stack / "broken-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[testguard]\nbroken = no_such_module\n")
    result = run_pytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(["*plugin 'broken' does not load*", "*1 passed*"])


def test_two_shards_give_the_verdict_of_one_run(
    two_stacks: Path, run_pytest: RunPytest, gate: RunPytest
) -> None:
    whole = report_of(run_pytest, two_stacks)
    for name in ("one", "two"):
        shard = report_of(run_pytest, two_stacks, "-k", name, f"--testguard-shard={name}")
        assert (shard["exit"], shard["verdict"]) == (0, "not-judged")
    result = gate("--output-format", "json")
    merged = json.loads(result.stdout.str())
    assert result.ret == 1
    assert merged["stacks"] == whole["stacks"]
    assert merged["findings"] == whole["findings"]


def test_gate_without_evidence_is_no_pass(one_stack: Path, gate: RunPytest) -> None:
    result = gate()
    assert result.ret == 2
    assert "no evidence is recorded in .testguard/" in result.stderr.str()


def test_gate_refuses_evidence_of_a_changed_stack(
    one_stack: Path, run_pytest: RunPytest, gate: RunPytest
) -> None:
    run_pytest()
    assert gate().ret == 0
    stack = one_stack / "lib" / "one.py"
    stack.write_text(stack.read_text() + "\n\nEXTRA = 1\n")
    result = gate()
    assert result.ret == 1
    assert "it changed after the evidence was recorded" in " ".join(result.stdout.str().split())


def test_gate_refuses_evidence_of_another_commit(
    one_stack: Path, run_pytest: RunPytest, gate: RunPytest, pytester: pytest.Pytester
) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    pytester.run("git", "init", "-q")
    pytester.run("git", *identity, "commit", "-q", "--allow-empty", "-m", "first")
    run_pytest()
    assert gate().ret == 0
    pytester.run("git", *identity, "commit", "-q", "--allow-empty", "-m", "second")
    result = gate()
    assert result.ret == 2
    assert "the evidence was recorded at commit" in result.stderr.str()


def test_gate_names_truncated_evidence(
    one_stack: Path, run_pytest: RunPytest, gate: RunPytest
) -> None:
    run_pytest()
    evidence = one_stack / ".testguard" / "all.evidence.json"
    evidence.write_bytes(evidence.read_bytes()[:-40])
    result = gate()
    assert result.ret == 2
    assert "all.evidence.json: is truncated or no evidence" in result.stderr.str()


def test_gate_judges_by_the_thresholds_of_today(
    two_stacks: Path, run_pytest: RunPytest, gate: RunPytest
) -> None:
    assert run_pytest().ret == 1
    config = two_stacks / "testguard.toml"
    config.write_text(config.read_text().replace("70", "50") + "branches = 50\n")
    assert gate().ret == 0


def test_conventions_of_the_command_line_hold_for_run_and_gate(
    one_stack: Path, run_pytest: RunPytest, gate: RunPytest
) -> None:
    test = one_stack / "tests" / "test_one.py"
    test.rename(test.with_name("check_one.py"))
    options = ("-o", "python_files=check_*.py")
    report = report_of(run_pytest, one_stack, *options)
    assert (report["exit"], report["findings"]) == (0, [])
    assert json.loads(gate("--output-format", "json").stdout.str())["findings"] == []


def test_the_environment_of_the_session_is_left_as_it_was(
    one_stack: Path, run_pytest: RunPytest
) -> None:
    program = (
        "import os, sys, pytest\n"
        "before = dict(os.environ)\n"
        "pytest.main(['--testguard', '-p', 'no:randomly'])\n"
        "changed = {name for name in {*before, *os.environ}\n"
        "           if before.get(name) != os.environ.get(name)}\n"
        "print('CHANGED', sorted(name for name in changed if not name.startswith('PYTEST_')))\n"
    )
    (one_stack / "main.py").write_text(program)
    done = subprocess.run(
        [sys.executable, "main.py"], cwd=one_stack, capture_output=True, text=True, check=True
    )
    assert "CHANGED []" in done.stdout


def test_pulumi_with_mocks_and_xdist(pytester: pytest.Pytester, run_pytest: RunPytest) -> None:
    write(pytester, "pytest.ini", "[pytest]\npythonpath = .\n")
    write(
        pytester,
        "lib/bucket.py",
        "import pulumi\n\n\n"
        "class Bucket(pulumi.ComponentResource):\n"
        "    def __init__(self, name, size=None, opts=None):\n"
        "        super().__init__('pkg:index:Bucket', name, None, opts)\n"
        "        if size is None:\n"
        "            size = 1\n"
        "        self.size = pulumi.Output.from_input(size)\n"
        "        self.register_outputs({'size': self.size})\n",
    )
    write(
        pytester,
        "tests/test_bucket.py",
        "import pulumi\n\n\n"
        "class Mocks(pulumi.runtime.Mocks):\n"
        "    def new_resource(self, args):\n"
        "        return args.name + '_id', args.inputs\n"
        "    def call(self, args):\n"
        "        return {}\n\n\n"
        "pulumi.runtime.set_mocks(Mocks())\n"
        "from lib.bucket import Bucket\n\n\n"
        "@pulumi.runtime.test\n"
        "def test_default_size():\n"
        "    def check(size):\n"
        "        assert size == 1\n"
        "    return Bucket('b').size.apply(check)\n",
    )
    report = report_of(run_pytest, pytester.path, "-n", "1")
    [stack] = report["stacks"]
    assert (stack["path"], stack["classes"]) == ("lib/bucket.py", ["Bucket"])
    assert lines_of(report, "lib/bucket.py") == (8, 8, "passed")
    assert gate_codes(report) == [("TG402", "lib/bucket.py")]
    [finding] = [each for each in report["findings"] if each["code"] == "TG402"]
    assert (finding["line"], finding["symbol"]) == (4, "Bucket")
