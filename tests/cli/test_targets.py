from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from testguard.cli.targets import choose_targets
from testguard.errors import TestguardError
from testguard.plugin import Reporter

REPORTERS = [Reporter(name, lambda *_: "") for name in ("text", "json", "sarif")]


@pytest.mark.parametrize(
    ("formats", "file", "expected"),
    [
        ([], None, [("text", None)]),
        ([], "a.txt", [("text", "a.txt")]),
        (["json"], None, [("json", None)]),
        (["json"], "a.json", [("json", "a.json")]),
        (["json"], "-", [("json", None)]),
        (["json:-"], None, [("json", None)]),
        (["json:a.json"], None, [("json", "a.json")]),
        (["json:c:/a.json"], None, [("json", "c:/a.json")]),
        (["text", "sarif:a"], None, [("text", None), ("sarif", "a")]),
        (["text", "sarif:a"], "b", [("text", "b"), ("sarif", "a")]),
    ],
)
def test_formats_and_files(
    formats: list[str], file: str | None, expected: list[tuple[str, str | None]]
) -> None:
    targets = choose_targets(formats, Path(file) if file else None, REPORTERS)
    assert [(target.reporter.name, target.file) for target in targets] == [
        (name, Path(place) if place else None) for name, place in expected
    ]


@pytest.mark.parametrize(
    ("formats", "file", "said"),
    [
        (["jsn"], None, "did you mean 'json'"),
        (["xml"], None, "known are: json, sarif, text"),
        (["json:"], None, "no file after the colon"),
        (["json", "text"], None, "both go to standard output"),
        (["json:a", "text:./a"], None, "both go to a"),
        (["json", "text"], "a", "2 have no file"),
        (["json:a"], "b", "0 have no file"),
        (["json", "text:a"], "a", "both go to a"),
    ],
)
def test_two_reports_never_go_to_one_place(formats: list[str], file: str | None, said: str) -> None:
    with pytest.raises(TestguardError) as caught:
        choose_targets(formats, Path(file) if file else None, REPORTERS)
    assert said in str(caught.value)


def test_several_reports_at_once(repository: Any) -> None:
    made = repository()
    done = made.run(
        "check", "--output-format", "text", "--output-format", "sarif:out/a.sarif",
        "--output-format", "json:a.json",
    )  # fmt: skip
    assert done.code == 1
    assert "TG102" in done.out
    assert json.loads((made.root / "a.json").read_text(encoding="utf-8"))["verdict"] == "failed"
    assert json.loads((made.root / "out" / "a.sarif").read_text(encoding="utf-8"))["runs"]


def test_reports_that_all_go_to_files_leave_one_line(repository: Any) -> None:
    made = repository()
    done = made.run("check", "--output-format", "json", "--output-file", "a.json")
    assert (done.code, done.out) == (1, "")
    assert done.err == "testguard check: failed; report in a.json\n"
    assert made.run("check", "--output-format", "json:a.json", "-q").err == ""


def test_files_are_never_coloured(repository: Any) -> None:
    made = repository()
    made.run("check", "--output-file", "a.txt", "--color", "always")
    assert "\x1b" not in (made.root / "a.txt").read_text(encoding="utf-8")


def test_an_unknown_format_is_refused_before_the_work(repository: Any) -> None:
    done = repository().run("check", "--output-format", "jsn")
    assert (done.code, done.out) == (2, "")
    assert "'json'" in done.err
