"""Workers: warm processes that try mutants, one at a time each."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait

from msgspec.structs import replace

from testguard.errors import MutationError
from testguard.model.mutant import Verdict
from testguard.mutation.messages import Observation, Orders, Outcome, Trial
from testguard.warm.channel import hear, tell
from testguard.warm.process import WarmProcess

Done = Callable[[int, Outcome], None]
Todo = deque[tuple[int, Trial]]


@dataclass
class Member(WarmProcess):
    """One worker process, and the index of the trial it is at."""

    busy: int | None = None
    warm: bool = False

    @property
    def awaited(self) -> bool:
        """Whether it is going to say something."""
        return self.busy is not None or not self.warm


@dataclass
class Pool:
    """Workers for one set of orders. The first one observes; the others only get warm."""

    orders: Orders
    members: list[Member]

    def observe(self) -> Observation:
        """What the tests do on unchanged code. Raises `MutationError`."""
        first = self.members[0]
        try:
            observation = hear(first.channel, Observation)
        except (EOFError, ConnectionError):
            raise MutationError(
                f"the tests could not be run in a warm process: {first.last_words()}",
                hint="run `pytest` first; tests that fail there cannot prove anything here",
            ) from None
        first.warm = True
        return observation

    def run(self, trials: Sequence[Trial], done: Done, go_on: Callable[[], bool]) -> None:
        """Try all in order, several at once; ``done`` is told each index and outcome.

        Stops handing out trials when ``go_on`` says no.
        """
        todo = deque(enumerate(trials))
        for member in self.members:
            if member.warm:
                self._next(member, todo, go_on)
        while todo or any(member.busy is not None for member in self.members):
            ready = wait([each.channel for each in self.members if each.awaited])
            for member in [each for each in self.members if each.channel in ready]:
                self._hear(member, done)
                self._next(member, todo, go_on)

    def _next(self, member: Member, todo: Todo, go_on: Callable[[], bool]) -> None:
        if not go_on():
            todo.clear()
        if todo and member.warm:
            member.busy, trial = todo.popleft()
            tell(member.channel, trial)

    def _hear(self, member: Member, done: Done) -> None:
        try:
            if not member.warm:
                hear(member.channel, Observation)
                member.warm = True
                return
            outcome = hear(member.channel, Outcome)
        except (EOFError, ConnectionError):
            outcome = self._died(member)
        if member.busy is not None:
            done(member.busy, outcome)
            member.busy = None
        if outcome.verdict is Verdict.TIMEOUT or member.process.poll() is not None:
            self._renew(member)

    def _died(self, member: Member) -> Outcome:
        if not member.warm:
            raise MutationError(f"a worker cannot be started: {member.last_words()}")
        member.process.wait()
        return Outcome(Verdict.ERROR, message=f"a worker died: {member.last_words()}")

    def _renew(self, member: Member) -> None:
        """A worker whose child was killed may have been left in any state: start another one."""
        member.stop()
        fresh = start(replace(self.orders, observe=False))
        member.process, member.channel, member.log = fresh.process, fresh.channel, fresh.log
        member.warm = False


@contextmanager
def pool(orders: Orders, jobs: int) -> Iterator[Pool]:
    """Start workers, and end them whatever happens."""
    with ExitStack() as stack:
        members = []
        for number in range(jobs):
            member = start(replace(orders, observe=number == 0))
            stack.callback(member.stop)
            members.append(member)
        yield Pool(orders, members)


def start(orders: Orders) -> Member:
    """Start a worker process."""
    return Member.start("testguard.mutation.worker", orders.root, orders)
