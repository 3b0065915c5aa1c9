"""A pytest plugin that refuses the network, but for this machine, while tests run."""

from __future__ import annotations

import socket
from typing import Any

_LOCAL = ("127.", "localhost", "::1", "0.0.0.0")  # noqa: S104 - compared, not bound


class Offline(RuntimeError):
    """A test tried to leave this machine; no `OSError`, so that clients do not try again."""


def _refusing(original: Any) -> Any:
    def connect(self: socket.socket, address: Any, *more: Any) -> Any:
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOCAL):
            raise Offline(f"a test tried to reach {address[0]}, and tests have no network here")
        return original(self, address, *more)

    return connect


def pytest_configure() -> None:
    """Guard every socket of this process."""
    for name in ("connect", "connect_ex"):
        setattr(socket.socket, name, _refusing(getattr(socket.socket, name)))
