from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from testguard import pipeline
from testguard.config import Config
from testguard.errors import ConfigError, EvidenceError, ExitCode, GitError
from testguard.model.finding import Severity
from testguard.model.verdict import Outcome, Report

EMPTY = "def test_a():\n    pass\n"
SOUND = "def test_a(stack):\n    assert stack.name == 'a'\n"
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files into the project folder, and give it."""

    def run(files: dict[str, str]) -> Path:
        for name, content in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content)
        return tmp_path

    return run


def codes(report: Report) -> list[tuple[str, str]]:
    return [(finding.path, finding.code) for finding in report.findings]


def test_a_sound_project_passes(write: Write) -> None:
    report = pipeline.check(Config(write({"tests/test_a.py": SOUND})))
    assert (report.outcome, report.exit_code) == (Outcome.PASSED, ExitCode.PASSED)
    assert (report.findings, report.summary.files) == ((), 1)


def test_a_hollow_test_fails_the_run_and_is_named(write: Write) -> None:
    root = write({"tests/test_a.py": EMPTY, "tests/test_b.py": SOUND})
    report = pipeline.check(Config(root))
    assert codes(report) == [("tests/test_a.py", "TG102")]
    assert (report.outcome, report.exit_code) == (Outcome.FAILED, ExitCode.FAILED)
    assert (report.summary.files, report.summary.findings) == (2, 1)
    assert report.command == "check"


def test_the_report_describes_every_rule_that_may_speak(write: Write) -> None:
    report = pipeline.check(Config(write({"tests/test_a.py": EMPTY}), select=("TG102",)))
    assert [info.code for info in report.rules] == ["TG000", "TG001", "TG002", "TG003", "TG102"]


def test_severity_and_selection_come_from_the_configuration(write: Write) -> None:
    root = write({"tests/test_a.py": EMPTY})
    report = pipeline.check(Config(root, severities=(("TG102", Severity.WARNING),)))
    [finding] = report.findings
    assert (report.outcome, finding.severity, finding.advisory) == (
        Outcome.PASSED,
        Severity.WARNING,
        True,
    )
    assert pipeline.check(Config(root, ignore=("empty-test",))).findings == ()


@pytest.mark.parametrize("selector", ["TG401", "TG4", "lines-below-threshold", "TG000"])
def test_codes_of_the_gate_may_be_selected(write: Write, selector: str) -> None:
    root = write({"tests/test_a.py": SOUND})
    assert pipeline.check(Config(root, ignore=(selector,))).outcome is Outcome.PASSED


def test_a_misspelt_rule_is_a_usage_error(write: Write) -> None:
    with pytest.raises(ConfigError, match="'emty-test'"):
        pipeline.check(Config(write({"tests/test_a.py": SOUND}), select=("emty-test",)))


def test_only_the_given_paths_are_inspected(write: Write) -> None:
    root = write({"tests/test_a.py": EMPTY, "tests/test_b.py": EMPTY})
    report = pipeline.check(Config(root), paths=[root / "tests" / "test_b.py"])
    assert codes(report) == [("tests/test_b.py", "TG102")]
    with pytest.raises(ConfigError, match="does not exist"):
        pipeline.check(Config(root), paths=[root / "nothing"])


def test_progress_is_told(write: Write) -> None:
    told: list[tuple[int, int]] = []
    root = write({f"tests/test_{n}.py": SOUND for n in range(3)})
    pipeline.check(Config(root), progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (3, 3)


def test_fixing_mends_what_is_safe_and_reports_the_rest(write: Write) -> None:
    unused = "x = 1  # testguard: ignore[TG102] long gone\n"
    root = write({"tests/test_a.py": unused + EMPTY, "tests/test_b.py": unused + SOUND})
    report = pipeline.check(Config(root), fix=True)
    assert codes(report) == [("tests/test_a.py", "TG102")]
    assert report.notes == ("fixed TG003 in tests/test_a.py:1", "fixed TG003 in tests/test_b.py:1")
    assert (root / "tests/test_b.py").read_text() == "x = 1\n" + SOUND


def test_without_fix_nothing_is_written(write: Write) -> None:
    source = "x = 1  # testguard: ignore[TG102] long gone\n" + SOUND
    root = write({"tests/test_a.py": source})
    report = pipeline.check(Config(root))
    assert codes(report) == [("tests/test_a.py", "TG003")]
    assert report.outcome is Outcome.PASSED
    assert (root / "tests/test_a.py").read_text() == source


def test_a_baseline_lets_old_findings_pass_and_new_ones_fail(write: Write) -> None:
    root = write({"tests/test_a.py": EMPTY})
    change = pipeline.write_baseline(Config(root))
    assert [entry.code for entry in change.added] == ["TG102"]
    report = pipeline.check(Config(root))
    assert (report.outcome, report.summary.baselined) == (Outcome.PASSED, 1)
    write({"tests/test_a.py": "import os\n\n\n" + EMPTY + "def test_b():\n    pass\n"})
    report = pipeline.check(Config(root))
    assert [(each.symbol, each.baselined) for each in report.findings] == [
        ("test_a", True),
        ("test_b", False),
    ]
    assert report.outcome is Outcome.FAILED
    assert [entry.symbol for entry in pipeline.write_baseline(Config(root)).refused] == ["test_b"]
    accepted = pipeline.write_baseline(Config(root), accept=True, reason="until May")
    assert [entry.reason for entry in accepted.added] == ["until May"]
    assert pipeline.check(Config(root)).outcome is Outcome.PASSED


def test_a_damaged_baseline_stops_the_run(write: Write) -> None:
    root = write({"tests/test_a.py": SOUND, "testguard-baseline.json": "{"})
    with pytest.raises(EvidenceError, match=r"testguard-baseline\.json"):
        pipeline.check(Config(root))


def test_a_diff_leaves_only_findings_on_changed_lines(write: Write) -> None:
    root = write({"tests/test_a.py": EMPTY, "tests/test_b.py": EMPTY})
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "first"]):
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=root, check=True)
    assert pipeline.check(Config(root), diff="HEAD").outcome is Outcome.PASSED
    write({"tests/test_a.py": EMPTY + "\n\ndef test_new():\n    pass\n", "tests/test_c.py": EMPTY})
    report = pipeline.check(Config(root), diff="HEAD")
    assert [each.symbol for each in report.findings] == ["test_new", "test_a"]
    with pytest.raises(GitError, match="no-such-ref"):
        pipeline.check(Config(root), diff="no-such-ref")


def test_an_own_rule_that_does_not_parse_makes_the_run_an_error_and_the_rest_is_checked(
    write: Write,
) -> None:
    bad = "id: A1\nlanguage: python\nrule: {kind: nope}\n"
    good = "id: A2\nlanguage: python\nseverity: error\nrule: {pattern: pass}\n"
    root = write({"tests/test_a.py": EMPTY, "rules.yml": f"{bad}---\n{good}"})
    report = pipeline.check(Config(root, rules=("rules.yml",)))
    assert codes(report) == [("tests/test_a.py", "TG102"), ("tests/test_a.py", "A2")]
    assert (report.outcome, report.exit_code) == (Outcome.ERROR, ExitCode.USAGE)
    [problem] = report.problems
    assert (problem.path, problem.fatal) == ("rules.yml:1", True)
    with pytest.raises(EvidenceError, match="no baseline was written"):
        pipeline.write_baseline(Config(root, rules=("rules.yml",)))
    assert not (root / "testguard-baseline.json").exists()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Install a distribution with one plugin, given by its source."""
    site = tmp_path / "site"

    def install(source: str) -> None:
        info = site / "sample_plugin-1.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: sample-plugin\nVersion: 1\n")
        (info / "entry_points.txt").write_text("[testguard]\nsample = testguard_sample_plugin\n")
        (site / "testguard_sample_plugin.py").write_text(dedent(source))
        monkeypatch.syspath_prepend(str(site))

    yield install
    sys.modules.pop("testguard_sample_plugin", None)


