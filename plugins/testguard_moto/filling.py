"""Giving an event what a function looks up in it."""

from __future__ import annotations

from typing import Any

from testguard_moto.words import JsonText

_CONTAINERS = ("pathParameters", "queryStringParameters", "detail")


def filled(event: Any, key: str) -> Any | None:
    """``event`` with something under ``key`` where it is likeliest; None where it has that."""
    places = [*_texts(event), *_containers(event), event]
    for place in places:
        if isinstance(place, dict) and key not in place:
            place[key] = f"some-{key}"
            return event
    return None


def _texts(value: Any) -> list[dict[str, Any]]:
    """The JSON texts in an event, the innermost objects of them."""
    if isinstance(value, JsonText):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [found for each in inner for found in _texts(each)]


def _containers(event: Any) -> list[dict[str, Any]]:
    if not isinstance(event, dict):
        return []
    return [event[name] for name in _CONTAINERS if isinstance(event.get(name), dict)]
