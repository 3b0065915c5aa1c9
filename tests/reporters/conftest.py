"""Reports to print, and golden files; ``TESTGUARD_UPDATE_GOLDEN=1`` writes what is printed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from testguard.model.evidence import Exercise, Way
from testguard.model.finding import Confidence, Finding, Severity
from testguard.model.measurement import Gap
from testguard.model.project import Problem, StackModule
from testguard.model.rule import Example, RuleInfo
from testguard.model.source import Edit, Fix, Span
from testguard.model.verdict import (
    MetricVerdict,
    Outcome,
    Report,
    RequirementState,
    RequirementVerdict,
    StackVerdict,
    State,
    Summary,
    Threshold,
)

DATA = Path(__file__).parent / "data"
UPDATE = "TESTGUARD_UPDATE_GOLDEN"
HOSTILE = (
    "[red]x[/red](https://example.com) \x1b[31m </script> <b> ::error:: ##[error] "
    "| `a` @octocat #12 $x$ \u202e\r\n%0A"
)


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare text with the golden file of a name, or write that file where asked to."""

    def compare(name: str, text: str) -> None:
        path = DATA / name
        if os.environ.get(UPDATE):
            path.write_text(text, encoding="utf-8", newline="")
        assert text == path.read_bytes().decode("utf-8"), f"{UPDATE}=1 writes {name} anew"

    return compare


@pytest.fixture
def finding() -> Finding:
    return Finding(
        code="TG101",
        rule="commented-out-test",
        severity=Severity.ERROR,
        confidence=Confidence.CERTAIN,
        path="tests/unit/test_tap_stack.py",
        span=Span(12, 1, 40, 34),
        message="class TestTapStackArgs is commented out, and 2 tests with it",
        hint="uncomment the tests and make them pass, or delete them",
        fix=Fix("delete the comment", (Edit(Span(12, 1, 40, 34), ""),)),
        symbol="TestTapStackArgs",
        tests=("test_default_values", "test_custom_values"),
        excerpt="# class TestTapStackArgs(unittest.TestCase):",
        fingerprint="f00d",
    )


@pytest.fixture
def rich_report(finding: Finding) -> Report:
    """A report with every state that a reporter must tell apart, and hostile text everywhere."""
    return Report(
        command="gate",
        root="/somewhere/on/this/machine",
        outcome=Outcome.FAILED,
        findings=tuple(_findings(finding)),
        stacks=_stacks(),
        problems=(
            Problem("cannot be decoded: invalid byte", "tests/bad.py", "save it as UTF-8"),
            Problem(f"plugin does not load: {HOSTILE}", hint="uninstall it", fatal=True),
        ),
        notes=("Only changed lines were looked at.", f"A note with {HOSTILE}"),
        rules=_rules(),
        summary=Summary(files=7, tests=0, findings=5, suppressed=1, baselined=1, seconds=0.4321),
        requirements=(
            RequirementVerdict("DR-1", "instances are large", RequirementState.MET, ("test_size",)),
            RequirementVerdict(
                "DR-2", "a replica exists", RequirementState.VIOLATED, (), ("replica|x",)
            ),
        ),
        tool_version="1.2.3",
    )


