"""What was asked about a repository while one of its files was inspected, and the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager

Question = tuple[str, ...]
Reply = str | bool | tuple[str, ...] | None
Fact = tuple[Question, Reply]


class Consulted:
    """Facts, noted for the module on whose behalf they were asked.

    What is learned of a module is kept and serves everyone who asks again; so whoever asks about a
    module rests on all that was ever asked on its behalf, and so on. That may be more than he needs
    and is never less.
    """

    def __init__(self) -> None:
        self._facts: dict[str, set[Fact]] = defaultdict(set)
        self._homes: dict[str, set[str]] = defaultdict(set)
        self._stack = [""]
        self._equal: dict[frozenset[Fact], frozenset[Fact]] = {}

    def note(self, question: Question, reply: Reply) -> None:
        """The repository was asked something by whoever is being served."""
        self._facts[self._stack[-1]].add((question, reply))

    def ask(self, home: str) -> None:
        """Knowledge that is kept of the module at ``home`` was asked for."""
        if home != self._stack[-1]:
            self._homes[self._stack[-1]].add(home)

    @contextmanager
    def on_behalf_of(self, home: str) -> Iterator[None]:
        """Whatever is asked meanwhile is asked to learn something of the module at ``home``."""
        self.ask(home)
        self._stack.append(home)
        try:
            yield
        finally:
            self._stack.pop()

    def replies(self, question: Question, home: str) -> set[Reply]:
        """What was replied to ``question`` on behalf of ``home`` itself."""
        return {reply for asked, reply in self._facts.get(home, ()) if asked == question}

    def by(self, home: str, *, but: Collection[Fact] = ()) -> frozenset[Fact]:
        """All facts that what is known of ``home`` rests on, without those of ``but``.

        Equal sets are one object.
        """
        seen = {home}
        queue = [home]
        while queue:
            more = self._homes.get(queue.pop(), set()) - seen
            seen |= more
            queue += more
        facts = frozenset().union(*(self._facts.get(each, ()) for each in seen)).difference(but)
        return self._equal.setdefault(facts, facts)
