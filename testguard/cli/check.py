"""``testguard check``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from msgspec.structs import replace

from testguard import pipeline
from testguard.cli.session import Session, config_from_option, session_options
from testguard.cli.targets import choose_targets, deliver, output_options
from testguard.cli.terminal import ProgressLine
from testguard.config import Config
from testguard.errors import ConfigError, ExitCode

EPILOG = """\b
Examples:
  testguard check
  testguard check tests/unit --select TG1,TG209
  testguard check --diff origin/main --output-format text --output-format sarif:testguard.sarif
  testguard check --config-from origin/main      a change cannot switch off its own rules
"""


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1)
@click.option(
    "--select",
    multiple=True,
    metavar="RULES",
    help="Run only these rules: codes, starts of codes, names; separated by commas.",
)
@click.option("--ignore", multiple=True, metavar="RULES", help="Do not run these rules either.")
@click.option("--diff", default="", metavar="REF", help="Only findings on lines changed since REF.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Known findings, which do not fail. Default: the one of the configuration.",
)
@config_from_option
@click.option("--fix", is_flag=True, help="Apply the fixes that are safe, and report the rest.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Processes. Default: as many as pay off.",
)
@click.option(
    "--no-cache", is_flag=True, help="Inspect every file anew, also those that have not changed."
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even when there are findings.")
@output_options
@session_options
def check(
    session: Session,
    *,
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    diff: str,
    baseline: Path | None,
    ref: str,
    fix: bool,
    jobs: int,
    no_cache: bool,
    exit_zero: bool,
    formats: tuple[str, ...],
    output_file: Path | None,
) -> int:
    """Find hollow tests and placeholder infrastructure, without importing your code.

    PATHS are files and folders; without any, all tests, stack modules and handlers of the project
    are read. Exits with 1 when a finding fails the run, and with 2 when the run cannot mean
    anything.
    """
    config = session.config(paths, ref)
    config = with_baseline(with_rules(config, _split(select), _split(ignore)), baseline)
    targets = choose_targets(formats, output_file, pipeline.load(config).reporters)
    with ProgressLine("inspecting", quiet=session.quiet) as progress:
        report = pipeline.check(
            config,
            paths=paths,
            diff=diff,
            fix=fix,
            jobs=jobs,
            progress=progress,
            cached=not no_cache,
        )
    deliver(report, targets, session)
    if exit_zero and report.exit_code == ExitCode.FAILED:
        return ExitCode.PASSED
    return report.exit_code


def with_rules(config: Config, select: Sequence[str], ignore: Sequence[str]) -> Config:
    """``config`` with the rules of the command line: ``select`` replaces, ``ignore`` adds."""
    origins = dict(config.origins)
    if select:
        kept = {key: at for key, at in origins.items() if key.partition("[")[0] != "select"}
        origins = {**kept, "select": "--select"}
    origins |= {f"ignore[{len(config.ignore) + n}]": "--ignore" for n in range(len(ignore))}
    return replace(
        config,
        select=tuple(select) or config.select,
        ignore=(*config.ignore, *ignore),
        origins=tuple(origins.items()),
    )


def with_baseline(config: Config, baseline: Path | None) -> Config:
    """``config`` with the baseline of the command line; raises `ConfigError` without a file."""
    if baseline is None:
        return config
    if not baseline.is_file():
        raise ConfigError(
            f"the baseline {baseline} is not a file", hint="`testguard baseline` writes one"
        )
    origins = (*config.origins, ("baseline", "--baseline"))
    return replace(config, baseline=str(baseline.resolve()), origins=origins)


def _split(values: Sequence[str]) -> list[str]:
    return [part.strip() for value in values for part in value.split(",") if part.strip()]