def _findings(finding: Finding) -> list[Finding]:
    return [
        replace(
            finding,
            code="TG109",
            rule="disabled-test",
            severity=Severity.WARNING,
            confidence=Confidence.LIKELY,
            advisory=True,
            path="tests/unit/test_größe 100%.py",
            span=Span(3, 10, 3, 27),
            message="test_日本 is skipped without a reason",
            hint="",
            symbol="test_日本",
            tests=("test_日本",),
            excerpt="\t日本 = 1; @pytest.mark.skip  # émigré",
            fingerprint="beef",
        ),
        finding,
        replace(
            finding,
            code="TG999",
            rule="unknown-rule",
            severity=Severity.INFO,
            confidence=Confidence.POSSIBLE,
            span=Span(5, 3, 5, 9),
            message=HOSTILE,
            hint=HOSTILE,
            symbol=HOSTILE,
            tests=(HOSTILE,),
            excerpt="  \x1b[31mred\x1b[0m [bold]x[/bold]" + " and so on" * 20,
            fingerprint="",
        ),
        replace(finding, span=Span(50, 1, 51, 2), suppressed="kept for [bold]reference[/bold]"),
        replace(finding, span=Span(60, 1, 61, 2), baselined=True),
        replace(finding, path="lib/a:b,c.py", span=Span(1, 1, 1, 1), tests=(), excerpt=""),
        replace(finding, path="lib/a:b,c.py", span=Span(1, 1, 1, 1), tests=(), excerpt=""),
    ]


def _stacks() -> tuple[StackVerdict, ...]:
    ninety = Threshold("90", "pyproject.toml:5")
    return (
        StackVerdict(
            StackModule("lib/tap_stack.py", "pulumi", ("TapStackArgs", "TapStack")),
            (
                MetricVerdict("lines", 22, 100, "22", ninety, State.FAILED),
                MetricVerdict("branches", 9, 10, "90", Threshold("82.5", "gate:1"), State.PASSED),
                MetricVerdict("defaults", 0, 0, "-", Threshold("100", "default"), State.NO_DATA),
                MetricVerdict("overrides", 1, 20001, "<0.01", None, State.NO_THRESHOLD),
                MetricVerdict(
                    "tests-at-least", 0, 5, "0", Threshold("5", "pyproject.toml:9"), State.FAILED
                ),
            ),
            tuple(
                Gap(
                    "defaults",
                    line,
                    f"{HOSTILE[:12]} is never used",
                    "TapStackArgs.x",
                )
                for line in (7, 8, 31, 101)
            ),
            ("tests/unit/test_tap_stack.py",),
            0,
            _exercises(),
        ),
        StackVerdict(
            StackModule("app|.py", "cdk", program=True),
            (MetricVerdict("lines", 0, 12, "0", ninety, State.NOT_JUDGED),),
        ),
    )


def _exercises() -> tuple[Exercise, ...]:
    path, tests = "lib/tap_stack.py", ("tests/unit/test_tap_stack.py::test_a",)
    return (
        Exercise("a", Way.DEFAULT, path, 7, f"Args.x = {HOSTILE[:12]}"),
        Exercise("a", Way.OVERRIDE, path, 7, "Args.x", tests, values=frozenset({"'a'", "'b'"})),
        Exercise("b", Way.VALIDATION, path, 9, "ValueError if x > 9", tests),
        Exercise("c", Way.VALIDATION, "lib/args.py", 11, "KeyError", tests, tests),
    )


def _rules() -> tuple[RuleInfo, ...]:
    return (
        RuleInfo(
            "TG101",
            "commented-out-test",
            Severity.ERROR,
            "A test in a comment never runs.",
            "It looks like a test in review.",
            (Example('# def test_x():\n#     assert "```"\n'),),
            (Example("def test_x():\n    assert make()\n", "tests/test_other.py"),),
        ),
        RuleInfo("TG109", "disabled-test", Severity.WARNING, "A test that is switched off."),
    )


@pytest.fixture
def hostile() -> str:
    """Text that means something to every reader of a report, unless it is escaped."""
    return HOSTILE


@pytest.fixture
def calm_report() -> Report:
    """A report of a run that passed, with nothing to complain of."""
    metric = MetricVerdict("lines", 100, 100, "100", Threshold("90", "x:1"), State.PASSED)
    stack = StackVerdict(StackModule("lib/tap_stack.py", "pulumi", ("TapStack",)), (metric,))
    summary = Summary(files=1, tests=2, seconds=1.0)
    return Report("gate", ".", Outcome.PASSED, stacks=(stack,), summary=summary)
