"""jsii's kernel: it answers in step, and where it died the next build has another."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from importlib.resources import as_file, files
from typing import Any
from unittest.mock import patch

from jsii import JSIIAssembly, _reference_map
from jsii._kernel.providers.process import _NodeProcess
from jsii._runtime import kernel

from testguard.plugin.time_limit import uninterrupted


@contextmanager
def whole_answers() -> Iterator[None]:
    """Keep a time limit from coming between a question to the kernel and its answer.

    Python code that the kernel calls back runs outside of any question, so that a loop in it is
    interrupted.
    """
    original = _NodeProcess.send

    @wraps(original)
    def send(*args: Any) -> Any:
        with uninterrupted():
            return original(*args)

    with patch.object(_NodeProcess, "send", send):
        yield


def revive() -> None:
    """Start the kernel anew where its process died, as one without memory does.

    What was made before is lost with it, so this is for the moment before a build.
    """
    node = kernel.provider._process  # noqa: SLF001 - jsii has no other door
    dead = node._process  # noqa: SLF001
    if dead.poll() is None:
        return
    with suppress(BrokenPipeError):
        dead.stdin.close()
    _reference_map._refs._refs.clear()  # noqa: SLF001 - the new kernel counts from the start
    node.start()
    for each in _assemblies():
        with as_file(files(f"{each.module}._jsii") / each.filename) as tarball:
            kernel.load(each.name, each.version, str(tarball))


def _assemblies() -> Iterator[JSIIAssembly]:
    """What the kernel had loaded, in the order in which packages were done with being imported."""
    found = (vars(module).get("__jsii_assembly__") for module in list(sys.modules.values()))
    return iter(dict.fromkeys(each for each in found if isinstance(each, JSIIAssembly)))
