"""From a setting to a checked value, one function per kind of value."""

from __future__ import annotations

import re
import warnings
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TypeVar

from pathspec import GitIgnoreSpec

from testguard.config.document import Setting, nearest
from testguard.model.finding import Confidence, Severity
from testguard.patterns import regex

Choice = TypeVar("Choice", bound=StrEnum)
OFF = "off"
_LIST = "a list of strings"
_SELECTOR = regex(r"[A-Z]+[0-9]*|[a-z][a-z0-9-]*")


def text(setting: Setting) -> str:
    """A string that is not empty and can be a path or a name."""
    value = setting.value
    if not isinstance(value, str):
        raise setting.wrong("a string")
    if not value.strip() or "\0" in value:
        raise setting.wrong("a string that names something")
    return value


def texts(setting: Setting) -> tuple[str, ...]:
    """A list of strings."""
    if isinstance(setting.value, str):
        raise setting.wrong(_LIST, f"write [{setting.value!r}]")
    return tuple(text(element) for element in setting.elements(_LIST))


def globs(setting: Setting) -> tuple[str, ...]:
    """A list of patterns as in ``.gitignore``, relative to the root."""
    found = texts(setting)
    for element in setting.elements():
        _check_glob(element, str(element.value))
    return found


def globs_with_exceptions(setting: Setting) -> tuple[str, ...]:
    """A list of patterns; ``!`` before one takes out what those before it let in."""
    found = texts(setting)
    for index, element in enumerate(setting.elements()):
        glob = str(element.value)
        _check_glob(element, glob.removeprefix("!") if index else glob)
    return found


def selectors(setting: Setting) -> tuple[str, ...]:
    """A list of rule codes, prefixes of codes, or rule names."""
    found = texts(setting)
    for element in setting.elements():
        _check_selector(element, str(element.value))
    return found


def per_path(setting: Setting) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """A table from pattern to rule codes."""
    found = []
    for glob, codes in setting.entries():
        _check_glob(codes, glob)
        found.append((glob, selectors(codes)))
    return tuple(found)


def severities(setting: Setting) -> tuple[tuple[str, Severity], ...]:
    """A table from rule to severity, without the rules that are switched off."""
    rated = []
    for selector, level in setting.entries():
        _check_selector(level, selector)
        if level.value != OFF:
            rated.append((selector, _choice(level, Severity, OFF)))
    return tuple(rated)


def switched_off(setting: Setting) -> tuple[str, ...]:
    """The rules whose severity is ``off``."""
    return tuple(selector for selector, level in setting.entries() if level.value == OFF)


def confidences(setting: Setting) -> tuple[Confidence, ...]:
    """A list of confidences, at least one."""
    found = tuple(_choice(element, Confidence) for element in setting.elements(_LIST))
    if not found:
        raise setting.wrong("a list of at least one confidence", 'write ["certain"]')
    return found


def _choice(setting: Setting, kind: type[Choice], *others: str) -> Choice:
    allowed = [*(member.value for member in kind), *others]
    value = setting.value
    if not isinstance(value, str):
        raise setting.wrong(f"one of {', '.join(allowed)}")
    if value not in {member.value for member in kind}:
        raise setting.wrong(f"one of {', '.join(allowed)}", nearest(value, allowed))
    return kind(value)


def _check_selector(setting: Setting, selector: str) -> None:
    if not _SELECTOR.fullmatch(selector):
        raise setting.error(
            f"{setting.key}: {selector!r} is no rule",
            'write a code ("TG104"), the start of codes ("TG1") or a name ("empty-test")',
        )


def _check_glob(setting: Setting, glob: str) -> None:
    if ".." in PurePosixPath(glob).parts:
        raise setting.error(
            f"{setting.key}: the pattern {glob!r} leads out of the project",
            "patterns are relative to the root; pass --root to choose a wider one",
        )
    if not _is_pattern(glob):
        raise setting.error(
            f"{setting.key}: {glob!r} is not a pattern that can match a path",
            'write it as in .gitignore, without "!": "lib/**/*.py", "legacy/"',
        )


def _is_pattern(glob: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            patterns = list(GitIgnoreSpec.from_lines([glob]).patterns)
        except (ValueError, re.error, Warning):
            return False
    return bool(glob.strip()) and len(patterns) == 1 and patterns[0].include is True
