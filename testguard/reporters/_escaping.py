"""Text from the user's repository, made harmless for the place it is printed in."""

from __future__ import annotations

import html
import re
import unicodedata

from testguard.patterns import regex

TAB_WIDTH = 4
ZERO_WIDTH_SPACE = "&#8203;"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"
_MARKUP = regex(r"[\\`*_\[\]|~]")
_LEADING_MARKER = regex(r"^(\d*)(?=[-+#=.)])")
_REFERENCE = regex(r"[@#](?=\w)")
# compiled where it is used: that takes milliseconds
_NOT_XML = "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


def visible(text: str, *, keep: str = "") -> str:
    """``text`` on one line without anything a terminal obeys.

    Control and format characters (escape sequences, line ends, direction overrides) and lone
    surrogates become backslash escapes, except those in ``keep``; a tab becomes four spaces.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character, keep) for character in text)


def _shown(character: str, keep: str) -> str:
    if character in keep or character in _JOINERS:
        return character
    if character == "\t":
        return " " * TAB_WIDTH
    if unicodedata.category(character) in _UNSEEN:
        return _backslashed(character)
    return character


def encodable(text: str) -> str:
    """``text`` with lone surrogates, which no UTF-8 file can hold, as backslash escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def xml_text(text: str) -> str:
    """``text`` with characters that XML 1.0 cannot hold as backslash escapes."""
    return re.sub(_NOT_XML, lambda found: _backslashed(found[0]), text)


def markdown_text(text: str) -> str:
    """``text`` as Markdown prose: no markup, HTML, table cell, mention, reference or formula."""
    escaped = _MARKUP.sub(r"\\\g<0>", html.escape(visible(text).strip(), quote=False))
    unmarked = _LEADING_MARKER.sub(r"\1\\", escaped)
    unreferenced = _REFERENCE.sub(rf"\g<0>{ZERO_WIDTH_SPACE}", unmarked)
    return unreferenced.replace("$", "<span>$</span>")


def markdown_code(text: str) -> str:
    """``text`` as inline code, also inside a table cell."""
    shown = visible(text).strip()
    return html_code(shown) if not shown or "`" in shown or "|" in shown else f"`{shown}`"


def html_code(text: str) -> str:
    """``text`` in a code element that neither HTML nor Markdown reads further."""
    escaped = html.escape(visible(text), quote=False)
    return f"<code>{_MARKUP.sub(lambda found: f'&#{ord(found[0])};', escaped)}</code>"


def markdown_block(text: str, language: str = "") -> str:
    """``text`` as a fenced block, whatever fences it holds itself."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{visible(text, keep=chr(10)).rstrip()}\n{fence}"


def _backslashed(character: str) -> str:
    return character.encode("unicode-escape").decode("ascii")
