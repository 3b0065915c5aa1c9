"""What boto3 tells of a deployed resource that its template says too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from testguard_moto.caught import Caught
from testguard_moto.readers import READERS, Reader

SHORTEST = 8  # of strings by which a field of another name is recognised
MOST_FACTS = 12
_PSEUDO = {"AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com"}
_PLACEHOLDER = re.compile(r"\$\{([^}!]+)\}")


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of what boto3 answers, by ``keys``, and what it is.

    ``kind`` tells whether that is a ``value``, the ``name`` of the resource at the path
    ``expected``, or ``ends`` in that.
    """

    keys: tuple[str, ...]
    kind: str
    expected: Any


@dataclass(frozen=True, slots=True)
class Told:
    """What one reader tells of a resource."""

    type: str
    path: str
    reader: Reader
    facts: tuple[Fact, ...]


def facts_of(system: Any, path: str) -> Iterator[Told]:
    """What each reader of its type tells of the resource at ``path`` and its template says too."""
    stack, logical_id = system.places[path]
    body = stack.resources[logical_id]
    for reader in READERS.get(body["Type"], ()):
        caught = Caught()
        with caught:
            answer = ask(system, path, reader)
            given = body.get("Properties", {})
            if reader.under:
                given = given.get(reader.under, {})
            found = tuple(Matcher(system, stack).matches(given, answer))[:MOST_FACTS]
            if found:
                yield Told(body["Type"], path, reader, found)


def ask(system: Any, path: str, reader: Reader) -> Any:
    """What the call answers."""
    code = f"system.client({reader.service!r}, path).{reader.call.format(id='system.id(path)')}"
    return eval(code, {"system": system, "path": path})  # noqa: S307 - a reader of our own


@dataclass(frozen=True)
class Matcher:
    """Compares properties of a template with an answer of boto3."""

    system: Any
    stack: Any

    def matches(self, given: Any, answer: Any, keys: tuple[str, ...] = ()) -> Iterator[Fact]:
        """The fields of ``answer`` that say what ``given`` says."""
        if not isinstance(given, Mapping) or not isinstance(answer, Mapping):
            return
        for name, value in given.items():
            key = _key(name, answer, top=not keys)
            if key is None or name == "Tags":
                continue
            place = (*keys, key)
            found = self._fact(place, value, answer[key])
            if found is not None:
                if key.lower() == name.lower() or _is_telling(found, answer[key]):
                    yield found
            elif key.lower() == name.lower() and not _is_function(value):
                yield from self.matches(value, answer[key], place)

    def _fact(self, keys: tuple[str, ...], value: Any, answer: Any) -> Fact | None:
        target = self._target(value)
        if target is not None:
            id_ = self.system.ids[target]
            if answer == id_:
                return Fact(keys, "name", target)
            ends = isinstance(answer, str) and len(id_) >= SHORTEST and answer.endswith(id_)
            return Fact(keys, "ends", target) if ends else None
        resolved = self.resolved(value)
        if resolved is None or isinstance(answer, bytes):
            return None
        same = resolved == answer or str(resolved).lower() == str(answer).lower()
        plain = isinstance(answer, str | int | bool | float) or _is_plain(answer)
        return (
            Fact(keys, "value", answer) if same and plain and answer not in ("", [], {}) else None
        )

    def _target(self, value: Any) -> str | None:
        """The path of the deployed resource that a value refers to, if it does only that."""
        if not isinstance(value, Mapping) or len(value) != 1:
            return None
        logical_id = value.get("Ref") or (value.get("Fn::GetAtt") or [None])[0]
        path = self.stack.path(logical_id) if logical_id in self.stack.resources else None
        return path if path in self.system.ids else None

    def resolved(self, value: Any) -> Any:
        """A value without functions of CloudFormation, or None where it refers to anything else."""
        if isinstance(value, list):
            return value if _is_plain(value) else None
        if not isinstance(value, Mapping):
            return value
        if not _is_function(value):
            return dict(value) if _is_plain(value) else None
        if "Ref" in value:
            return self._pseudo(value["Ref"])
        if "Fn::Join" in value and isinstance(value["Fn::Join"][1], list):
            parts = [self.resolved(each) for each in value["Fn::Join"][1]]
            whole = all(isinstance(each, str) for each in parts)
            return value["Fn::Join"][0].join(parts) if whole else None
        if isinstance(value.get("Fn::Sub"), str):
            text = value["Fn::Sub"]
            known = {name: self._pseudo(name) for name in _PLACEHOLDER.findall(text)}
            if None in known.values():
                return None
            return _PLACEHOLDER.sub(lambda match: str(known[match[1]]), text)
        return None

    def _pseudo(self, name: str) -> str | None:
        own = {
            "AWS::Region": self.stack.region,
            "AWS::AccountId": self.system.account,
            "AWS::StackName": self.stack.name,
        }
        return {**_PSEUDO, **own}.get(name)


def _key(name: str, answer: Mapping[str, Any], *, top: bool) -> str | None:
    exact = [each for each in answer if each.lower() == name.lower()]
    longer = [each for each in answer if top and each.lower().endswith(name.lower())]
    return next(iter([*exact, *longer]), None)


def _is_telling(fact: Fact, answer: Any) -> bool:
    return fact.kind != "value" or (isinstance(answer, str) and len(answer) >= SHORTEST)


def _is_function(value: Any) -> bool:
    return isinstance(value, Mapping) and any(
        key == "Ref" or key.startswith("Fn::") for key in value
    )


def _is_plain(value: Any) -> bool:
    if isinstance(value, Mapping):
        return not _is_function(value) and all(map(_is_plain, value.values()))
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | int | float | bool)
