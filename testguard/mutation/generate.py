"""From the graphs that tests built to the mutants of their resources."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from testguard.model.mutant import Act, Change, Mutant
from testguard.model.resource import Graph, Json, Observed, Resource
from testguard.mutation.operator import Operator, all_operators

# what these say, others say with a name; those come first, and nothing is said twice
GENERAL = (
    "enum-swapped",
    "boolean-flipped", "number-zeroed", "number-moved", "string-changed", "list-emptied",
    "element-dropped", "property-dropped",
)  # fmt: skip
Seen = tuple[Resource, Graph, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Work:
    """A mutant, and the stable tests that touch what is mutated.

    For source mutants, ``source`` is the text of the module with the one thing wrong, and
    ``refusals`` are the names of the errors by which the stack refuses inputs.
    """

    mutant: Mutant
    tests: tuple[str, ...]
    source: str = ""
    refusals: tuple[str, ...] = ()


@dataclass
class Declaration:
    """One place that declares a resource, and what it came to in every graph."""

    stack: str
    seen: list[Seen] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        """The logical names that it gave."""
        return tuple(sorted({resource.name for resource, _, _ in self.seen}))


@dataclass(frozen=True)
class Scope:
    """Which resources count: those of these stack modules, and not those of test files.

    ``others`` are stack modules whose resources are left alone. ``visible`` tells by framework
    what of a graph tests can see.
    """

    stacks: tuple[str, ...]
    others: frozenset[str] = frozenset()
    suites: frozenset[str] = frozenset()
    visible: Mapping[str, tuple[Act, ...]] = field(default_factory=dict)


def resource_work(observed: Iterable[Observed], scope: Scope) -> Iterator[Work]:
    """Every mutant of every resource, once, with the tests that built it."""
    for framework, declaration in _declarations(observed, scope):
        acts = scope.visible.get(framework, tuple(Act))
        yield from _mutants(declaration, frozenset(acts))


def ordered_operators() -> list[Operator]:
    """All operators, those with a name for what is wrong before general ones."""
    rank = {name: place for place, name in enumerate(GENERAL)}
    return sorted(all_operators(), key=lambda each: rank.get(each.name, -1))


def _declarations(observed: Iterable[Observed], scope: Scope) -> Iterator[tuple[str, Declaration]]:
    found: dict[tuple[str, ...], Declaration] = {}
    for each in observed:
        sources = Counter((one.type, one.source) for one in each.graph.resources)
        for resource in each.graph.resources:
            stack = _stack_of(resource, each, scope)
            if not stack or resource.module in scope.suites | scope.others:
                continue
            alone = resource.source and sources[resource.type, resource.source] == 1
            place = resource.source if alone else f"{resource.source} {resource.name}"
            parts = (each.framework, stack, resource.type, place)
            declaration = found.setdefault(parts, Declaration(stack))
            declaration.seen.append((resource, each.graph, each.tests))
    for key in sorted(found):
        yield key[0], found[key]


def _stack_of(resource: Resource, observed: Observed, scope: Scope) -> str:
    """The stack module that declares a resource, itself or through a module of the repository."""
    if resource.module in scope.stacks:
        return resource.module
    if observed.graph.path in scope.stacks:
        return observed.graph.path
    declaring = sorted(observed.modules & set(scope.stacks))
    if declaring:
        return declaring[0]
    return scope.stacks[0] if len(scope.stacks) == 1 else ""


Key = tuple[str, Act, tuple[str | int, ...], str]


@dataclass
class _Pairs:
    """Old and new values, each with the tests that see the old one."""

    tests: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    pairs: dict[str, tuple[Json, Json]] = field(default_factory=dict)

    def add(self, change: Change, tests: Iterable[str]) -> None:
        key = repr((change.old, change.new))
        self.pairs.setdefault(key, (change.old, change.new))
        self.tests[key].update(tests)

    def ordered(self) -> list[tuple[Json, Json]]:
        """The pair that most tests see first."""
        keys = sorted(self.pairs, key=lambda key: (-len(self.tests[key]), key))
        return [self.pairs[key] for key in keys]


def _mutants(declaration: Declaration, acts: frozenset[Act]) -> Iterator[Work]:
    changes: dict[Key, _Pairs] = {}
    for resource, graph, tests in declaration.seen:
        for key, change in _changes(resource, graph):
            if change.act in acts:
                changes.setdefault(key, _Pairs()).add(change, tests)
    first = declaration.seen[0][0]
    for (operator, act, path, _), pairs in changes.items():
        (old, new), *others = pairs.ordered()
        mutant = Mutant(
            operator=operator,
            act=act,
            stack=declaration.stack,
            module=first.module or declaration.stack,
            line=_line(first),
            type=first.type,
            names=declaration.names,
            path=path,
            old=old,
            new=new,
            others=tuple(others) if act is Act.SET else (),
            symbol=first.id,
        )
        covering = {test for each in pairs.tests.values() for test in each}
        yield Work(mutant, tuple(sorted(covering)))


def _changes(resource: Resource, graph: Graph) -> Iterator[tuple[Key, Change]]:
    """Changes that differ in effect, each with what makes it the same in another graph."""
    known: set[str] = set()
    for operator in ordered_operators():
        numbers: Counter[tuple[str | int, ...]] = Counter()
        for change in operator.mutate(resource, graph):
            effect = repr((change.act, change.path, change.old, change.new))
            if effect in known:
                continue
            known.add(effect)
            numbers[change.path] += 1
            # which of several at one path: by number, or by what it is about
            which = str(numbers[change.path])
            if change.act in (Act.CUT, Act.PROVIDER):
                which = repr((change.old, change.new))
            yield (operator.name, change.act, change.path, which), change


def _line(resource: Resource) -> int:
    line = resource.source.rpartition(":")[2]
    return int(line) if line.isdecimal() else 1
