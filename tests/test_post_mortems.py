"""Every failure of the two post-mortems is caught where it was delivered, and only there.

``UPDATE_DOCS=1 pytest tests/test_post_mortems.py`` writes docs/post-mortems.md anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from msgspec import Struct

from testguard.cli.main import run
from tests.conftest import OUTER

REPOSITORY = Path(__file__).parents[1]
PAGE = REPOSITORY / "docs" / "post-mortems.md"
CDK, PULUMI = "cdk-rds-disaster-recovery", "pulumi-aurora-global"
STATED = "--config ../post-mortem.toml --root ."
CHECK, REQUIREMENTS = "testguard check", f"testguard requirements {STATED}"
STATED_CHECK = f"testguard check {STATED}"
PYTEST = "pytest --testguard"
FINDING = re.compile(r"(?P<place>\S+:\d+:\d+) (?P<code>[A-Z]+[0-9]{3}) ?(?P<rest>.*)")
INTRODUCTION = """\
# The two post-mortems

testguard was created from two systems that looked finished and were not. Both live in `examples/`, as they were
delivered (`hollow`) and as they should have been (`proven`). Each row is a failure, the command that catches it, and
what that command prints in `hollow`; in `proven` it prints none of these findings.

This page is made by a test that runs all of them: `tests/test_post_mortems.py`.
"""


class Failure(Struct, frozen=True):
    """A failure of a post-mortem, and the findings by which it is caught.

    ``told`` narrows the findings of a code to those whose text matches.
    """

    number: str
    text: str
    example: str
    command: str
    codes: tuple[str, ...]
    told: str = ""


FAILURES = (
    Failure("1.1", "a burstable instance class, against a stated minimum", CDK, REQUIREMENTS, ("TG601",), "DR-1"),
    Failure("1.2", "no cross-region read replica", CDK, REQUIREMENTS, ("TG601",), "DR-2"),
    Failure("1.3", "the failover handler makes up the replica, and asks its own region", CDK, STATED_CHECK, ("TG206", "TG207", "TG208")),
    Failure("1.4", "a calculated health check without children, healthy without data", CDK, CHECK, ("TG201",)),
    Failure("1.5", "f-strings in logging, bare exceptions", CDK, STATED_CHECK, ("G004", "TRY002")),
    Failure("1.6", "two regions that nobody orchestrates", CDK, REQUIREMENTS, ("TG601",), "DR-[34]"),
    Failure("2.1", "instance classes far above the budget", PULUMI, REQUIREMENTS, ("TG601",), "COST-1"),
    Failure("2.2", "all tests commented out", PULUMI, CHECK, ("TG101",)),
    Failure("2.2", "no test collected, 22 % covered", PULUMI, PYTEST, ("TG401", "TG405")),
    Failure("2.3", "a health check without children", PULUMI, CHECK, ("TG201",)),
    Failure("2.4", "inputs without validation", PULUMI, CHECK, ("TG209",)),
)  # fmt: skip
Printed = Callable[[str, str, str], str]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """What a command prints in a copy of an example; each is run once."""
    known: dict[tuple[str, str, str], str] = {}

    def printed_by(example: str, state: str, command: str) -> str:
        key = (example, state, command)
        if key not in known:
            folder = tmp_path_factory.mktemp("example") / state
            copy(example, state, folder)
            shutil.copy(REPOSITORY / "examples" / example / "post-mortem.toml", folder.parent)
            known[key] = output(folder, command)
        return known[key]

    return printed_by


def copy(example: str, state: str, folder: Path) -> None:
    leave = shutil.ignore_patterns(".testguard", "__pycache__", ".coverage", "cdk.out")
    shutil.copytree(REPOSITORY / "examples" / example / state, folder, ignore=leave)


def output(folder: Path, command: str) -> str:
    program, *arguments = command.split()
    return (
        in_process_of_its_own(folder, arguments) if program == "pytest" else here(folder, arguments)
    )


def here(folder: Path, arguments: list[str]) -> str:
    """What testguard prints: frameworks are imported once, for all examples."""
    printed, told = StringIO(), StringIO()
    with chdir(folder), redirect_stdout(printed), redirect_stderr(told):
        code = run([*arguments, "-q"])
    assert code in (0, 1), printed.getvalue() + told.getvalue()
    return printed.getvalue()


def in_process_of_its_own(folder: Path, arguments: list[str]) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in OUTER}
    command = [sys.executable, "-m", "pytest", *arguments, "-p", "no:randomly"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


def caught(text: str, failure: Failure) -> list[str]:
    """The lines of a report that are findings of this failure."""
    found = (FINDING.match(line) for line in text.splitlines())
    return [
        match.group()
        for match in found
        if match and match["code"] in failure.codes and re.search(failure.told, match["rest"])
    ]


def identity(failure: Failure) -> str:
    return f"{failure.number}-{'-'.join(failure.codes)}"


@pytest.mark.parametrize("failure", FAILURES, ids=identity)
def test_a_failure_is_caught_as_delivered(printed: Printed, failure: Failure) -> None:
    found = caught(printed(failure.example, "hollow", failure.command), failure)
    assert {line.split()[1] for line in found} == set(failure.codes)


@pytest.mark.parametrize("failure", FAILURES, ids=identity)
def test_it_is_not_raised_where_it_is_mended(printed: Printed, failure: Failure) -> None:
    assert caught(printed(failure.example, "proven", failure.command), failure) == []


def test_the_page_is_what_the_commands_print(printed: Printed) -> None:
    rows = ["| # | failure | caught by | finding |", "|---|---|---|---|"]
    for failure in FAILURES:
        found = caught(printed(failure.example, "hollow", failure.command), failure)
        cell = "<br>".join(line.replace("|", "\\|") for line in found)
        rows.append(f"| {failure.number} | {failure.text} | `{failure.command}` | {cell} |")
    page = "\n".join([INTRODUCTION, *rows, ""])
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page
