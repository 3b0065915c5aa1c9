"""A warm process: imports what tests need and runs none, and forks for each run of tests.

The fork is made where pytest has read its configuration and imported nothing of the repository,
and ahead of the run: it waits for a job with everything prepared that the job cannot change.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.reduction import send_handle
from pathlib import Path
from typing import NoReturn

import pytest

from testguard.plugin import Forkable
from testguard.plugin.network import no_network
from testguard.plugin.surroundings import forget_credentials
from testguard.warm.channel import hear, tell
from testguard.warm.forks import forkable_frameworks, get_warm
from testguard.watching.messages import Fork, Forked, Job, Orders, Said
from testguard.watching.rerun import Rerun

PATIENCE = 2.0
PR_SET_CHILD_SUBREAPER = 36  # prctl(2)
QUIET = (
    "-q", "--no-header", "--tb=short", "--continue-on-collection-errors", "--no-testguard",
    "-W", "ignore:Module already imported so cannot be rewritten; testguard",
)  # fmt: skip


def main() -> None:
    """Serve whoever holds the other end of the channel, until it is closed."""
    channel = Connection(int(sys.argv[1]))
    forge = Forge(hear(channel, Orders), channel)
    forget_credentials()
    adopt_orphans()
    for framework in forge.frameworks.values():
        framework.before_forks()
    with no_network():
        code = pytest.main(forge.arguments, plugins=[forge])
        forge.end(int(code))


@dataclass(eq=False)  # pytest keeps plugins in sets
class Forge:
    """A pytest plugin object that forks before anything of the repository is imported."""

    orders: Orders
    channel: Connection
    frameworks: dict[str, Forkable] = field(init=False)
    rerun: Rerun | None = None
    _output: int = -1
    _children: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.frameworks = forkable_frameworks()

    @property
    def arguments(self) -> list[str]:
        """The command line of pytest."""
        return [*QUIET, *self.orders.options, *self._files(self.orders.suites)]

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_load_initial_conftests(
        self, early_config: pytest.Config, args: list[str]
    ) -> Generator[None]:
        """In the parent, serve and never return; in a fork, go on with its job."""
        job = self._serve()
        self.rerun = Rerun(job, Path(self.orders.root), early_config.rootpath, self.frameworks)
        plugins = early_config.pluginmanager
        plugins.register(self.rerun)
        suites, files = set(self._files(self.orders.suites)), self._files(job.files)
        args[:] = [*(each for each in args if each not in suites), *files]
        early_config.known_args_namespace.file_or_dir = files
        if plugins.hasplugin("pytest_cov"):
            args.append("--no-cov")
            early_config.known_args_namespace.no_cov = True
        if plugins.hasplugin("xdist"):
            args.append("-n0")
        return (yield)

    def end(self, code: int) -> None:
        """In a fork, print the rest, and tell how its run ended to whoever still wants to know."""
        if self.rerun is not None:
            _flush()
            with suppress(BrokenPipeError, ConnectionError):
                tell(self.channel, Said(self.rerun.done(code)))

    def _files(self, paths: tuple[str, ...]) -> list[str]:
        return [str(Path(self.orders.root, path)) for path in paths]

    def _serve(self) -> Job:
        while True:
            try:
                with reaping():
                    order = hear(self.channel, Fork)
            except (EOFError, ConnectionError):
                self._close()
            get_warm(order.known)
            if self._fork():
                self._become(order)
                return self._wait()

    def _fork(self) -> bool:
        """Whether this is the fork; its parent hands out the other end of its channel."""
        ours, theirs = socket.socketpair()
        read, write = os.pipe()
        pid = os.fork()
        if not pid:
            self.channel.close()
            self.channel = Connection(theirs.detach())
            ours.close()
            os.close(read)
            self._output = write
            return True
        theirs.close()
        os.close(write)
        self._children.add(pid)
        tell(self.channel, Forked(pid))
        for handle in (ours.fileno(), read):
            send_handle(self.channel, handle, None)
        ours.close()
        os.close(read)
        return False

    def _become(self, order: Fork) -> None:
        """Be a process of its own: group, signals, temporary files, and what frameworks start."""
        os.setpgid(0, 0)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        # Two saves in one second with texts of one length look alike to what would be kept.
        sys.dont_write_bytecode = True
        self._children.clear()
        Path(order.folder).mkdir()
        os.environ["TMPDIR"] = tempfile.tempdir = order.folder
        for name, framework in self.frameworks.items():
            for _ in framework.after_fork(order.known.rehearsal.get(name, ())):
                if self.channel.poll():  # somebody waits already
                    break

    def _wait(self) -> Job:
        """The job; where none comes any more, the process ends, and with it what it started."""
        try:
            tell(self.channel, Said())
            job = hear(self.channel, Job)
        except (EOFError, ConnectionError, KeyboardInterrupt):
            sys.exit()
        _print_to(self._output)
        return job

    def _close(self) -> NoReturn:
        """Nobody is there any more: leave nothing behind."""
        for pid in self._children:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
        until = time.monotonic() + PATIENCE
        while reap() and time.monotonic() < until:
            time.sleep(0.005)
        shutil.rmtree(self.orders.folder, ignore_errors=True)
        os._exit(0)


def adopt_orphans() -> None:
    """Be told of what forks leave behind, such as a kernel, where the platform can do that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


@contextmanager
def reaping() -> Iterator[None]:
    """While nothing is done that may start processes of its own: forget those that end."""
    before = signal.signal(signal.SIGCHLD, lambda *_: reap())
    reap()
    try:
        yield
    finally:
        signal.signal(signal.SIGCHLD, before)


def reap() -> bool:
    """Take note of children that have ended; whether others go on."""
    with suppress(ChildProcessError):
        while True:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                return True
    return False


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(BrokenPipeError):
            stream.flush()


def _print_to(handle: int) -> None:
    _flush()
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    os.close(handle)


if __name__ == "__main__":
    main()
