"""Placeholders that only a resource graph tells: what reaches a resource through variables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from testguard.model.finding import Confidence
from testguard.model.resource import Graph, Resource
from testguard.requirements.seen import Seen
from testguard.requirements.types import Kind, kind_of
from testguard.requirements.views import view

CHILDLESS, SILENT = "TG201", "TG202"
GRAPH_CODES = frozenset({CHILDLESS, SILENT})
_ACTIONS = ("AlarmActions", "OKActions", "OkActions", "InsufficientDataActions")


class Spotted(Struct, frozen=True):
    """A resource that offends, and the line of ``path`` where code declares it."""

    code: str
    path: str
    line: int
    symbol: str
    message: str
    hint: str
    confidence: Confidence = Confidence.CERTAIN


class _Check(Struct, frozen=True):
    code: str
    kind: Kind
    offends: Callable[[Graph, Resource], bool]
    message: str
    hint: str
    confidence: Confidence


def spotted(seen: Sequence[Seen]) -> tuple[Spotted, ...]:
    """What offends in every graph that holds it, in the order of places.

    What a declaration makes of other inputs, or for another stack, may be sound; then nothing is
    said. So it is where no graph speaks of the system as it is deployed, and where it is not known
    which code declares a resource.
    """
    found: dict[tuple[str, str], tuple[Spotted, bool]] = {}
    sound: set[tuple[str, str]] = set()
    for each in seen:
        for check, resource in _checked(each.graph):
            key = (check.code, resource.source)
            if not check.offends(each.graph, resource):
                sound.add(key)
            spot, deployed = found.get(key, (_spotted(check, resource), False))
            found[key] = (spot, deployed or (each.stack and not each.departs))
    told = [spot for key, (spot, deployed) in found.items() if deployed and key not in sound]
    return tuple(sorted(told, key=lambda spot: (spot.path, spot.line, spot.code)))


def _checked(graph: Graph) -> Iterator[tuple[_Check, Resource]]:
    for resource in graph.resources:
        if resource.source and not resource.read:
            kind = kind_of(resource.type)
            yield from ((check, resource) for check in _CHECKS if check.kind == kind)


def _spotted(check: _Check, resource: Resource) -> Spotted:
    path, _, line = resource.source.rpartition(":")
    message = f"{check.message}, as `{resource.name}` shows when it is built"
    return Spotted(
        check.code, path, int(line), resource.name, message, check.hint, check.confidence
    )


def _is_childless(graph: Graph, resource: Resource) -> bool:
    seen = view(graph, resource)
    return seen.get("Type") == "CALCULATED" and not seen.get("ChildHealthChecks")


def _is_silent(graph: Graph, resource: Resource) -> bool:
    seen = view(graph, resource)
    return not any(seen.get(name) for name in _ACTIONS) and not _is_used(graph, resource)


def _is_used(graph: Graph, resource: Resource) -> bool:
    """Whether something else of the stack, or who imports from it, knows the resource."""
    others = [each for each in graph.resources if each.id != resource.id]
    if any(resource.id in each.depends_on for each in others):
        return True
    names = {name for name in (resource.name, view(graph, resource).get("AlarmName")) if name}
    told = [*(each.properties for each in others), graph.exports]
    text = json.dumps(told, default=str)
    return any(json.dumps(name, default=str)[1:-1] in text for name in names)


def unsaid(spots: Iterable[Spotted], lines: Iterable[tuple[str, str, range]]) -> list[Spotted]:
    """The spots of which syntax has said nothing.

    ``lines`` are code, path and lines of each finding that syntax gave: it takes away the spot on
    one of its lines, or else the nearest of the same code in its file.
    """
    left = list(spots)
    for code, path, covered in lines:
        near = [each for each in left if (each.code, each.path) == (code, path)]
        if near:
            left.remove(min(near, key=lambda spot: _distance(spot.line, covered)))
    return left


def _distance(line: int, covered: range) -> int:
    return 0 if line in covered else min(abs(line - covered[0]), abs(line - covered[-1]))


_CHECKS = (
    _Check(
        CHILDLESS,
        Kind("route53", "healthcheck"),
        _is_childless,
        "the calculated health check has no children: it watches nothing and cannot fail",
        "give it child health checks that watch endpoints or alarms, or make it one of these",
        Confidence.CERTAIN,
    ),
    _Check(
        SILENT,
        Kind("cloudwatch", "alarm"),
        _is_silent,
        "nobody hears of this alarm: it has no action, and nothing in its stack uses it",
        "add an action, such as a topic that somebody reads, or delete the alarm",
        Confidence.LIKELY,
    ),
)
