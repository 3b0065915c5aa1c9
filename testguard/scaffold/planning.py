"""From a contract and a bench to a plan."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from testguard.errors import BuildError
from testguard.model.contract import Contract, Input, InputKind
from testguard.model.resource import Built, Graph, Resource
from testguard.plugin import Code, Recipe, Scaffolding, Spelled, Trial
from testguard.scaffold.assembled import assembled
from testguard.scaffold.bench import Bench
from testguard.scaffold.cases import cases_of, compare
from testguard.scaffold.facts import Sources
from testguard.scaffold.grouping import Case, grouped
from testguard.scaffold.observe import Observed, Varied, observe
from testguard.scaffold.outcomes import Judge
from testguard.scaffold.plan import (
    ArgsCase,
    ArgsTests,
    Assembled,
    Gap,
    Override,
    Plan,
    Refusal,
    Stack,
)
from testguard.scaffold.refusing import Refusing
from testguard.scaffold.render import merged
from testguard.scaffold.search import Search
from testguard.scaffold.tree import express
from testguard.scaffold.wanted import Wanted

PLAIN = (str, int, float, bool, list, dict, type(None))


class Subject(Struct, frozen=True):
    """What tests are to be written for, and what is known of it.

    ``others`` are the plans made already: mocks give the answers that theirs do, and of an app they
    tell what its stacks are alone. ``fleeting`` are the properties, with the type of their
    resource, that differ from build to build.
    """

    framework: Any
    recipe: Recipe
    contract: Contract
    sources: Sources
    words: frozenset[str]
    wanted: Wanted
    others: tuple[Plan, ...] = ()
    fleeting: frozenset[tuple[str, str]] = frozenset()

    @property
    def scaffolding(self) -> Scaffolding:
        """The framework, as what it is here."""
        found: Scaffolding = self.framework
        return found

    def told(self, resource: Resource) -> Mapping[str, Any]:
        """The properties that the repository's own code set."""
        told = self.scaffolding.told(resource, self.words)
        return {key: told[key] for key in told if (resource.type, key) not in self.fleeting}


def make_plan(subject: Subject) -> Plan:
    """Observe the stack and plan its tests. Raises `BuildError` where it cannot be built."""
    recipe = subject.scaffolding.start(subject.recipe)
    project = subject.scaffolding.spell(replace(recipe, class_name="")).context.get("project", "")
    bench = Bench(subject.framework, recipe)
    seen = observe(bench, subject.contract, subject.sources, project)
    scripted, answers = _scripted(subject, bench, seen)
    built = scripted.build(seen.base)
    again = Bench(scripted.builder, scripted.recipe).build(seen.base)
    subject = replace(subject, fleeting=frozenset(_fleeting(built.graph, again.graph)))
    spelled = subject.scaffolding.spell(scripted.under(seen.base))
    default = Stack(spelled.expression, seen.base, spelled.parameters)
    overrides, gaps = _overrides(subject, scripted, seen, built.graph)
    args: tuple[ArgsTests, ...] = ()
    with subject.scaffolding.trial(recipe) as trial:
        if recipe.class_name:
            args = _args(subject, scripted, trial, seen)
        judge = Judge(subject.contract, scripted, trial, seen.base, recipe.root.resolve())
        refused, missed = _refusals(subject, judge, default, project)
    plan = Plan(
        path=subject.contract.path,
        class_name=subject.contract.class_name,
        spelled=spelled,
        default=default,
        graph=built.graph,
        answers=answers,
        names=_names([spelled, *_spelled(subject, scripted, seen), *refused]),
        args=args,
        refusals=refused,
        groups=tuple(grouped(_cases(subject, built.graph), subject.scaffolding.word)),
        overrides=overrides,
        outputs=_outputs(built.graph, recipe.class_name),
        exports=_trees(built.graph, subject.scaffolding.exported(built.graph)),
        gaps=(*seen.gaps, *gaps, *missed),
        others=built.others,
        assembled=_assembled(subject, built),
    )
    return subject.wanted.of(plan)


def _cases(subject: Subject, graph: Graph) -> list[Case]:
    """What to expect of each resource; of an app, only of those that it declares itself."""
    cases = cases_of(graph, subject.told)
    if subject.recipe.class_name or subject.framework.implicit_stack:
        return cases
    own = {each.id for each in graph.resources if each.module in ("", subject.contract.path)}
    return [case for case in cases if case.id in own]


def _assembled(subject: Subject, built: Built) -> tuple[Assembled, ...]:
    """What an app whose stacks are declared elsewhere makes of them."""
    if subject.recipe.class_name or subject.framework.implicit_stack:
        return ()
    return assembled(built, subject.others, subject.told)


def _spelled(subject: Subject, bench: Bench, seen: Observed) -> Iterable[Spelled]:
    for varied in seen.varied:
        yield subject.scaffolding.spell(bench.under(seen.base.and_(varied.setting)))


def _names(needed: Iterable[Spelled | Refusal]) -> dict[str, tuple[str, ...]]:
    """What all expressions need, by module."""
    found: dict[str, set[str]] = {}
    for each in needed:
        for module, names in each.names.items():
            found.setdefault(module, set()).update(names)
    return {module: tuple(sorted(found[module])) for module in sorted(found)}


