"""One fork per trial: the child goes on, the parent waits for what it writes."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from dataclasses import dataclass

import msgspec
from msgspec.structs import replace

from testguard.model.mutant import Verdict
from testguard.mutation.messages import Outcome
from testguard.warm.channel import decode, encode

if sys.platform != "win32":  # where nothing forks, this module is imported all the same
    import resource

CHUNK = 1 << 16


@dataclass
class Child:
    """The child's end: it tells what it found, once, and is gone."""

    write: int

    def tell(self, outcome: Outcome) -> None:
        """Write the outcome and end the process without cleaning up after the parent."""
        data = encode(outcome)
        while data:
            data = data[os.write(self.write, data) :]
        os._exit(0)


def fork(seconds: float) -> Child | Outcome:
    """Fork: in the child, a `Child`; in the parent, once that is gone, its outcome.

    A child that says nothing for ``seconds`` is killed, which is a timeout; one that ends without
    a word is an error.
    """
    read, write = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    started = time.monotonic()
    pid = os.fork()
    if not pid:
        os.close(read)
        return Child(write)
    os.close(write)
    data = _listen(read, started + seconds)
    if data is None:
        os.kill(pid, signal.SIGKILL)
    os.close(read)
    _, status, used = os.wait4(pid, 0)
    return replace(
        _read(data, status, seconds),
        seconds=time.monotonic() - started,
        cpu=used.ru_utime + used.ru_stime,
        memory=memory(),
    )


def memory() -> int:
    """The most bytes that this process, or a child of it, has held."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    most = max(resource.getrusage(kind).ru_maxrss for kind in kinds)
    return most if sys.platform == "darwin" else most * 1024


def _listen(read: int, until: float) -> bytes | None:
    """Everything the child writes, or None when its time is up."""
    parts: list[bytes] = []
    while True:
        left = until - time.monotonic()
        if left <= 0 or not select.select([read], [], [], left)[0]:
            return None
        part = os.read(read, CHUNK)
        if not part:
            return b"".join(parts)
        parts.append(part)


def _read(data: bytes | None, status: int, seconds: float) -> Outcome:
    if data is None:
        return Outcome(Verdict.TIMEOUT, message=f"the tests did not end within {seconds:.1f} s")
    try:
        return decode(data, Outcome)
    except msgspec.DecodeError:
        code = os.waitstatus_to_exitcode(status)
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return Outcome(Verdict.ERROR, message=f"the tests' process ended with {how}")
