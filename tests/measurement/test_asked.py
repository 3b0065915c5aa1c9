from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder

import pytest

from testguard.measurement.asked import plain_imports


class Finder(MetaPathFinder):
    """A finder of nothing."""


def test_finders_that_join_meanwhile_stay(
    pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, joined = list(sys.meta_path), Finder()
    monkeypatch.setattr(sys, "meta_path", list(before))
    with plain_imports(pytestconfig):
        sys.meta_path.append(joined)
    assert sys.meta_path == [*before, joined]
