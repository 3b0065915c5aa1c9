"""Which thresholds hold for which stack module, and exact comparison with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from pathspec import GitIgnoreSpec

from testguard.config import DEFAULT_BARS, Bar, Config, StackThresholds
from testguard.errors import ConfigError
from testguard.gate.codes import GATE_CODES
from testguard.model.project import StackModule

TESTS = "tests-at-least"
UNCOVERED_LINES = "uncovered-lines-at-most"
DEFAULT = "default"
HUNDRED = 100


def bars_for(path: str, config: Config) -> Mapping[str, Bar]:
    """The bars of one stack module by name.

    Defaults give way to ``[thresholds]``, and those to every ``[[stack]]`` whose ``modules`` match,
    in order, key by key. A key that is not configured keeps its default; 0 asks for nothing.
    """
    own = (bar for entry in config.stack if matches(path, entry) for bar in entry.bars)
    return {bar.name: bar for bar in (*DEFAULT_BARS, *config.thresholds, *own)}


def check_gate(config: Config, stacks: Iterable[StackModule]) -> None:
    """Raise `ConfigError` for thresholds of stack modules that do not exist, and silenced codes.

    What the gate says is asked for by thresholds alone, so that one place tells what holds. The
    configuration of a git ref may speak of modules that the change takes out.
    """
    if not config.ref:
        _check_globs(config, stacks)
    silenced = [*config.ignore, *(code for _, codes in config.per_path_ignores for code in codes)]
    silenced += [selector for selector, _ in config.severities]
    for selector in silenced:
        if any(selector in (info.code, info.name) for info in GATE_CODES):
            raise ConfigError(
                f"{config.file}: {selector} can be neither ignored nor given a severity",
                hint="thresholds tell what the gate asks for; a threshold of 0 asks for nothing",
            )


def _check_globs(config: Config, stacks: Iterable[StackModule]) -> None:
    paths = [stack.path for stack in stacks]
    for origin, glob in _globs(config):
        if not any(GitIgnoreSpec.from_lines([glob]).match_files(paths)):
            raise ConfigError(
                f'{origin}: modules = "{glob}" matches no stack module',
                hint=f"stack modules here: {', '.join(paths) or 'none'}",
            )


def reaches(covered: int, total: int, percent: str) -> bool:
    """Whether ``covered`` of ``total`` is at least ``percent``, compared without rounding.

    Nothing to cover reaches every percent.
    """
    return covered * HUNDRED >= Fraction(percent) * total


def demands(bar: Bar | None) -> bool:
    """Whether a bar asks for anything at all."""
    return bar is not None and (bar.name == UNCOVERED_LINES or Fraction(bar.value) > 0)


def matches(path: str, entry: StackThresholds) -> bool:
    """Whether a ``[[stack]]`` table is for the stack module at ``path``."""
    return GitIgnoreSpec.from_lines(entry.modules).match_file(path)


def _globs(config: Config) -> Iterator[tuple[str, str]]:
    for index, entry in enumerate(config.stack):
        for number, glob in enumerate(entry.modules):
            if not glob.startswith("!"):
                place = config.origin(f"stack[{index}].modules[{number}]")
                yield place or entry.origin, glob
