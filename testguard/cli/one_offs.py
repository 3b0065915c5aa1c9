"""Thresholds of the command line: ``--fail-under METRIC=NUMBER``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click
from msgspec.structs import replace

from testguard.cli.session import MetricNames
from testguard.config import Bar, Config
from testguard.config.bars import read_bars
from testguard.config.document import Setting, parse_document
from testguard.errors import ConfigError

OPTION = "--fail-under"
Command = Callable[..., int]


def fail_under_option(command: Command) -> Command:
    """Add ``--fail-under``: ``fail_under``."""
    option = click.option(
        OPTION,
        multiple=True,
        metavar="METRIC=NUMBER",
        help="A threshold for every stack module, for this once: lines=80. It beats the "
        "configuration; repeat it for others.",
    )
    return option(command)


def with_fail_under(config: Config, given: Sequence[str]) -> Config:
    """``config`` with the thresholds of the command line, for every stack module.

    Raises `ConfigError` for what is no threshold.
    """
    bars = tuple(_bar(each) for each in given)
    names = {bar.name for bar in bars}
    stack = tuple(
        replace(entry, bars=tuple(bar for bar in entry.bars if bar.name not in names))
        for entry in config.stack
    )
    return replace(config, thresholds=(*config.thresholds, *bars), stack=stack)


def _bar(given: str) -> Bar:
    """The threshold that is written as in the configuration."""
    try:
        document = parse_document(given.encode("utf-8", "replace"), OPTION)
    except ConfigError:
        document = parse_document(b"", OPTION)
    if len(document.data) != 1:
        raise ConfigError(
            f"{OPTION} {given} is no threshold", hint="write METRIC=NUMBER, such as lines=80"
        )
    try:
        [bar] = read_bars(Setting(document, (), dict(document.data)), MetricNames())
    except ConfigError as error:
        _, _, message = error.message.partition(": ")
        raise ConfigError(f"{OPTION} {given}: {message}", hint=error.hint) from error
    return replace(bar, origin=OPTION)
