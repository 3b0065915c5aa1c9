"""What every command shares: where the project is, how loud to be, how to look."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, wraps
from pathlib import Path
from typing import Any, TextIO

import click
from msgspec import Struct

from testguard import default_plugin
from testguard.cli.terminal import wants_color, width_of
from testguard.config import METRICS, Config, load_config
from testguard.errors import ConfigError
from testguard.gate.config_from import config_from
from testguard.plugin import Style, load_plugins

Command = Callable[..., int]


class MetricNames(AbstractSet[str]):
    """The names of metrics; plugins are loaded only for a name that is not built in."""

    def __contains__(self, name: object) -> bool:
        """Whether some metric has this name."""
        return name in METRICS or name in self._all

    def __iter__(self) -> Iterator[str]:
        """All names."""
        return iter(self._all)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._all)

    @cached_property
    def _all(self) -> tuple[str, ...]:
        plugins = load_plugins([default_plugin])
        return tuple(dict.fromkeys((*METRICS, *(metric.name for metric in plugins.metrics))))


class Session(Struct, frozen=True):
    """The options that every command takes."""

    file: Path | None = None
    root: Path | None = None
    verbosity: int = 0
    color: str = "auto"

    @property
    def quiet(self) -> bool:
        """Whether only results are wanted."""
        return self.verbosity < 0

    def style(self, stream: TextIO) -> Style:
        """How a report on ``stream`` may look."""
        return Style(wants_color(self.color, stream), width_of(stream), self.verbosity)

    def start(self, paths: Sequence[str] = ()) -> Path:
        """The folder from which a configuration is looked for, upwards.

        That is the root where one is given, else the folder that holds all ``paths``, else the
        current one. Raises `ConfigError` for a path that does not exist.
        """
        if self.root is not None or not paths:
            return self.root or _here()
        places = [_here() / path for path in paths]
        for path, place in zip(paths, places, strict=True):
            if not os.path.lexists(place):
                raise ConfigError(f"{path} does not exist", hint="check the spelling of the path")
        shared = Path(os.path.commonpath([os.path.normpath(place) for place in places]))
        return shared if shared.is_dir() else shared.parent

    def config(self, paths: Sequence[str] = (), ref: str = "") -> Config:
        """The configuration of the project around ``paths``, as the git ref ``ref`` has it.

        Without a ``ref`` it is that of the working tree. Raises `ConfigError` and `GitError`.
        """
        start = self.start(paths)
        if ref:
            return config_from(ref, self.root, self.file, start=start, metrics=MetricNames())
        return load_config(self.root, self.file, start=start, metrics=MetricNames())


def config_from_option(command: Command) -> Command:
    """Add ``--config-from``: ``ref``."""
    option = click.option(
        "--config-from",
        "ref",
        default="",
        metavar="REF",
        help="Read configuration and baseline from this git ref, such as origin/main: then a "
        "change cannot lower its own bar.",
    )
    return option(command)


def session_options(command: Command) -> Command:
    """Add the options that every command takes, and hand them over as a `Session`."""

    @wraps(command)
    def with_session(
        config_file: Path | None,
        root: Path | None,
        quiet: bool,
        verbose: bool,
        color: str,
        **rest: Any,
    ) -> int:
        if quiet and verbose:
            raise click.UsageError("-q and -v exclude each other")
        return command(Session(config_file, root, verbose - quiet, color), **rest)

    for option in reversed(_OPTIONS):
        with_session = option(with_session)
    return with_session


def _here() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise ConfigError("the current folder no longer exists", hint="pass --root") from error


_OPTIONS = (
    click.option(
        "--config",
        "config_file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The configuration: a pyproject.toml, or TOML with the same keys at its top.",
    ),
    click.option(
        "--root",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="The project. Default: the folder of the configuration.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="Print results only."),
    click.option("-v", "--verbose", is_flag=True, help="Print more, and the traceback of a crash."),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="When to colour. auto: on a terminal, unless NO_COLOR is set.",
    ),
)
