"""Regular expressions of messages, for Python and JavaScript alike."""

from __future__ import annotations

from testguard.patterns import regex

_SPECIAL = regex(r"([\\.^$*+?{}\[\]|()])")
_PLACEHOLDER = regex(r"\$\{[^}]*\}")


def escaped(text: str) -> str:
    """A pattern of just this text."""
    return _SPECIAL.sub(r"\\\1", text)


def pieces(text: str) -> list[str]:
    """A text cut at its placeholders, such as ``${Token[AWS.Region.7]}``: they differ by run."""
    return _PLACEHOLDER.split(text)


def pattern(text: str) -> str:
    """A pattern of a text in which placeholders stand for anything."""
    return ".*".join(escaped(each) for each in pieces(text))
