"""How a suite gets to the stack modules it imports, itself or through other files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from enum import IntEnum

from msgspec import Struct

from testguard.discovery.links import Link, Links
from testguard.discovery.mentions import mentioning, spellings
from testguard.discovery.places import folders_above
from testguard.discovery.sketch import Sketch
from testguard.patterns import regex
from testguard.suite.library import Library

MAX_CHAIN = 5
_WORD = regex(r"\w+")


class Tie(IntEnum):
    """How closely a suite is tied to a stack module.

    Distant is what it reaches only through another stack module or an autouse fixture.
    """

    DIRECT = 0
    VIA_OTHER_CODE = 1
    DISTANT = 2


class Step(Struct, frozen=True):
    """A file on the way from a suite, what is taken from it, and the sentence that led there."""

    path: str
    names: tuple[str, ...]
    reason: str
    tie: Tie


class Trails:
    """Follows links from suites; only through what each file on the way really uses."""

    def __init__(
        self,
        stacks: Collection[str],
        python: Collection[str],
        links: Links,
        library: Library,
        sketch: Callable[[str], Sketch],
    ) -> None:
        self._stacks = frozenset(stacks)
        self._links = links
        self._library = library
        words = {word for stack in self._stacks for word in spellings(stack)}
        self._nearby = mentioning(words, python, sketch) | self._stacks

    def from_suite(self, suite: str) -> list[Step]:
        """One step per stack module that ``suite`` leads to: the closest, then the shortest."""
        best: dict[str, Step] = {}
        level = [
            *(self._onward(link, "", Tie.DIRECT) for link in self._first(suite)),
            *self._by_conftest(suite),
        ]
        seen: set[tuple[str, tuple[str, ...], Tie]] = set()
        for _ in range(MAX_CHAIN):
            level = [s for s in level if s.path in self._nearby and _add(seen, s)]
            for step in level:
                known = best.get(step.path)
                if step.path in self._stacks and (known is None or step.tie < known.tie):
                    best[step.path] = step
            level = [further for step in level for further in self._next(step)]
        best.pop(suite, None)
        return list(best.values())

    def _first(self, suite: str) -> Sequence[Link]:
        return self._links.of(suite) if suite in self._nearby else ()

    def _by_conftest(self, suite: str) -> Iterator[Step]:
        """What fixtures lead to: those that the suite names, and at a distance autouse ones."""
        folders = folders_above(suite)
        conftests = [path for up in folders if (path := f"{up}conftest.py") in self._nearby]
        module = self._library.load(suite) if conftests else None
        words = frozenset(_WORD.findall(module.text)) if module else frozenset[str]()
        for path in conftests:
            automatic = self._links.automatic(path)
            for link in self._links.used_by(path, words - automatic):
                yield self._onward(link, path, Tie.VIA_OTHER_CODE)
            for link in self._links.used_by(path, automatic):
                yield self._onward(link, path, Tie.DISTANT)

    def _next(self, step: Step) -> Iterator[Step]:
        through = Tie.DISTANT if step.path in self._stacks else Tie.VIA_OTHER_CODE
        used = self._links.used_by(step.path, step.names) if step.names else None
        for link in self._links.of(step.path) if used is None else used:
            yield self._onward(link, f"{step.reason}, which", max(step.tie, through))

    def _onward(self, link: Link, so_far: str, tie: Tie) -> Step:
        names = (link.attribute.partition(".")[0],) if link.attribute else ()
        return Step(link.target, names, f"{so_far} {link.how}".strip(), tie)


def _add(seen: set[tuple[str, tuple[str, ...], Tie]], step: Step) -> bool:
    key = (step.path, step.names, step.tie)
    known = key in seen
    seen.add(key)
    return not known
