from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.inspection.directives import Directive, read_directives
from testguard.suite.module import Module

CODES = {"TG104": "TG104", "assertion-free-test": "TG104", "TG105": "TG105"}


def valid(source: str) -> tuple[Directive, ...]:
    found = read_directives(Module("tests/test_a.py", source), CODES)
    assert not found.invalid
    return found.valid


def invalid(source: str) -> str:
    found = read_directives(Module("tests/test_a.py", source), CODES)
    assert not found.valid
    [offence] = found.invalid
    return offence.message


@pytest.mark.parametrize(
    ("comment", "codes", "reason"),
    [
        ("# testguard: ignore[TG104] checked by hand", ("TG104",), "checked by hand"),
        ("#testguard:ignore[TG104] x", ("TG104",), "x"),
        ("# testguard: ignore[TG104,TG105] two", ("TG104", "TG105"), "two"),
        ("# testguard: ignore[ TG104 , TG105 ] - two", ("TG104", "TG105"), "two"),
        ("# testguard: ignore[assertion-free-test] by name", ("TG104",), "by name"),
        ("# type: ignore  # testguard: ignore[TG104] after another", ("TG104",), "after another"),
        ("# testguard: ignore[TG104] before another  # noqa: X", ("TG104",), "before another"),
        ("# testguard: ignore[TG104] see #123", ("TG104",), "see #123"),
        ("# def test_x():  # testguard: ignore[TG105] commented", ("TG105",), "commented"),
    ],
)
def test_codes_and_reason_are_read(comment: str, codes: tuple[str, ...], reason: str) -> None:
    [directive] = valid(f"x = 1  {comment}\n")
    assert (directive.codes, directive.reason, directive.alone) == (codes, reason, False)


def test_the_place_is_that_of_the_comment_alone() -> None:
    [directive] = valid("é = 1  # type: ignore  # testguard: ignore[TG104] why  # noqa: X\n")
    assert (directive.span.column, directive.span.end_column) == (24, 54)


@pytest.mark.parametrize(
    ("comment", "complaint"),
    [
        ("# testguard: ignore", "names no code"),
        ("# testguard: ignore because", "names no code"),
        ("# testguard: ignore[] because", "names no code"),
        ("# testguard: ignore[TG104]", "gives no reason"),
        ("# testguard: ignore[TG104]  # noqa", "gives no reason"),
        ("# testguard: ignore[TG104", "names no code"),
        ("# testguard: ignore[TG999] because", "names 'TG999'"),
        ("# testguard: ignore[TG104,nope] because", "names 'nope'"),
        ("# testguard: ignore[asertion-free-test] x", "did you mean 'assertion-free-test'?"),
        ("# testguard: disable[TG104] because", "says 'disable'"),
        ("# testguard: ingore because", "says 'ingore'"),
        ("# testguard: ignore[TG000] because", "names 'TG000'"),
    ],
)
def test_a_comment_without_meaning_is_invalid(comment: str, complaint: str) -> None:
    message = invalid(f"x = 1  {comment}\n")
    assert complaint in message
    assert message.endswith("it suppresses nothing")


@pytest.mark.parametrize(
    "source",
    [
        "x = '# testguard: ignore'\n",
        '"""\n# testguard: ignore[TG104]\n"""\n',
        "# testguard: the tool that we use\n",
        "# write `# testguard: ignore` to suppress\n",
        "# see https://example.org/#testguard:ignore\n",
        "x = 1\n",
    ],
)
def test_prose_and_strings_are_no_suppressions(source: str) -> None:
    assert valid(source) == ()


@pytest.mark.parametrize(
    "before",
    ["", '"""Docstring."""\n', "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n\n", "\n\n"],
)
def test_a_file_wide_suppression_stands_above_the_first_statement(before: str) -> None:
    [directive] = valid(f"{before}# testguard: ignore-file[TG104] generated\nimport os\n")
    assert directive.file_wide


def test_a_file_wide_suppression_below_code_is_invalid() -> None:
    assert "stands below code" in invalid("import os\n# testguard: ignore-file[TG104] late\n")


def test_a_suppression_on_a_line_of_its_own_is_alone() -> None:
    [directive] = valid("def test_a():\n    # testguard: ignore[TG104] why\n    pass\n")
    assert directive.alone


@given(st.text(alphabet="#testguard: ignore[-file]TG104, x\n'", max_size=60))
def test_any_comment_is_answered(text: str) -> None:
    module = Module("tests/test_a.py", f"# testguard: ignore{text}\n")
    assert read_directives(module, CODES) == read_directives(module, CODES)
