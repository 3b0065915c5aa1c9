"""From the graphs that tests built to the mutants of their resources."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from testguard.model.mutant import Act, Change, Mutant, Path, value_at
from testguard.model.resource import Graph, Json, Observed, Resource
from testguard.mutation.decided import Decisions
from testguard.mutation.selection import worth_trying

Seen = tuple[Resource, Graph, tuple[str, ...]]


class Work(Struct, frozen=True):
    """A mutant, and the stable tests that touch what is mutated.

    For source mutants, ``source`` is the text of the module with the one thing wrong, and
    ``refusals`` are the names of the errors by which the stack refuses inputs.
    """

    mutant: Mutant
    tests: tuple[str, ...]
    source: str = ""
    refusals: tuple[str, ...] = ()


class Declaration(Struct):
    """One place that declares resources, and what they came to in every graph.

    A loop, or a function that is called twice, declares several resources at one place: what is
    wrong there is wrong with all of them, but one of them may be missing or there twice.
    """

    stack: str
    seen: list[Seen] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        """The logical names that it gave."""
        return tuple(sorted({resource.name for resource, _, _ in self.seen}))

    @property
    def last_names(self) -> tuple[str, ...]:
        """The last of its names in each graph."""
        last = {id(graph): resource.name for resource, graph, _ in self.seen}
        return tuple(sorted(set(last.values())))

    def tests_with(self, path: Path) -> set[str]:
        """The tests in which it has a property at ``path``."""
        return {
            test
            for resource, _, tests in self.seen
            if value_at(resource.properties, path)[1]
            for test in tests
        }


class Scope(Struct, frozen=True):
    """Which resources count: those of these stack modules, and not those of test files.

    ``others`` are stack modules whose resources are left alone. ``visible`` tells by framework
    what of a graph tests can see; ``decisions`` which of it constructs decide by themselves.
    """

    stacks: tuple[str, ...]
    others: frozenset[str] = frozenset()
    suites: frozenset[str] = frozenset()
    visible: Mapping[str, tuple[Act, ...]] = field(default_factory=dict)
    decisions: Decisions = field(default_factory=Decisions)


def resource_work(observed: Iterable[Observed], scope: Scope) -> Iterator[Work]:
    """Every mutant of every resource, once, with the tests that built it."""
    for framework, declaration in _declarations(observed, scope):
        acts = scope.visible.get(framework, tuple(Act))
        yield from _mutants(declaration, frozenset(acts), scope.decisions)


def _declarations(observed: Iterable[Observed], scope: Scope) -> Iterator[tuple[str, Declaration]]:
    found: dict[tuple[str, ...], Declaration] = {}
    for each in sorted(map(_settled, observed), key=lambda each: (each.tests, repr(each.graph))):
        for resource in (*each.graph.resources, *_outputs(each.graph)):
            stack = _stack_of(resource, each, scope)
            if not stack or resource.module in scope.suites | scope.others:
                continue
            parts = (each.framework, stack, resource.type, resource.source or resource.name)
            declaration = found.setdefault(parts, Declaration(stack))
            declaration.seen.append((resource, each.graph, each.tests))
    for key in sorted(found):
        yield key[0], found[key]


def _settled(observed: Observed) -> Observed:
    """With resources and needs in an order of their own: that of registration changes."""
    resources = tuple(
        replace(each, depends_on=tuple(sorted(each.depends_on)))
        for each in sorted(observed.graph.resources, key=lambda each: each.id)
    )
    return replace(observed, graph=replace(observed.graph, resources=resources))


def _outputs(graph: Graph) -> Iterator[Resource]:
    """The outputs of a stack whose places are known, each as a component with that output."""
    for name, place in graph.places.items():
        outputs = {name: graph.exports.get(name)}
        yield Resource(name, OUTPUT, name, outputs=outputs, custom=False, source=place)


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


Key = tuple[str, Act, Path, int]
OUTPUT = "output"
PAIRED = (Act.SET, Act.CUT, Act.PROVIDER)
EXISTENCE = (Act.REMOVE, Act.DUPLICATE)


class _Pairs(Struct):
    """Old and new values, each with the tests that see the old one."""

    tests: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    pairs: dict[str, tuple[Json, Json]] = field(default_factory=dict)
    path: Path = ()

    def add(self, change: Change, tests: Iterable[str]) -> None:
        self.path = self.path or change.path
        key = repr((change.old, change.new))
        self.pairs.setdefault(key, (change.old, change.new))
        self.tests[key].update(tests)

    def ordered(self) -> list[tuple[Json, Json]]:
        """The pair that most tests see first."""
        keys = sorted(self.pairs, key=lambda key: (-len(self.tests[key]), key))
        return [self.pairs[key] for key in keys]


def _mutants(
    declaration: Declaration, acts: frozenset[Act], decisions: Decisions
) -> Iterator[Work]:
    changes: dict[Key, _Pairs] = {}
    for resource, graph, tests in declaration.seen:
        for key, change in _numbered(resource, graph, decisions):
            if change.act in acts:
                changes.setdefault(key, _Pairs()).add(change, tests)
    first = declaration.seen[0][0]
    for (operator, act, *_), pairs in changes.items():
        path = pairs.path
        (old, new), *others = pairs.ordered()
        mutant = Mutant(
            operator=operator,
            act=act,
            stack=declaration.stack,
            module=first.module or declaration.stack,
            line=_line(first),
            type=first.type,
            names=declaration.last_names if act in EXISTENCE else declaration.names,
            path=path,
            old=old,
            new=new,
            others=tuple(others) if act in PAIRED or _is_element(path) else (),
            symbol=first.id,
        )
        covering = {test for each in pairs.tests.values() for test in each}
        if act is Act.DROP and not _is_element(path):
            covering |= declaration.tests_with(path)
        yield Work(mutant, tuple(sorted(covering)))


def _numbered(
    resource: Resource, graph: Graph, decisions: Decisions
) -> Iterator[tuple[Key, Change]]:
    """Changes, each with what makes it the same in another graph: its place among its kind."""
    numbers: Counter[tuple[str, Act, tuple[str | int, ...]]] = Counter()
    for operator, change in worth_trying(resource, graph, decisions):
        kind = (operator, change.act, _place(change))
        numbers[kind] += 1
        yield (*kind, numbers[kind]), change


def _place(change: Change) -> Path:
    """The path of a change; tags of a list are told by their keys, wherever they stand."""
    if change.act is Act.DROP and isinstance(change.old, Mapping) and _is_element(change.path):
        return (*change.path[:-1], str(change.old.get("Key", change.path[-1])))
    return change.path


def _is_element(path: Path) -> bool:
    return bool(path) and isinstance(path[-1], int)


def _line(resource: Resource) -> int:
    line = resource.source.rpartition(":")[2]
    return int(line) if line.isdecimal() else 1
