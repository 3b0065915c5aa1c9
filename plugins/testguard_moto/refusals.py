"""What of a system moto's CloudFormation cannot deploy: found by trying."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any
from unittest.mock import patch

from moto.cloudformation import parsing

from testguard_moto.caught import Caught
from testguard_moto.nesting import with_nested

MOST_ROUNDS = 40
MOST_PROPERTIES = 12


class CannotDeploy(Exception):
    """Nothing can be left out so that moto takes the rest."""


@dataclass
class Refusals:
    """Leaves out of the templates of ``support`` what moto does not take, with the reasons.

    ``reasons`` are told by type for ``unknown``, by construct path for the rest.
    """

    support: Any
    stacks: list[Any]
    scratch: Path
    reasons: dict[str, str] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)

    def find(self) -> None:
        """Deploy, and leave out what fails, until all is deployed. Raises `CannotDeploy`."""
        self._unknown()
        for _ in range(MOST_ROUNDS):
            failure = self._failure()
            if failure is None:
                return
            self._leave_out(failure)
        raise CannotDeploy(f"more than {MOST_ROUNDS} resources fail")

    def _unknown(self) -> None:
        known = parsing.get_model_map().keys() - set(parsing.NULL_MODELS)
        for stack in with_nested(self.stacks):
            for each in stack.resources.values():
                if each["Type"] not in known:
                    self.reasons[each["Type"]] = "moto's CloudFormation does not know it"
                    if not each["Type"].startswith("Custom::"):
                        self.support.UNKNOWN.add(each["Type"])

    def _leave_out(self, failure: Failure) -> None:
        place, properties = failure.path, self.support.REFUSED_PROPERTIES
        if not place:
            self._leave_out_output(failure)
            return
        kept = properties.get(place, [])
        for name in self._suspects(failure):
            properties[place] = [*kept, name]
            again = self._failure()
            if again is None or again.path != place:
                self.reasons[f"{place} {name}"] = failure.said
                return
        properties.pop(place, None)
        self.support.REFUSED.add(place)
        self.whole.add(failure.type)
        self.reasons[place] = failure.said

    def _leave_out_output(self, failure: Failure) -> None:
        for stack in with_nested(self.stacks):
            for name in stack.template.get("Outputs", {}):
                place = f"{stack.name}/{name}"
                if place in self.support.REFUSED_OUTPUTS:
                    continue
                self.support.REFUSED_OUTPUTS.add(place)
                again = self._failure()
                if again is None or again.said != failure.said:
                    self.reasons[f"output {place}"] = failure.said
                    return
                self.support.REFUSED_OUTPUTS.discard(place)
        raise CannotDeploy(failure.said)

    def _suspects(self, failure: Failure) -> list[str]:
        """Properties that may be at fault, the likeliest first; none where the type is hopeless."""
        if failure.type in self.whole:
            return []
        given = failure.properties
        named = [
            name for name, value in given.items()
            if isinstance(value, str | int) and str(value) in failure.said
        ]  # fmt: skip
        spoken = [name for name in given if name in failure.said]
        referring = [name for name, value in given.items() if "Fn::" in json.dumps(value)]
        ordered = dict.fromkeys([*spoken, *named, *failure.resolved, *referring, *given])
        return [each for each in ordered if each in given][:MOST_PROPERTIES]

    def _failure(self) -> Failure | None:
        caught, seen = Caught(), list[tuple[str, dict[str, Any]]]()
        with watching(seen), caught, self.support.deployed(self.stacks, self.scratch):
            pass
        if caught.error is None:
            return None
        for stack in with_nested(self.stacks):
            for logical_id, _ in seen[:1]:
                if logical_id in stack.resources:
                    return self._told(stack, logical_id, caught, seen[0][1])
        return Failure("", "", caught.said)

    def _told(
        self, stack: Any, logical_id: str, caught: Caught, resolved: dict[str, Any]
    ) -> Failure:
        body = stack.resources[logical_id]
        named = [
            name for name, value in resolved.items()
            if isinstance(value, str) and value and value in caught.said
        ]  # fmt: skip
        kept = {
            name: value
            for name, value in body.get("Properties", {}).items()
            if name not in self.support.REFUSED_PROPERTIES.get(stack.path(logical_id), [])
        }
        return Failure(stack.path(logical_id), body["Type"], caught.said, kept, tuple(named))


@dataclass(frozen=True)
class Failure:
    """A resource that could not be created, and what was said; no path for an output.

    ``resolved`` are the properties whose values, as moto resolved them, are named in the message.
    """

    path: str
    type: str
    said: str
    properties: dict[str, Any] = field(default_factory=dict)
    resolved: tuple[str, ...] = ()


@contextmanager
def watching(seen: list[tuple[str, dict[str, Any]]]) -> Iterator[None]:
    """Note the resources whose creation raises, the innermost first, with resolved properties."""
    create: Any = parsing.parse_and_create_resource
    parse: Any = parsing.parse_resource
    last: dict[str, Any] = {}

    @wraps(parse)
    def parsed(resource_json: dict[str, Any], resources_map: Any) -> Any:
        found = parse(resource_json, resources_map)
        last.clear()
        last.update(found[1].get("Properties", {}) if found else {})
        return found

    @wraps(create)
    def created(logical_id: str, *args: Any, **more: Any) -> Any:
        with ExitStack() as stack:
            stack.callback(lambda: seen.append((logical_id, dict(last))))
            found = create(logical_id, *args, **more)
            stack.pop_all()
        return found

    with (
        patch.object(parsing, "parse_and_create_resource", created),
        patch.object(parsing, "parse_resource", parsed),
    ):
        yield
