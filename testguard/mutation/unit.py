"""One mutant as a unit of work for a process elsewhere that sees the same files."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

from testguard.errors import MutationError
from testguard.mutation.messages import Answer, Orders, Outcome, Trial
from testguard.mutation.pool import Pool, start
from testguard.warm.channel import decode, encode

_mine = threading.local()
_all: list[Pool] = []


def attempt(orders: bytes, trial: bytes) -> bytes:
    """Try a mutant in a warm process that belongs to this thread; gives an `Answer` as JSON."""
    outcomes: list[Outcome] = []
    try:
        pool = _pool(decode(orders, Orders))
        pool.run([decode(trial, Trial)], lambda _, outcome: outcomes.append(outcome), lambda: True)
    except (MutationError, OSError) as error:
        return encode(Answer(trouble=str(error)))
    return encode(Answer(outcomes[0]))


def end_all() -> None:
    """End the warm processes of this one."""
    while _all:
        with suppress(OSError):
            _all.pop().members[0].stop()


def _pool(orders: Orders) -> Pool:
    known: Pool | None = getattr(_mine, "pool", None)
    if known is not None and known in _all and known.orders == orders:
        return known
    if not Path(orders.root).is_dir():
        raise MutationError(f"there is no {orders.root} where a worker of the executor runs")
    if known is not None and known in _all:
        _all.remove(known)
        known.members[0].stop()
    _mine.pool = Pool(orders, [start(orders)])
    _all.append(_mine.pool)
    return _mine.pool  # type: ignore[no-any-return]
