"""Walking through the properties of a resource, whatever the framework's spelling of names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from testguard.model.mutant import Path
from testguard.model.resource import ASSET, SECRET, UNKNOWN, Json, Resource
from testguard.patterns import regex

MARKS = frozenset({ASSET, SECRET, UNKNOWN})
FUNCTIONS = regex(r"Ref|Fn::\w+|Condition")
# what tools write and nobody decides: their own metadata, and addresses of uploaded files
METADATA = frozenset(
    {
        "tagsall", "metadata",
        # what the SDK fills in for providers
        "skipcredentialsvalidation", "skipregionvalidation", "skipmetadataapicheck",
    }
)  # fmt: skip
_ADDRESS = regex(r"cdk-[0-9a-z]+-(assets|container)|[0-9a-f]{64}")
_LETTERS = regex(r"[^a-z0-9]")


def word(key: str | int) -> str:
    """A property's name without case and punctuation: ``multiAz``, ``MultiAZ``, ``multi_az``."""
    return _LETTERS.sub("", str(key).lower())


def name_of(path: Path) -> str:
    """The word of the innermost key that is a name: ``cidrBlocks[0]`` is about cidrblocks."""
    return word(next((key for key in reversed(path) if isinstance(key, str)), ""))


def within(path: Path, *words: str) -> bool:
    """Whether a key of the path contains one of these words."""
    keys = [word(key) for key in path]
    return any(each in key for key in keys for each in words)


def values(resource: Resource) -> Iterator[tuple[Path, Json]]:
    """Every value that a property, or a part of one, has: outer ones first.

    Secrets, unknown values, assets and what a template computes are one value without parts.
    """
    for key, value in resource.properties.items():
        if word(key) not in METADATA:
            yield from _below((key,), value)


def leaves(resource: Resource) -> Iterator[tuple[Path, Json]]:
    """The strings, numbers and booleans among them."""
    return (found for found in values(resource) if isinstance(found[1], str | int | float))


def is_opaque(value: Json) -> bool:
    """Whether a value stands for something else: a mark, or a function of a template."""
    if not isinstance(value, Mapping):
        return False
    only = next(iter(value)) if len(value) == 1 else ""
    return bool(MARKS & value.keys()) or bool(FUNCTIONS.fullmatch(str(only)))


def is_tags(path: Path, value: Json) -> bool:
    """Whether a value is a bag of tags, as an object or as a list of keys and values."""
    name = word(path[-1]) if path else ""
    if name in {"tags", "labels"}:
        return isinstance(value, Mapping | list)
    pairs = isinstance(value, list) and value and all(_is_tag(each) for each in value)
    return name.endswith("tags") and bool(pairs)


def _is_tag(value: Json) -> bool:
    return isinstance(value, Mapping) and {word(key) for key in value} == {"key", "value"}


def is_address(value: Json) -> bool:
    """Whether a string is the address of an uploaded file, which changes with its content."""
    return isinstance(value, str) and bool(_ADDRESS.search(value))


def _below(path: Path, value: Json) -> Iterator[tuple[Path, Json]]:
    if value is None or is_address(value):
        return
    yield path, value
    if is_opaque(value):
        return
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _below((*path, str(key)), item)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _below((*path, index), item)
