from __future__ import annotations

from pathlib import Path

import pytest

from testguard.errors import ConfigError
from testguard.model.verdict import Outcome, Report
from testguard.plugin import Reporter
from testguard.plugin.outputs import read_outputs, write_files

REPORTERS = [Reporter(name, lambda report, _: f"{report.outcome}\n") for name in ("text", "json")]


def read(*wanted: str) -> list[tuple[str, str]]:
    outputs = read_outputs(wanted, REPORTERS, Path("home"))
    return [(each.reporter.name, each.file.as_posix() if each.file else "") for each in outputs]


@pytest.mark.parametrize(
    ("wanted", "outputs"),
    [
        ([], [("text", "")]),
        (["json"], [("json", "")]),
        (["json:out/a.json"], [("text", ""), ("json", "home/out/a.json")]),
        (["json:a", "text:b", "json"], [("json", "home/a"), ("text", "home/b"), ("json", "")]),
        (["json:/abs/a.json", "text"], [("json", "/abs/a.json"), ("text", "")]),
    ],
)
def test_something_always_goes_to_the_terminal(
    wanted: list[str], outputs: list[tuple[str, str]]
) -> None:
    assert read(*wanted) == outputs


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="no report format 'jsn'") as caught:
        read("jsn:x")
    assert caught.value.hint == "formats are json, text"


def test_files_are_written_where_folders_were_missing(tmp_path: Path) -> None:
    outputs = read_outputs(["json:deep/er/a.json"], REPORTERS, tmp_path)
    write_files(Report("pytest", "", Outcome.FAILED), outputs)
    assert (tmp_path / "deep" / "er" / "a.json").read_text() == "failed\n"
