"""Where nothing forks, everything but the trial of mutants works."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """\
import os
import sys
import types

import testguard.cli.check, testguard.cli.gate, testguard.cli.mutate, testguard.cli.watch  # and what they need

for name in [name for name in sys.modules if name.partition(".")[0].startswith("testguard")]:
    del sys.modules[name]
for name in ("resource", "fcntl"):
    sys.modules[name] = None
sys.modules["msvcrt"] = types.ModuleType("msvcrt")
sys.platform = "win32"
for name in ("fork", "killpg", "wait4", "waitstatus_to_exitcode"):
    delattr(os, name)
import testguard.pipeline
import testguard.cli.check
import testguard.cli.gate
import testguard.cli.mutate
import testguard.cli.watch
from testguard.config import Config
from testguard.errors import MutationError
from pathlib import Path

try:
    testguard.pipeline.mutate(Config(Path()), testguard.pipeline.Plan(), lambda tally: None)
except MutationError as error:
    print(error)
"""


def test_a_platform_without_forks_can_do_all_but_mutate() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout == "mutants are tried in forks, and this platform has none\n"
