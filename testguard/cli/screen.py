"""What `testguard watch` shows: what was saved, what runs, the verdict, and how long it took."""

from __future__ import annotations

import time
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import click

from testguard.cli.terminal import emit
from testguard.model.verdict import Report
from testguard.plugin import Reporter, Style
from testguard.watching.messages import Done, Job

MANY = 3
LINES = 12
RAN = (0, 1, 5)


@dataclass
class Screen:
    """Writes to standard output, in colours or not; ``reporter`` tells findings."""

    style: Style
    reporter: Reporter
    _saved: bool = False
    _decoder: IncrementalDecoder = field(
        default_factory=lambda: getincrementaldecoder("utf-8")("replace")
    )

    def begin(self, root: str, stacks: int, suites: int) -> None:
        """Say what is watched."""
        where = f"{_count(stacks, 'stack module')} and {_count(suites, 'test file')} in {root}"
        self.line(f"watching {where}; Ctrl-C ends")
        self.line("tests run without cloud credentials, and reach no network but this machine")

    def round(self, changed: Sequence[str], job: Job, of: int) -> None:
        """Say what was saved, and which tests run therefore."""
        clock = self._paint(time.strftime("%H:%M:%S"), dim=True)
        self._saved = bool(changed)
        self._decoder.reset()
        what = f"{_some(changed)} saved" if changed else "first run"
        self.line(f"\n{clock} {self._paint(what, bold=True)}")
        whole = [file for file in job.files if file not in job.only]
        parts = [_files(whole, of)] if whole else []
        parts += [f"{_count(_number(job.only), 'test')} that failed before"] if job.only else []
        nothing = "no test depends on it" if changed else "there are no tests"
        self.line(f"  {', and '.join(parts) or nothing}")

    def output(self, data: bytes) -> None:
        """Hand on what pytest prints."""
        emit(self._decoder.decode(data))

    def note(self, text: str) -> None:
        """Say something besides."""
        self.line(f"  {text}")

    def verdict(self, done: Done | None, report: Report | None, seconds: float) -> None:
        """The findings, and the verdict in one line."""
        if report is not None and report.exit_code:
            self._findings(report)
        passed, sound = passes(done, report), _is_sound(report)
        color = "green" if passed else "red"
        word = self._paint("passed" if passed else "failed", fg=color, bold=True)
        check = "check passed" if sound else "check failed"
        when = f"{seconds:.2f} s" + (" after the save" if self._saved else "")
        self.line(f"{word}: {_tests(done)}; {check}; {when}")

    def broken(self, reason: str) -> None:
        """Say why nothing can run."""
        self.line(f"{self._paint('failed', fg='red', bold=True)}: {reason}")
        self.line("  waiting for the next save")

    def line(self, text: str) -> None:
        """One line."""
        emit(f"{text}\n")

    def _findings(self, report: Report) -> None:
        quiet = Style(self.style.color, self.style.width, -1)
        lines = self.reporter.render(report, quiet).splitlines()[:-1]  # the verdict comes below
        shown = lines[:LINES]
        for each in shown:
            self.line(each)
        if len(lines) > len(shown):
            self.line(f"and {len(lines) - len(shown)} more lines: `testguard check` shows them")

    def _paint(self, text: str, **look: Any) -> str:
        return click.style(text, **look) if self.style.color else text


def passes(done: Done | None, report: Report | None) -> bool:
    """Whether the tests ended well, and the check found nothing that fails it."""
    return _is_sound(report) and done is not None and not done.failed and done.code == 0


def _is_sound(report: Report | None) -> bool:
    return report is not None and not report.exit_code


def _files(whole: Sequence[str], of: int) -> str:
    if len(whole) == of > MANY:
        return f"all {of} test files"
    return f"{len(whole)} of {_count(of, 'test file')}: {_some(whole)}"


def _tests(done: Done | None) -> str:
    if done is None:
        return "the tests' process ended without a result"
    if done.code not in RAN and not done.failed:
        return f"pytest itself ended with exit code {done.code}"
    failed = _number(done.failed)
    total = done.passed + failed
    skipped = f", {done.skipped} skipped" if done.skipped else ""
    if failed:
        return f"{failed} of {_count(total, 'test')} failed{skipped}"
    return f"{_count(total, 'test')} passed{skipped}" if total or skipped else "no test ran"


def _number(tests: dict[str, tuple[str, ...]]) -> int:
    return sum(len(found) for found in tests.values())


def _some(paths: Sequence[str]) -> str:
    rest = len(paths) - MANY
    return ", ".join(paths[:MANY]) + (f" and {rest} more" if rest > 0 else "")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
