"""A plan in the words of a template: names, lines of assertions, constants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from testguard.model.resource import Graph
from testguard.plugin import Scaffolding
from testguard.scaffold.assertions import of_override, of_resource
from testguard.scaffold.calls import build_call
from testguard.scaffold.cases import MARKS, SECRETS
from testguard.scaffold.grouping import Group
from testguard.scaffold.naming import Names, kind, of_resources, snake
from testguard.scaffold.plan import Assembled, Override, Plan, Refusal, Stack
from testguard.scaffold.shown import (
    AddedTest,
    AssembledTest,
    ChangeTest,
    Constant,
    OverrideTest,
    RefusalTest,
    ResourceTest,
    annotation,
)
from testguard.scaffold.tree import Call, Hole, Parsed, Relation, Tree, code, literal, relations

REPEATED = 3
MOST_KEYS = 3


@dataclass
class View:
    """What a template is given of a plan."""

    plan: Plan
    scaffolding: Scaffolding
    names: Names = field(default_factory=Names)

    def context(self) -> dict[str, Any]:
        """The names that a template may use."""
        top = self._top
        return {
            "subject": self._subject,
            "spelled": self.plan.spelled,
            "default": self._call(self.plan.default),
            "settings": dict(self.plan.default.setting.config),
            "constants": [Constant(name, literal(value)) for name, value in self.constants],
            "args": self.plan.args,
            "refusals": [self._refusal(each) for each in self.plan.refusals],
            "groups": [self._group(group) for group in self.plan.groups],
            "assembled": [self._assembled(each) for each in self.plan.assembled],
            "overrides": [self._override(each) for each in self.plan.overrides],
            "outputs": self.plan.outputs,
            "exports": self.plan.exports,
            "top": top,
            "family": self._family,
            "count": len(self.plan.graph.resources),
            "graph": self.plan.graph,
            "others": self.plan.others,
            "counts": counts(self.plan.graph),
            "shown": self.plan.shown,
        }

    def relate(self, resource: str, output: str) -> str:
        """An output of a resource, as tests write it."""
        return self.scaffolding.relate(self.plan.graph, resource, output)

    def _call(self, stack: Stack) -> str:
        return build_call(stack, self.plan.default.setting.config)

    @cached_property
    def constants(self) -> list[tuple[str, Tree]]:
        """Objects that many resources are given, with the names they get."""
        seen: Counter[tuple[str, str]] = Counter()
        values: dict[tuple[str, str], Tree] = {}
        for group in self.plan.groups:
            for key, tree in group.expected.items():
                plain = isinstance(tree, Mapping) and tree and not list(relations(tree))
                if plain and not _holed(tree):
                    seen[key, repr(tree)] += 1
                    values[key, repr(tree)] = tree
        found: dict[str, Tree] = {}
        for (key, text), count in seen.most_common():
            name = self.scaffolding.word(key).upper()
            if count >= REPEATED and name not in found:
                found[name] = values[key, text]
        return list(found.items())

    @property
    def documents(self) -> bool:
        """Whether some expectation is about what a JSON string says."""
        return any(isinstance(tree, Parsed) for tree in self._trees())

    @property
    def assets(self) -> bool:
        """Whether some resource is given a file."""
        return "$asset" in repr(self.plan.graph)

    @property
    def secrets(self) -> bool:
        """Whether some input is a secret."""
        return any(SECRETS in group.expected for group in self.plan.groups)

    def _trees(self) -> Iterator[Tree]:
        for group in self.plan.groups:
            yield from group.expected.values()
        yield from self.plan.outputs.values()
        yield from self.plan.exports.values()

    @property
    def _subject(self) -> str:
        if self.plan.class_name:
            return f"{self.plan.class_name} ({self.plan.path})"
        return f"the program {self.plan.path}"

    @property
    def _top(self) -> str:
        """The logical name of the component itself."""
        tops = (each for each in self.plan.graph.resources if not each.custom and not each.parent)
        return next((each.name for each in tops), "") if self.plan.class_name else ""

    @property
    def _family(self) -> dict[str, str]:
        """The parents of resources that are not directly below the component."""
        by_id = {each.id: each.name for each in self.plan.graph.resources}
        return {
            each.name: by_id.get(each.parent, "")
            for each in self.plan.graph.resources
            if self._top and by_id.get(each.parent, "") != self._top and each.name != self._top
        }

    def _group(self, group: Group) -> ResourceTest:
        variable = kind(group.type)
        variable = f"{variable}_" if variable in (*group.columns, "stack", "json") else variable
        named = of_resources(
            group.type,
            [self.scaffolding.label(name) for name in group.names],
            group.expected,
            self._noise,
            self.scaffolding.word,
        )
        many = len(group.rows) > 1
        lookup = "name" if many else literal(group.names[0])
        shared = Counter(each.name for each in self.plan.graph.resources)
        if any(shared[name] > 1 for name in group.names):
            lookup += f", {literal(group.type)}"
        cells = [[self._cell(cell) for cell in row] for row in group.rows]
        rows = tuple(tuple(map(literal, row)) for row in cells)
        return ResourceTest(
            test=self.names.free(f"test_{named}"),
            variable=variable,
            lookup=lookup,
            type=group.type,
            lines=tuple(self._lines(group, variable)),
            columns=group.columns,
            rows=rows if many else (),
            annotations=tuple(annotation(column) for column in zip(*cells, strict=True)),
            expected=self._coded(self.plan.graph, self._known(group.expected)),
        )

    def _coded(self, graph: Graph, expected: Mapping[str, Tree]) -> dict[str, str]:
        return {key: self._write(graph, tree) for key, tree in expected.items() if key not in MARKS}

    def _write(self, graph: Graph, tree: Tree) -> str:
        return code(tree, lambda id_, output: self.scaffolding.relate(graph, id_, output))

    def _known(self, expected: Mapping[str, Tree]) -> dict[str, Tree]:
        """With constants in the places of what they hold."""
        known = {repr(value): name for name, value in self.constants}
        return {
            key: Hole(known[repr(tree)]) if repr(tree) in known else tree
            for key, tree in expected.items()
        }

    def _refusal(self, each: Refusal) -> RefusalTest:
        return RefusalTest(
            self.names.free(f"test_{each.name}"), each.raises, each.match, each.columns,
            each.refused, each.accepted, each.refuse, each.take, each.reporter,
        )  # fmt: skip

    @cached_property
    def _noise(self) -> set[str]:
        """Words that tell the environment and not the resource."""
        found: set[str] = set()
        for override in self.plan.overrides:
            if override.renamed:
                found.update(snake(override.renamed[0]).split("_"))
        return found

    def _cell(self, cell: Any) -> Any:
        """A value of a column; of a resource that is referred to, its name."""
        if not isinstance(cell, Relation):
            return cell
        names = {each.id: each.name for each in self.plan.graph.resources}
        return names.get(cell.resource, cell.resource)

    def _lines(self, group: Group, variable: str) -> Iterator[str]:
        expected = self._known(group.expected)
        return of_resource(self.scaffolding, self.plan.graph, variable, expected)

    def _override(self, override: Override) -> OverrideTest:
        lines = list(of_override(self.scaffolding, override))
        keys = {self.scaffolding.word(key) for each in override.changes for key in each.expected}
        keys |= {self.scaffolding.word(key) for key, _, _ in override.shared}
        bare = snake(override.name.rpartition(".")[2].rpartition(":")[2])
        what = f"sets_{'_and_'.join(sorted(keys))}" if 0 < len(keys) <= MOST_KEYS else "is_used"
        what = "renames_resources" if override.renamed else what
        what = "changes_what_is_declared" if override.added or override.removed else what
        what = "is_accepted" if not lines else what
        name = f"test_{bare}_{what}".replace(f"_sets_{bare}", "_is_passed_on")
        return OverrideTest(
            name=self.names.free(name),
            call=self._call(override.stack),
            lines=tuple(lines or self._same),
            changes=tuple(self._changes(override)),
            graph=override.graph,
            others=override.others,
            added=_recounted(self.plan.graph, override.graph),
            exports=self._coded(override.graph, override.exports),
        )

    def _added(self, each: Assembled) -> Iterator[AddedTest]:
        for some in each.added:
            what = f"{self.scaffolding.word(some.key)}_in_{snake(each.graph.name)}"
            name = self.names.free(f"test_the_app_adds_{what}")
            yield AddedTest(name, some.key, self._write(each.graph, list(some.items)), some.types)

    def _assembled(self, each: Assembled) -> AssembledTest:
        changes = [(one.resource, one.expected) for one in each.changes]
        return AssembledTest(
            self.names.free(f"test_what_the_app_makes_of_{snake(each.graph.name)}"),
            each.graph.name,
            tuple(self._changed(each.graph, changes)),
            tuple(self._added(each)),
        )

    def _changes(self, override: Override) -> Iterator[ChangeTest]:
        every = [(each.resource, each.expected) for each in override.changes]
        every += [(id_, {key: tree}) for key, tree, ids in override.shared for id_ in ids[:1]]
        return self._changed(override.graph, every)

    def _changed(
        self, graph: Graph, every: Iterable[tuple[str, Mapping[str, Tree]]]
    ) -> Iterator[ChangeTest]:
        types = {each.id: each.type for each in graph.resources}
        for id_, expected in every:
            yield ChangeTest(types[id_], self._coded(graph, expected))

    @property
    def _same(self) -> list[str]:
        """Where an override changes nothing that is declared: what is declared then."""
        return [f"len(stack.resources) == {len(self.plan.graph.resources)}"]


def counts(graph: Graph) -> dict[str, int]:
    """How many resources there are of each type."""
    return dict(sorted(Counter(each.type for each in graph.resources).items()))


def _recounted(old: Graph, new: Graph) -> dict[str, int]:
    """How many there are of the types of which there are more or fewer than before."""
    before, after = counts(old), counts(new)
    types = sorted({*before, *after})
    return {each: after.get(each, 0) for each in types if before.get(each) != after.get(each)}


def _holed(tree: Tree) -> bool:
    if isinstance(tree, Mapping):
        return any(map(_holed, tree.values()))
    return any(map(_holed, tree)) if isinstance(tree, list) else isinstance(tree, Call | Hole)
