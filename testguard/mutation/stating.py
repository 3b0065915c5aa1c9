"""What of a graph follows from what code states, found by stating it otherwise and building again.

A construct decides much by itself. A property that stays as it is, whatever the code says, is such
a decision: no line of the repository would be wrong if it were another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from testguard.model.mutant import Path
from testguard.model.resource import Graph, Json, Observed, Resource
from testguard.model.statement import Declared, Kind, Statement
from testguard.mutation.properties import word

Place = tuple[str, str]  # type and source
ATTEMPTS = 3
MOST = 150  # what is not tried by then, is taken to be stated
SHORTEST = 3
SLOW = 5.0  # seconds of a file


@dataclass
class _Facts:
    """What one place declares: how many resources, and every value they have by its path."""

    count: int = 0
    values: dict[Path, frozenset[str]] = field(default_factory=dict)
    plain: dict[Path, tuple[Json, ...]] = field(default_factory=dict)

    def differs(self, now: _Facts, path: Path, *, is_call: bool) -> bool:
        """Whether a value is another one now; that there are more or fewer of a kind is none.

        What is gone with a call is not what the call says.
        """
        before = self.values[path]
        after = now.values.get(path, before if is_call else frozenset())
        if now.count == self.count:
            return after != before
        return not (before <= after if now.count > self.count else after <= before)

    def add(self, resource: Resource, names: Mapping[str, str]) -> None:
        self.count += 1
        for path, value in _parts((), resource.properties):
            known = self.values.get(path, frozenset())
            self.values[path] = known | {repr(_named(value, names))}
            self.plain[path] = (*self.plain.get(path, ()), value)


@dataclass(frozen=True)
class Probed:
    """The graphs that follow from statements said otherwise, or None where not all can be built.

    ``refused`` are the statements that were said as they are, because nothing else was taken.
    """

    graphs: Sequence[Graph] | None
    refused: Sequence[Statement] = ()


Probe = Callable[[Sequence[Statement], int], Probed]


@dataclass
class Inquiry:
    """Varies statements, many at once, fewer where a stack cannot be built so."""

    probe: Probe
    facts: Mapping[Place, _Facts]
    following: dict[Place, set[Path]] = field(default_factory=dict)
    counted: set[Place] = field(default_factory=set)
    seen: set[Place] = field(default_factory=set)
    open: list[Statement] = field(default_factory=list)
    left: int = MOST

    def ask(self, statements: Sequence[Statement]) -> None:
        """Learn what follows from these."""
        for kind in Kind:
            self._ask([each for each in statements if each.kind is kind])

    def _ask(self, statements: Sequence[Statement], attempt: int = 0) -> None:
        if not statements:
            return
        if not self.left:
            self.open += statements
            return
        self.left -= 1
        probed = self.probe(statements, attempt)
        if probed.graphs is None:
            self._split([statements], attempt)
            return
        self._compare(facts_of(probed.graphs), is_call=statements[0].kind is Kind.CALL)
        calls: dict[tuple[str, str], list[Statement]] = {}
        for each in probed.refused:
            calls.setdefault((each.place, each.call), []).append(each)
        self._split(list(calls.values()), attempt)

    def _split(self, groups: Sequence[Sequence[Statement]], attempt: int) -> None:
        """Ask again about groups that cannot be varied as a whole, half of each at a time."""
        single = [each for group in groups if len(group) == 1 for each in group]
        larger = [group for group in groups if len(group) > 1]
        self._ask([each for group in larger for each in group[: len(group) // 2]], attempt)
        self._ask([each for group in larger for each in group[len(group) // 2 :]], attempt)
        if attempt + 1 < ATTEMPTS:
            self._ask([each for each in single if each.kind is not Kind.CALL], attempt + 1)
            single = [each for each in single if each.kind is Kind.CALL]
        self.open += single

    def _compare(self, found: Mapping[Place, _Facts], *, is_call: bool) -> None:
        for place, facts in self.facts.items():
            now = found.get(place)
            if now is None or now.count != facts.count:
                self.counted.add(place)
            if now is not None:
                self.seen |= set() if is_call else {place}
                paths = {path for path in facts.values if facts.differs(now, path, is_call=is_call)}
                self.following.setdefault(place, set()).update(paths)

    def declared(self) -> Iterator[Declared]:
        """What was learnt; where nothing could be learnt of a declaration, nothing is its own."""
        for place, facts in sorted(self.facts.items()):
            follows = self.following.get(place, set())
            own = {path for path in facts.values if path not in follows}
            own = {path for path in own if not self._is_doubtful(place, path)}
            seen = own if place in self.seen else set()
            yield Declared(*place, tuple(sorted(seen, key=repr)), place in self.counted)

    def _is_doubtful(self, place: Place, path: Path) -> bool:
        """Whether a value may come from a statement that could not be varied."""
        return any(
            _may_follow(value, statement, place[1])
            for statement in self.open
            for value in self.facts[place].plain.get(path, ())
        )


def witnesses(observed: Iterable[Observed], seconds: Mapping[str, float]) -> tuple[str, ...]:
    """A few tests that build, together, everything that is built; none of a slow file if possible.

    What fixtures cost is told of whole files only. Else seconds decide nothing, for they change
    from run to run, and what is mutated must not.
    """
    cost, sizes = dict[str, float](), Counter(map(_file, seconds))
    for test, took in seconds.items():
        cost[_file(test)] = cost.get(_file(test), 0.0) + took

    def price(test: str) -> tuple[bool, int, str]:
        file = _file(test)
        return cost.get(file, 0.0) > SLOW, -sizes[file], test  # where many are, each is quick

    missing = {id(each): _elements(each.graph) for each in observed}
    graphs = {id(each): min(each.tests, key=price) for each in observed if each.tests}
    chosen: dict[str, None] = {}
    known: set[tuple[str, str, str]] = set()
    while graphs:
        best = min(graphs, key=lambda key: (-len(missing[key] - known), price(graphs[key])))
        test = graphs.pop(best)
        if missing[best] <= known:
            break
        known |= missing[best]
        chosen[test] = None
    return tuple(chosen)


def _file(test: str) -> str:
    return test.partition("::")[0]


def _elements(graph: Graph) -> set[tuple[str, str, str]]:
    return {(each.type, each.source, name) for each in graph.resources for name in each.properties}


def _may_follow(value: Json, statement: Statement, source: str) -> bool:
    """Whether a value is of the kind that is stated where it is declared, or reads like it."""
    if statement.value is None or not isinstance(value, str | int | float):
        return False
    if statement.place == source and isinstance(value, str) is isinstance(statement.value, str):
        return True
    one, other = word(str(value)), word(str(statement.value))
    is_long = min(len(one), len(other)) >= SHORTEST
    near = statement.module == source.rpartition(":")[0]
    return near and (one == other or (is_long and (one in other or other in one)))


def facts_of(graphs: Iterable[Graph]) -> dict[Place, _Facts]:
    """The facts of several graphs by type and source of their resources."""
    found: dict[Place, _Facts] = {}
    for graph in graphs:
        names = {each.id: f"{each.type} of {each.source}" for each in graph.resources}
        for each in graph.resources:
            found.setdefault((each.type, each.source), _Facts()).add(each, names)
    return found


def _parts(path: Path, value: Json) -> Iterator[tuple[Path, Json]]:
    if path:
        yield path, value
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _parts((*path, str(key)), item)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _parts((*path, index), item)


def _named(value: Json, names: Mapping[str, str]) -> Json:
    """``value`` with declarations in place of ids, which may tell of properties."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, Mapping):
        return {key: _named(item, names) for key, item in value.items()}
    return [_named(item, names) for item in value] if isinstance(value, list | tuple) else value
