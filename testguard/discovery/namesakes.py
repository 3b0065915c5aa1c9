"""Suites and stack modules that share a name: ``test_tap_stack.py`` and ``tap_stack.py``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

from testguard.discovery.places import nearest
from testguard.patterns import regex

_KINDS = "unit|integration|int|e2e|functional|snapshot|template|synth|acceptance|smoke|regression"
_PREFIX = regex(rf"^(?:tests?_)?(?:(?:{_KINDS})_(?:tests?_)?)?")
_SUFFIX = regex(rf"(?:_(?:{_KINDS}))?(?:_(?:tests?|spec))?$")


def namesakes(stacks: Collection[str], suites: Collection[str]) -> Iterator[tuple[str, str]]:
    """Pairs of a stack module and a suite named after it: of several the nearest one."""
    named = defaultdict(list)
    for stack in sorted(stacks):
        named[_stack_name(stack)].append(stack)
    for suite in sorted(suites):
        name = _subject(PurePosixPath(suite).stem)
        found = nearest(named.get(name, ()), suite) if name else None
        if found is not None and found != suite:
            yield found, suite


def _stack_name(path: str) -> str:
    pure = PurePosixPath(path)
    return (pure.parent.name if pure.stem.startswith("__") else pure.stem).lower()


def _subject(stem: str) -> str:
    """What a suite is named after: ``test_unit_tap_stack`` is about ``tap_stack``."""
    name = stem.lower().replace("-", "_")
    return _SUFFIX.sub("", _PREFIX.sub("", name, count=1), count=1)
