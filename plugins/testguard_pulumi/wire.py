"""Property bags on the wire: protobuf structs, plain Python values, and the graph's JSON.

The *wire form* is JSON with the tagged objects of Pulumi's protocol left as they are, see
https://pulumi-developer-docs.readthedocs.io/latest/docs/architecture/types.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from google.protobuf import struct_pb2

from testguard.model.resource import ASSET, SECRET, UNKNOWN

TAG = "4dabf18193072939515e22adb298388d"
SECRET_TAG = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a tag of the protocol
RESOURCE_TAG = "5cf8f73096256a8f31e491e813e4eb8e"
OUTPUT_TAG = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
ASSET_TAGS = {
    "c44067f5952c0a294b673a41bacd8c17": "asset",
    "0def7320c3a5731c473e5ecbe6d01bc7": "archive",
}
EMPTY_ASSET = {TAG: "c44067f5952c0a294b673a41bacd8c17", "text": ""}
EMPTY_ARCHIVE = {TAG: "0def7320c3a5731c473e5ecbe6d01bc7", "assets": {}}
UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
RESOURCE = "$resource"
Wire = Any


def to_wire(struct: struct_pb2.Struct) -> dict[str, Wire]:
    """The wire form of a property bag."""
    return {key: _read(struct.fields[key]) for key in sorted(struct.fields)}


def _read(value: struct_pb2.Value) -> Wire:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return to_wire(value.struct_value)
    if kind == "list_value":
        return [_read(item) for item in value.list_value.values]
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    return None if kind in (None, "null_value") else getattr(value, kind)


def from_wire(bag: Mapping[str, Wire]) -> struct_pb2.Struct:
    """The protobuf form of a property bag in wire form."""
    struct = struct_pb2.Struct()
    for key, value in bag.items():
        _write(struct.fields[key], value)
    return struct


def _write(target: struct_pb2.Value, value: Wire) -> None:
    if value is None:
        target.null_value = struct_pb2.NULL_VALUE
    elif isinstance(value, bool):
        target.bool_value = value
    elif isinstance(value, int | float):
        target.number_value = value
    elif isinstance(value, str):
        target.string_value = value
    elif isinstance(value, Mapping):
        target.struct_value.SetInParent()
        for key, item in value.items():
            _write(target.struct_value.fields[key], item)
    else:
        target.list_value.SetInParent()
        for item in value:
            _write(target.list_value.values.add(), item)


def secret(value: Wire) -> Wire:
    """``value`` as a secret; a secret stays as it is."""
    return value if is_tagged(value, SECRET_TAG) else {TAG: SECRET_TAG, "value": value}


def is_tagged(value: Wire, tag: str) -> bool:
    """Whether ``value`` is an object of the protocol with this tag."""
    return isinstance(value, Mapping) and value.get(TAG) == tag


def bare(value: Wire) -> Wire:
    """``value`` without any secret around or in it."""
    if is_tagged(value, SECRET_TAG) or is_tagged(value, OUTPUT_TAG):
        return bare(value.get("value"))
    if isinstance(value, Mapping):
        return {key: bare(item) for key, item in value.items()}
    return [bare(item) for item in value] if isinstance(value, list) else value


def marked(value: Wire) -> Any:
    """The graph's JSON: secrets, unknown values and assets in the marks of the model."""
    if isinstance(value, list):
        return [marked(item) for item in value]
    if value == UNKNOWN_STRING:
        return {UNKNOWN: True}
    if not isinstance(value, Mapping):
        return value
    tag = value.get(TAG)
    if tag == SECRET_TAG:
        return {SECRET: marked(value.get("value"))}
    if tag == RESOURCE_TAG:
        return {RESOURCE: value.get("urn", "")}
    if tag == OUTPUT_TAG:
        inner = marked(value["value"]) if "value" in value else {UNKNOWN: True}
        return {SECRET: inner} if value.get("secret") else inner
    if tag in ASSET_TAGS:
        rest = {key: marked(item) for key, item in value.items() if key not in (TAG, "hash")}
        return {ASSET: {"kind": ASSET_TAGS[tag], **rest}}
    return {key: marked(item) for key, item in value.items()}
