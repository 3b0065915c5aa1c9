"""Where reports go: ``FORMAT`` to the terminal, ``FORMAT:FILE`` to a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from testguard.errors import ConfigError
from testguard.model.verdict import Report
from testguard.plugin.protocols import Reporter, Style


class Output(Struct, frozen=True):
    """A reporter and its file, or None for the terminal."""

    reporter: Reporter
    file: Path | None = None


def read_outputs(
    wanted: Iterable[str], reporters: Iterable[Reporter], folder: Path
) -> tuple[Output, ...]:
    """Outputs from options; files are relative to ``folder``.

    Where none goes to the terminal, the text does. Raises `ConfigError` for an unknown format.
    """
    known = {each.name: each for each in reporters}
    options = tuple(wanted)
    if all(option.partition(":")[2] for option in options):
        options = ("text", *options)
    outputs = []
    for option in options:
        name, _, file = option.partition(":")
        if name not in known:
            raise ConfigError(
                f"there is no report format {name!r}",
                hint=f"formats are {', '.join(sorted(known))}",
            )
        outputs.append(Output(known[name], folder / file if file else None))
    return tuple(outputs)


def write_files(report: Report, outputs: Iterable[Output]) -> None:
    """Write every output that has a file, without colours. Raises `OSError`."""
    for output in outputs:
        if output.file is not None:
            output.file.parent.mkdir(parents=True, exist_ok=True)
            output.file.write_text(output.reporter.render(report, Style()), encoding="utf-8")
