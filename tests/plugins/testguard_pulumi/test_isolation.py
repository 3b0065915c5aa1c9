from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from testguard.errors import BuildError
from testguard.model.resource import Built
from testguard.plugin.network import NetworkBlocked, is_local, no_network

Build = Callable[..., Built]


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('192.0.2.7', 443))",
        "socket.getaddrinfo('example.com', 443)",
        "with socket.socket(type=socket.SOCK_DGRAM) as udp: udp.sendto(b'x', ('192.0.2.7', 53))",
        "urllib.request.urlopen('http://example.com')",
    ],
)
@pytest.mark.parametrize("swallowed", [False, True])
def test_an_attempt_fails_the_build_and_names_who_tried(
    build: Build, attempt: str, *, swallowed: bool
) -> None:
    lines = ["try:", f"    {attempt}", "except Exception:", "    pass"] if swallowed else [attempt]
    source = "\n".join(["import socket, urllib.request", *lines])
    with pytest.raises(BuildError, match="builds have no network") as blocked:
        build(source)
    line = 3 if swallowed else 2
    assert f"__main__.py:{line}, in <module>, tried to reach" in blocked.value.message


def test_the_library_is_named_where_no_code_of_the_repository_asked() -> None:
    with (
        no_network() as attempts,
        pytest.raises(NetworkBlocked, match=r"tried to reach 192\.0\.2\.7"),
    ):
        socket.create_connection(("192.0.2.7", 80))
    assert len(attempts) == 1
    assert Path(__file__).name in str(attempts[0])


def test_this_machine_may_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, no_network() as attempts:
        socket.create_connection(server.getsockname()).close()
        socket.getaddrinfo("localhost", 80)
    assert attempts == []


def test_afterwards_sockets_are_as_before() -> None:
    before = (socket.socket.connect, socket.getaddrinfo)
    with no_network():
        assert before[0] is not socket.socket.connect
    assert before == (socket.socket.connect, socket.getaddrinfo)


@pytest.mark.parametrize(
    ("host", "local"),
    [("localhost", True), ("127.8.8.8", True), ("::1", True), ("0.0.0.0", True), (b"::1", True),
     ("fe80::1%eth0", False), ("example.com", False), ("10.0.0.1", False)],
)  # fmt: skip
def test_what_counts_as_this_machine(host: object, *, local: bool) -> None:
    assert is_local(host) is local
