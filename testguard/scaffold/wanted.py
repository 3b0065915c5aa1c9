"""Which tests are wanted: of some kinds only, or only what no test exercises yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from testguard.model.contract import Contract, InputKind
from testguard.model.evidence import StackEvidence, Way
from testguard.model.mutant import Act, Mutant
from testguard.model.resource import Graph, Observed
from testguard.scaffold.grouping import Group
from testguard.scaffold.plan import ArgsTests, Plan

DEFAULTS, OVERRIDES, VALIDATIONS, RESOURCES = "defaults", "overrides", "validations", "resources"
KINDS = (DEFAULTS, OVERRIDES, VALIDATIONS, RESOURCES)


class Wanted(Struct, frozen=True):
    """Inputs by name whose default, or another value, is to be tested; validations by id.

    ``built`` counts the resources, by type, that passed tests had in one stack: these are tested.
    ``executed`` tells that all lines were: then a module that declares nothing itself is tested by
    what tests the others.
    """

    defaults: frozenset[str]
    overrides: frozenset[str]
    validations: frozenset[str]
    resources: bool = True
    built: Mapping[str, int] = field(default_factory=dict)
    executed: bool = False

    @property
    def nothing(self) -> bool:
        """Whether no test is wanted at all."""
        return not (self.defaults or self.overrides or self.validations or self.resources)

    def of(self, plan: Plan) -> Plan:
        """The part of a plan that is wanted."""
        args = tuple(self._args(tests) for tests in plan.args)
        own = any(each.module == plan.path for each in plan.graph.resources)
        shown = self.resources and (own or not self.executed)
        return replace(
            plan,
            args=tuple(each for each in args if each.defaults or each.overrides),
            refusals=tuple(each for each in plan.refusals if each.id in self.validations),
            overrides=tuple(each for each in plan.overrides if each.name in self.overrides),
            groups=tuple(self._groups(plan)) if shown else (),
            outputs=plan.outputs if shown else {},
            exports=plan.exports if shown else {},
            assembled=plan.assembled if shown else (),
            shown=shown,
        )

    def _groups(self, plan: Plan) -> Iterable[Group]:
        declared = _counted(plan.graph)
        return (each for each in plan.groups if declared[each.type] > self.built.get(each.type, 0))

    def _args(self, tests: ArgsTests) -> ArgsTests:
        def name(field: str) -> str:
            return f"{tests.class_name}.{field}"

        return replace(
            tests,
            defaults=tuple(each for each in tests.defaults if name(each.field) in self.defaults),
            overrides=tuple(each for each in tests.overrides if name(each.field) in self.overrides),
        )


def wanted(
    contract: Contract,
    only: Sequence[str] = (),
    evidence: StackEvidence | None = None,
    graphs: Iterable[Observed] = (),
) -> Wanted:
    """What ``only`` names, all kinds where it names none; less what ``evidence`` shows exercised.

    Resources are wanted of types that the ``graphs`` of passed tests hold fewer of than the stack
    declares: where no such test built it, or a line that is no validation path was not executed.
    All are where a default is not exercised that only a build uses.
    """
    done = {
        (each.item, each.way)
        for each in (evidence.exercises if evidence is not None else ())
        if each.state in ("exercised", "asserted")
    }
    kinds = only or KINDS
    defaults = {
        item.name: item
        for item in contract.inputs
        if item.used is not None and (item.id, Way.DEFAULT) not in done
    }
    overrides = {
        item.name
        for item in contract.inputs
        if item.given is not None and (item.id, Way.OVERRIDE) not in done
    }
    refused = {each.id for each in contract.validations if (each.id, Way.VALIDATION) not in done}
    looked_up = any(item.kind is not InputKind.FIELD for item in defaults.values())
    built = _built(contract, graphs) if evidence is not None else {}
    executed = evidence is not None and not _unseen(contract, evidence) and not looked_up
    return Wanted(
        frozenset(defaults) if DEFAULTS in kinds else frozenset(),
        frozenset(overrides) if OVERRIDES in kinds else frozenset(),
        frozenset(refused) if VALIDATIONS in kinds else frozenset(),
        RESOURCES in kinds and not (built and executed),
        {} if looked_up else built,
        executed,
    )


def surviving(contract: Contract, mutants: Iterable[Mutant], only: Sequence[str] = ()) -> Wanted:
    """Of what ``only`` names, or of all kinds, what is wrong in ``mutants``, unnoticed ones."""
    kinds = only or KINDS
    unnoticed = list(mutants)

    def items(*operators: str) -> set[str]:
        return {each.item for each in unnoticed if each.operator in operators or not operators}

    changed, ignored, anyhow = items("default-changed"), items("override-ignored"), items()
    defaults = {
        each.name for each in contract.inputs if each.used is not None and each.id in changed
    }
    overrides = {
        each.name for each in contract.inputs if each.given is not None and each.id in ignored
    }
    refused = {each.id for each in contract.validations if each.id in anyhow}
    return Wanted(
        frozenset(defaults) if DEFAULTS in kinds else frozenset(),
        frozenset(overrides) if OVERRIDES in kinds else frozenset(),
        frozenset(refused) if VALIDATIONS in kinds else frozenset(),
        RESOURCES in kinds and any(_is_declared(each, contract) for each in unnoticed),
    )


def _is_declared(mutant: Mutant, contract: Contract) -> bool:
    """Whether a mutant is of a resource, or of what a program says of its stacks."""
    return mutant.act is not Act.EDIT or mutant.item == contract.path


def _built(contract: Contract, graphs: Iterable[Observed]) -> dict[str, int]:
    """The most resources of each type that a passed test had in one stack of the module."""
    most: Counter[str] = Counter()
    for each in graphs:
        if each.tests and contract.path in each.modules:
            most |= _counted(each.graph)
    return dict(most)


def _counted(graph: Graph) -> Counter[str]:
    return Counter(each.type for each in graph.resources)


def _unseen(contract: Contract, evidence: StackEvidence) -> frozenset[int]:
    """The lines that no test executed, but for those that refuse."""
    refusing = {
        line
        for path in contract.validations
        if path.module == evidence.path
        for line in range(path.probe.site.line, path.probe.site.end_line + 1)
    }
    return evidence.lines - evidence.executed - refusing
