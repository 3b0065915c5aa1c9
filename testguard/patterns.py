"""Regular expressions that are compiled when they are first used: a test run uses few of them."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def regex(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, but later; a wrong ``text`` raises `re.error` where it is used.

    It has every method and attribute, and is no argument for the functions of `re`.
    """
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))


class _Pattern:
    def __init__(self, text: str | bytes, flags: int) -> None:
        self._given: tuple[Any, int] = (text, flags)

    def __getattr__(self, name: str) -> Any:
        """Keep what is found, so that it is asked for once."""
        found = getattr(re.compile(*self._given), name)
        setattr(self, name, found)
        return found

    def __repr__(self) -> str:
        return f"regex{self._given!r}"
