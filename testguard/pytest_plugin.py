"""The pytest plugin: records what a test run exercises, and asks for a verdict at its end."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of ``pytest --testguard``."""
    group = parser.getgroup("testguard", "what the tests exercised of each stack module")
    group.addoption("--testguard", action="store_true", default=None, help="measure and judge")
