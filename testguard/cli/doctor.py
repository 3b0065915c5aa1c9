"""``testguard doctor``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import click

from testguard.cli.diagnosis import Check, diagnose
from testguard.cli.session import Session, session_options
from testguard.cli.terminal import emit
from testguard.errors import ExitCode

EPILOG = """\b
Examples:
  testguard doctor
  testguard doctor --output-format json      to be attached to a bug report
"""


@click.command(epilog=EPILOG)
@click.option(
    "--output-format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@session_options
def doctor(session: Session, *, form: str) -> int:
    """Tell what is installed and found here, and what to do next.

    Nothing is run but `node --version` and `git --version`. Exits with 0 whatever it advises.
    """
    checks = diagnose(session.config())
    emit(_json(checks) if form == "json" else "".join(f"{line}\n" for line in _lines(checks)))
    return ExitCode.PASSED


def _lines(checks: Sequence[Check]) -> Iterator[str]:
    width = max(len(check.subject) for check in checks)
    for check in checks:
        yield f"{'!' if check.advice else ' '} {check.subject:<{width}}  {check.found}"
    advised = [check for check in checks if check.advice]
    yield ""
    yield "what to do:" if advised else "nothing to do"
    for check in advised:
        yield f"  {check.subject}: {check.advice}"


def _json(checks: Sequence[Check]) -> str:
    data = {
        "version": 1,
        "checks": [
            {"subject": check.subject, "found": check.found, "advice": check.advice}
            for check in checks
        ],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
