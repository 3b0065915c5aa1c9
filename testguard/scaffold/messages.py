"""Regular expressions of messages, for Python and JavaScript alike."""

from __future__ import annotations

from testguard.patterns import regex

_SPECIAL = regex(r"([\\.^$*+?{}\[\]|()])")
_PLACEHOLDER = regex(r"[$#]\{[^}]*\}|-1\.8\d+e\+2\d\d")  # the last is a number that is known later


def escaped(text: str) -> str:
    """A pattern of just this text."""
    return _SPECIAL.sub(r"\\\1", text)


def pieces(text: str) -> list[str]:
    """A text cut at its placeholders, such as ``${Token[AWS.Region.7]}``: they differ by run.

    Format: https://docs.aws.amazon.com/cdk/v2/guide/tokens.html
    """
    return _PLACEHOLDER.split(text)


def pattern(text: str) -> str:
    """A pattern of a text in which placeholders stand for anything."""
    return ".*".join(escaped(each) for each in pieces(text))
