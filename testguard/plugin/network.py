"""No network: whoever tries to leave this machine while a stack is built is stopped, and named."""

from __future__ import annotations

import ipaddress
import socket
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

_LIBRARIES = tuple(
    path for name in ("stdlib", "platstdlib", "purelib", "platlib")
    if (path := sysconfig.get_path(name))
)  # fmt: skip
_CONNECTS = ("connect", "connect_ex", "sendto")


class NetworkBlocked(RuntimeError):
    """An attempt to reach the network; no `OSError`, so that clients do not try again."""


@contextmanager
def no_network() -> Iterator[list[NetworkBlocked]]:
    """Refuse everything but this machine; gives the attempts, also those that code swallowed."""
    attempts: list[NetworkBlocked] = []

    def refuse(target: object) -> None:
        blocked = NetworkBlocked(f"{_culprit()} tried to reach {target}")
        attempts.append(blocked)
        raise blocked

    with ExitStack() as stack:
        for name in _CONNECTS:
            method = _guarded(getattr(socket.socket, name), refuse)
            stack.enter_context(patch.object(socket.socket, name, method))
        lookup = _guarded_lookup(socket.getaddrinfo, refuse)
        stack.enter_context(patch.object(socket, "getaddrinfo", lookup))
        yield attempts


def _guarded(original: Any, refuse: Callable[[object], None]) -> Callable[..., Any]:
    def method(self: socket.socket, *args: Any) -> Any:
        address = args[-1] if args else None
        if isinstance(address, tuple) and not is_local(address[0]):
            refuse(":".join(map(str, address[:2])))
        return original(self, *args)

    return method


def _guarded_lookup(original: Any, refuse: Callable[[object], None]) -> Callable[..., Any]:
    def getaddrinfo(host: Any, *args: Any, **more: Any) -> Any:
        if host is not None and not is_local(host):
            refuse(host.decode() if isinstance(host, bytes) else host)
        return original(host, *args, **more)

    return getaddrinfo


def is_local(host: object) -> bool:
    """Whether ``host`` is this machine."""
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in {"", "localhost"}:
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _culprit() -> str:
    """The nearest place outside Python and its libraries, else the library that was asked."""
    frame, library = sys._getframe(2), ""  # noqa: SLF001 - tracebacks would cost more
    while frame is not None:
        path = frame.f_code.co_filename
        if path != __file__ and str(frame.f_globals.get("__name__")).startswith("testguard"):
            break  # what follows ran the code at hand
        if path != __file__ and not path.startswith((*_LIBRARIES, "<")):
            return f"{path}:{frame.f_lineno}, in {frame.f_code.co_name},"
        if "site-packages" in path and not library:
            library = f"{frame.f_globals.get('__name__', path)}"
        frame = frame.f_back  # type: ignore[assignment]
    return library or "the program"
