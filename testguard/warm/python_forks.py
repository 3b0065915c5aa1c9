"""The process of a warm Python: imports libraries, runs nothing itself, and forks for each run.

A fork is made ahead of its run, and waits. While it lives, it alone holds the channel; the process
that forks waits for its end.
"""

from __future__ import annotations

import os
import runpy
import sys
import tempfile
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import IO

from msgspec import DecodeError

from testguard.plugin import Forkable
from testguard.warm.channel import decode, encode, hear, tell
from testguard.warm.forks import forkable_frameworks, get_warm
from testguard.warm.known import Known
from testguard.warm.libraries import libraries
from testguard.warm.python import Prepare, Run

Frameworks = dict[str, Forkable]


def main() -> None:
    """Serve whoever holds the other end of the channel, until it is closed."""
    channel = Connection(int(sys.argv[1]))
    orders = hear(channel, Prepare)
    known = Known(orders.libraries)
    frameworks = forkable_frameworks()
    for framework in frameworks.values():
        framework.before_forks()
    while True:
        get_warm(known)
        with tempfile.TemporaryFile() as learned:
            pid = os.fork()
            if not pid:
                _run(channel, frameworks, learned)
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            learned.seek(0)
            with suppress(DecodeError):  # it ended before it could tell
                used = decode(learned.read(), Known)
                known = known.joined(used) if orders.learns else known
        try:
            tell(channel, code)
        except (BrokenPipeError, ConnectionError):
            sys.exit()


def _run(channel: Connection, frameworks: Frameworks, learned: IO[bytes]) -> None:
    """In a fork: get ready, wait for a run, and never return."""
    try:
        order = hear(channel, Run)
    except (EOFError, ConnectionError):
        sys.exit()
    _print_to(order.log)
    before = frozenset(sys.modules)
    os.chdir(order.folder)  # first: what frameworks start looks for files from here
    for framework in frameworks.values():
        next(framework.after_fork(()), None)
    channel.close()
    sys.path[0] = order.folder
    sys.argv[1:] = order.arguments
    try:
        runpy.run_module(order.module, run_name="__main__", alter_sys=True)
    finally:
        learned.write(encode(Known(libraries(before))))
        learned.flush()
    sys.exit()


def _print_to(path: str) -> None:
    with open(path, "wb") as log:  # noqa: PTH123 - a file descriptor is wanted
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)


if __name__ == "__main__":
    main()