def test_a_plugin_that_raises_on_import_is_named_and_the_rest_is_checked(
    write: Write, installed: Callable[[str], None]
) -> None:
    installed("raise RuntimeError('the licence has expired')\n")
    report = pipeline.check(Config(write({"tests/test_a.py": EMPTY})))
    assert codes(report) == [("tests/test_a.py", "TG102")]
    [problem] = report.problems
    assert "'sample'" in problem.message
    assert "the licence has expired" in problem.message
    assert report.exit_code is ExitCode.USAGE


def test_rules_of_an_installed_plugin_run(write: Write, installed: Callable[[str], None]) -> None:
    installed(
        """
        from testguard.plugin import Offence, hookimpl, rule
        from testguard.syntax import span

        @rule("XYZ001")
        def every_file(suite):
            \"\"\"Every file offends.\"\"\"
            yield Offence(span(suite.root), "offends")

        @rule("XYZ002")
        def crashing(suite):
            \"\"\"Raises.\"\"\"
            raise LookupError("a bug")

        @hookimpl
        def testguard_rules():
            return [every_file, crashing]
        """
    )
    report = pipeline.check(Config(write({"tests/test_a.py": SOUND})))
    assert codes(report) == [("tests/test_a.py", "TG000"), ("tests/test_a.py", "XYZ001")]
    assert "XYZ002 (crashing) crashed on tests/test_a.py: LookupError: a bug" in (
        report.findings[0].message
    )
    assert report.outcome is Outcome.FAILED


def test_the_code_that_is_read_never_runs(write: Write) -> None:
    root = write({"tests/test_a.py": f"open({str(write({}) / 'ran')!r}, 'w')\n{EMPTY}"})
    pipeline.check(Config(root))
    assert not (root / "ran").exists()
