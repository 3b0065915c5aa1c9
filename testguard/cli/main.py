"""The ``testguard`` command: finds the sub-command, and turns every ending into an exit code."""

from __future__ import annotations

import platform
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Any

import click

from testguard.cli.terminal import say, tolerate_any_text
from testguard.config.document import nearest
from testguard.errors import ExitCode, TestguardError

INTERRUPTED = 130
COMMANDS = {
    "check": "Find hollow tests and placeholder infrastructure, without importing your code.",
    "gate": "Judge the recorded evidence again, without running a test.",
    "baseline": "Write down the findings that are known, so that only new ones fail.",
    "rules": "List the rules.",
    "rule": "Explain one rule, with an example of bad and good code.",
    "config": "Show the configuration in force, and what it finds.",
    "init": "Write a commented configuration for this repository.",
    "report": "Print the JSON Schema of the reports.",
}
EPILOG = """\b
Exit codes:
  0  passed
  1  the gate or a rule failed
  2  wrong usage or configuration
  3  testguard itself failed

\b
Examples:
  testguard check                    all tests of this repository
  testguard rule TG104               what a code means
  pytest --testguard                 what the tests exercise, per stack module
"""


class Commands(click.Group):
    """Imports a command when it is called, so that ``--help`` stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in the order of a first acquaintance."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of the module of the same name."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"testguard.cli.{cmd_name}"), cmd_name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command for one that does not exist."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"No such command {args[0]!r}: {nearest(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)


def _print_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"testguard {version('testguard')}")
        ctx.exit()


@click.command(
    cls=Commands,
    invoke_without_command=True,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
@click.pass_context
def commands(ctx: click.Context) -> int:
    """Makes hollow infrastructure tests impossible to miss, for Pulumi and the AWS CDK."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
    return ExitCode.USAGE


def main() -> None:
    """Run the command line of this process."""
    sys.exit(run(sys.argv[1:]))


def run(args: Sequence[str]) -> int:
    """Run ``args`` and give the exit code; nothing escapes but what ends the interpreter."""
    tolerate_any_text()
    try:
        return _invoke(args)
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        say("interrupted")
        return INTERRUPTED
    except TestguardError as error:
        say(f"error: {error}")
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the last door: whatever comes is exit code 3
        _tell_crash(error, verbose=bool({"-v", "--verbose"} & set(args)))
        return ExitCode.INTERNAL


def _invoke(args: Sequence[str]) -> int:
    try:
        code: Any = commands.main(args, prog_name="testguard", standalone_mode=False)
    except SystemExit as stop:
        if isinstance(stop.__context__, OSError):  # click's answer to a reader that went away
            return ExitCode.PASSED
        raise
    return code if isinstance(code, int) else ExitCode.PASSED


def _tell_crash(error: Exception, *, verbose: bool) -> None:
    if verbose:
        traceback.print_exception(error)
    said = " ".join(str(error).split())
    say(f"testguard itself failed: {type(error).__name__}: {said}".removesuffix(": "))
    versions = f"testguard {version('testguard')}, Python {platform.python_version()}"
    say(f"  this is a bug: please report it, with what it says with -v ({versions})")
