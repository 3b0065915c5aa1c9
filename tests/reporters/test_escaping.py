from __future__ import annotations

import html
import unicodedata
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from testguard.reporters._escaping import (
    encodable,
    html_code,
    markdown_block,
    markdown_code,
    markdown_text,
    visible,
    xml_text,
)

UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
ZERO_WIDTH_NON_JOINER, ZERO_WIDTH_JOINER = "\u200c", "\u200d"
MARKUP = "`*_[]()<>&|~$@#\\!-+=1.\t\n\x1b\u202e"
ANYTHING = st.text(
    st.one_of(st.characters(), st.characters(categories=["Cs"]), st.sampled_from(MARKUP))
)


def rendered(source: str) -> str:
    """What a browser shows of Markdown, without tags."""
    page = MarkdownIt("commonmark").enable("table").render(source)
    return "".join(ET.fromstring(f"<x>{page}</x>").itertext()).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("日本 é 👩‍👩‍👧", "日本 é 👩‍👩‍👧"),
        ("a\tb", "a    b"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\r\nb", "a\\r\\nb"),
        ("a\u202eb\u2028c\x9bd", "a\\u202eb\\u2028c\\x9bd"),
        ("a\udc80b", "a\\udc80b"),
    ],
)
def test_what_a_terminal_obeys_is_shown_instead(text: str, expected: str) -> None:
    assert visible(text) == expected


@given(ANYTHING)
def test_visible_text_is_one_line_without_controls(text: str) -> None:
    shown = visible(text)
    assert len(shown.splitlines()) <= 1
    shown = shown.replace(ZERO_WIDTH_JOINER, "").replace(ZERO_WIDTH_NON_JOINER, "")
    assert not {unicodedata.category(character) for character in shown} & UNSEEN


@given(ANYTHING)
def test_encodable_text_differs_by_surrogates_only(text: str) -> None:
    encodable(text).encode()
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert encodable(text) == text


@given(ANYTHING)
def test_xml_holds_every_text(text: str) -> None:
    assert ET.fromstring(f"<x>{html.escape(xml_text(text))}</x>").tag == "x"


@given(ANYTHING)
def test_markdown_prose_is_read_as_it_is_written(text: str) -> None:
    shown = rendered(f"x {markdown_text(text)}").replace("\u200b", "")
    assert shown == f"x {visible(text).strip()}".strip()


@given(ANYTHING)
def test_markdown_prose_begins_no_block(text: str) -> None:
    assert MarkdownIt("commonmark").render(markdown_text(text)).count("<") <= 2 + 2 * text.count(
        "$"
    )


@given(ANYTHING)
def test_code_is_read_as_it_is_written(text: str) -> None:
    for written in (markdown_code(text), html_code(visible(text).strip())):
        assert rendered(f"x {written} y") == f"x {visible(text).strip()} y"


@given(ANYTHING)
def test_a_block_ends_at_its_own_fence(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse(markdown_block(text, "python"))
    assert [token.type for token in tokens] == ["fence"]
