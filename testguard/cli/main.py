"""The ``testguard`` command: finds the sub-command, and turns every ending into an exit code."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module

import click

from testguard.cli.terminal import abandon, say, tolerate_any_text
from testguard.errors import ExitCode, TestguardError

INTERRUPTED = 130
COMMANDS = {
    "check": "Find hollow tests and placeholder infrastructure, without importing your code.",
    "gate": "Judge the recorded evidence again, without running a test.",
    "watch": "Run what a save affects: the tests that depend on the file, and the check.",
    "mutate": "Break one thing after another in stacks, and see whether a test notices.",
    "contract": "Show what stack modules take and refuse: inputs, defaults and validation paths.",
    "graph": "Show the resources that stacks declare, and what depends on what.",
    "scaffold": "Write tests for stack modules: plain pytest that passes on its first run.",
    "revive": "Uncomment commented-out tests, run them, and keep those that pass.",
    "requirements": "Hold stated requirements against the stacks: what holds, and what tests it.",
    "baseline": "Write down the findings that are known, so that only new ones fail.",
    "rules": "List the rules.",
    "rule": "Explain one rule, with an example of bad and good code.",
    "config": "Show the configuration in force, and where each setting is written.",
    "init": "Write a commented configuration for this repository.",
    "report": "Print the report of the last test run in any format.",
    "doctor": "Tell what is installed and found here, and what to do next.",
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
            near = get_close_matches(args[0], COMMANDS, n=1)
            ctx.fail(
                f"No such command {args[0]!r}." + (f" Did you mean {near[0]!r}?" if near else "")
            )
        return super().resolve_command(ctx, args)


@click.command(
    cls=Commands,
    invoke_without_command=True,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(
    package_name="testguard", prog_name="testguard", message="%(prog)s %(version)s"
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
        _tell_usage(error)
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        say("\ninterrupted")  # the terminal has echoed ^C before it
        return INTERRUPTED
    except TestguardError as error:
        say(f"error: {error}")
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the last door: whatever comes is exit code 3
        _tell_crash(error, verbose=bool({"-v", "--verbose"} & set(args)))
        return ExitCode.INTERNAL


def _invoke(args: Sequence[str]) -> int:
    try:
        with commands.make_context("testguard", list(args)) as context:
            return int(commands.invoke(context))
    except click.exceptions.Exit as end:
        return end.exit_code
    except BrokenPipeError:  # the reader of --help has seen enough
        abandon(sys.stdout)
        return ExitCode.PASSED


def _tell_usage(error: click.ClickException) -> None:
    told = io.StringIO()
    error.show(told)
    say(told.getvalue().rstrip())


def _tell_crash(error: Exception, *, verbose: bool) -> None:
    if verbose:
        sys.excepthook(type(error), error, error.__traceback__)
    said = " ".join(str(error).split())
    say(f"testguard itself failed: {type(error).__name__}: {said}".removesuffix(": "))
    more = "" if verbose else " with -v"
    say(f"  this is a bug: please report it, with `testguard --version` and all this says{more}")
