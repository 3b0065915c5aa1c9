from __future__ import annotations

import subprocess
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


PROGRAM = """\
import gc
from types import SimpleNamespace

import pytest
from testguard.measurement.asked import plain_imports

config = SimpleNamespace(pluginmanager=None)
loaded = [object]
if {disabled}:
    gc.disable()
with plain_imports(config, set_aside={set_aside}):
    pass
later = [object]
seen = {{id(each) for each in gc.get_objects()}}
print(id(loaded) in seen, id(later) in seen, gc.isenabled())
"""


@pytest.mark.parametrize(
    ("set_aside", "disabled", "seen"),
    [
        (True, False, "False True True"),
        (False, False, "True True True"),
        (True, True, "True True False"),
    ],
)
def test_what_is_set_aside_is_passed_over_by_the_collector(
    set_aside: bool, disabled: bool, seen: str
) -> None:
    program = PROGRAM.format(set_aside=set_aside, disabled=disabled)
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == seen