def _scripted(
    subject: Subject, bench: Bench, seen: Observed
) -> tuple[Bench, Mapping[str, Mapping[str, Any]]]:
    """A bench on which the outputs are those that the tests' mocks will give."""
    settings = [seen.base, *(seen.base.and_(each.setting) for each in seen.varied)]
    builds: list[Built] = [bench.build(setting) for setting in settings]
    known = merged(each.answers for each in subject.others)
    answers = merged([known, subject.scaffolding.answers(builds)])
    scripted = bench.answering(answers)
    scripted.build(seen.base)
    return scripted, answers


def _fleeting(one: Graph, other: Graph) -> Iterable[tuple[str, str]]:
    """The properties that hold the time or a random number: they are not what is declared."""
    known = {(each.type, each.name): each.properties for each in other.resources}
    for each in one.resources:
        again = known.get((each.type, each.name), each.properties)
        for key, value in each.properties.items():
            if again.get(key) != value:
                yield each.type, key


def _overrides(
    subject: Subject, bench: Bench, seen: Observed, base: Graph
) -> tuple[tuple[Override, ...], tuple[Gap, ...]]:
    found: list[Override] = []
    gaps: list[Gap] = []
    for varied in seen.varied:
        setting = seen.base.and_(varied.setting)
        try:
            built = bench.build(setting)
        except BuildError as error:
            item = varied.input
            gaps.append(Gap(item.module, item.line, f"override of {item.name}", error.message))
            continue
        graph = built.graph
        fields = compare(base, graph, subject.told, _replaced(varied))
        spelled = subject.scaffolding.spell(bench.under(setting))
        found.append(
            Override(
                name=varied.input.name,
                stack=Stack(spelled.expression, setting, spelled.parameters),
                given=varied.value,
                graph=graph,
                others=built.others,
                exports={
                    key: tree
                    for key, tree in _trees(graph, subject.scaffolding.exported(graph)).items()
                    if base.exports.get(key) != graph.exports[key]
                },
                **fields,
            )
        )
    return tuple(found), tuple(gaps)


def _replaced(varied: Varied) -> tuple[str, str] | None:
    """The default and the other value, where both are names that resources may bear."""
    try:
        pair = ast.literal_eval(varied.input.default or ""), ast.literal_eval(varied.value)
    except (ValueError, SyntaxError):
        return None
    return pair if all(isinstance(each, str) and each for each in pair) else None


def _refusals(
    subject: Subject, judge: Judge, default: Stack, project: str
) -> tuple[tuple[Refusal, ...], tuple[Gap, ...]]:
    owners = dict.fromkeys(
        name.partition(".")[0] for path in subject.contract.validations for name in path.inputs
    )
    args = {
        owner: spelled
        for owner in owners
        if judge.trial(owner, {}) is not None
        and (spelled := subject.scaffolding.spell_args(judge.bench.under(judge.base), owner))
    }
    search = Search(subject.contract, judge, subject.sources, project)
    refusing = Refusing(
        search,
        default,
        args,
        lambda setting: subject.scaffolding.spell(judge.bench.under(setting)),
    )
    paths = [each for each in subject.contract.validations if each.id in subject.wanted.validations]
    found = [refusing.write(path) for path in paths]
    return (
        tuple(each for each in found if isinstance(each, Refusal)),
        tuple(each for each in found if isinstance(each, Gap)),
    )


def _outputs(graph: Graph, class_name: str) -> dict[str, Any]:
    """What the component registers."""
    top = next((each for each in graph.resources if not each.custom and not each.parent), None)
    return _trees(graph, top.outputs) if top is not None and class_name else {}


def _trees(graph: Graph, values: Mapping[str, Any]) -> dict[str, Any]:
    custom = [each for each in graph.resources if each.custom]
    return {key: express(value, custom) for key, value in values.items()}


def _args(subject: Subject, bench: Bench, trial: Trial, seen: Observed) -> tuple[ArgsTests, ...]:
    """Tests of each args class: what its attributes are by default, and when they are given."""
    found: list[ArgsTests] = []
    inputs = [each for each in subject.contract.inputs if each.kind is InputKind.FIELD]
    for owner in dict.fromkeys(each.name.partition(".")[0] for each in inputs):
        tried = trial(owner, {})
        spelled = subject.scaffolding.spell_args(bench.under(seen.base), owner)
        if tried is None or tried.error is not None or spelled is None:
            continue
        fields = [each for each in inputs if each.name.partition(".")[0] == owner]
        defaults = tuple(_defaults(fields, tried.attributes))
        overrides = tuple(_given(seen, owner, trial))
        found.append(ArgsTests(owner, spelled.expression, defaults, overrides))
    return tuple(each for each in found if each.defaults or each.overrides)


def _defaults(fields: Iterable[Input], attributes: Mapping[str, Any]) -> Iterable[ArgsCase]:
    names = (each.name.partition(".")[2] for each in fields if each.default is not None)
    for name in dict.fromkeys(names):
        if name in attributes and isinstance(attributes[name], PLAIN):
            yield ArgsCase(name, attributes[name])


def _given(seen: Observed, owner: str, trial: Trial) -> Iterable[ArgsCase]:
    for varied in seen.varied:
        name, _, field = varied.input.name.partition(".")
        if name != owner or varied.input.kind is not InputKind.FIELD:
            continue
        tried = trial(owner, {varied.input.name: Code(varied.value)})
        try:
            value = ast.literal_eval(varied.value)
        except (ValueError, SyntaxError):
            continue
        if tried is not None and tried.attributes.get(field) == value:
            yield ArgsCase(field, value, varied.value)
