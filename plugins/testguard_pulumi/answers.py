"""What a short mocks class must answer, from what a stack was seen to read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from testguard.model.resource import Built, Read, plain
from testguard_pulumi.references import REFERENCE
from testguard_pulumi.script import PLACE
from testguard_pulumi.subject import snake

_IMAGINED = re.compile(r"output '(?P<key>[^']+)' of the stack ")
_STRUCTURED = re.compile(r"[:/.@ {]")
_TELLING = re.compile(r"[a-z]{2}-[a-z]+-\d[a-z]?|\d[\d.]*|true|false")
FILLED_IN = "Managed by Pulumi"  # the description that provider SDKs give what has none
_HASH = "(?:-[0-9a-f]{7})?"


def answers(builds: Sequence[Built]) -> Mapping[str, Mapping[str, Any]]:
    """Outputs by type or token: exactly those that the stacks of ``builds`` read.

    What a resource was given comes back by itself, and its id is made of its name.
    """
    found: dict[str, dict[str, Any]] = {}
    for built in builds:
        given = {(each.type, each.name): each.properties for each in built.graph.resources}
        for read in built.reads:
            known = given.get((read.source, read.name), {})
            if read.property in ("id", "urn") or (not read.call and read.property in known):
                continue
            found.setdefault(read.source, {}).setdefault(read.property, _template(read))
        imagined = _imagined(built)
        if imagined:
            outputs = found.setdefault(REFERENCE, {}).setdefault("outputs", {})
            outputs.update(imagined)
    return {source: found[source] for source in sorted(found)}


def _imagined(built: Built) -> dict[str, Any]:
    matches = ((_IMAGINED.match(each.what), each.value) for each in built.guesses)
    return {match["key"]: _simple(value) for match, value in matches if match}


def _simple(value: Any) -> Any:
    return [str(each) for each in value] if isinstance(value, list) else str(value)


def _template(read: Read) -> Any:
    """The value with the resource's name out of it, so that each resource gets its own."""
    value = plain(read.value)
    if read.call or not read.name:
        return value
    placed = _placed(value, read.name)
    if not isinstance(placed, str) or PLACE in placed:
        return placed
    if _STRUCTURED.search(placed) or _TELLING.fullmatch(placed):
        return placed
    return f"{PLACE}-{snake(read.property).replace('_', '-')}"


def _placed(value: Any, name: str) -> Any:
    if isinstance(value, str):
        return re.sub(re.escape(name) + _HASH, PLACE, value)
    if isinstance(value, Mapping):
        return {key: _placed(item, name) for key, item in value.items()}
    return [_placed(item, name) for item in value] if isinstance(value, list) else value


def told(properties: Mapping[str, Any], words: Iterable[str]) -> dict[str, Any]:
    """The properties that some source names; the rest was filled in by a library."""
    known = frozenset(words)
    return {
        key: _received(value)
        for key, value in properties.items()
        if (key in known or snake(key) in known) and value != FILLED_IN
    }


def _received(value: Any) -> Any:
    """A value as mocks receive it: without what is None in a mapping."""
    if isinstance(value, Mapping):
        return {key: _received(item) for key, item in value.items() if item is not None}
    return [_received(item) for item in value] if isinstance(value, list | tuple) else value
