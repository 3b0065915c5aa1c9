"""What processes tell each other, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Item = TypeVar("Item")


def tell(channel: Connection, item: object) -> None:
    """Send ``item``."""
    channel.send_bytes(encode(item))


def hear(channel: Connection, type_: type[Item]) -> Item:
    """Receive an item of this type. Raises `EOFError` when the other side is gone."""
    return decode(channel.recv_bytes(), type_)


def encode(item: Any) -> bytes:
    """An item on its way through a pipe."""
    return msgspec.json.encode(item)


def decode(data: bytes, type_: type[Item]) -> Item:
    """An item from a pipe. Raises `msgspec.DecodeError` for one that was cut off."""
    return msgspec.json.decode(data, type=type_)
