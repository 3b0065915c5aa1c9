"""A pytest plugin that refuses the network, but for this machine, while tests run."""

from __future__ import annotations

from contextlib import ExitStack

from testguard.plugin.network import no_network

_block = ExitStack()


def pytest_configure() -> None:
    """Refuse connections and name look-ups of this process from here on."""
    _block.enter_context(no_network())


def pytest_unconfigure() -> None:
    """Let them through again."""
    _block.close()
