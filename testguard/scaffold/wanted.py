"""Which tests are wanted: of some kinds only, or only what no test exercises yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from testguard.model.contract import Contract, InputKind
from testguard.model.evidence import StackEvidence, Way
from testguard.scaffold.plan import ArgsTests, Plan

DEFAULTS, OVERRIDES, VALIDATIONS, RESOURCES = "defaults", "overrides", "validations", "resources"
KINDS = (DEFAULTS, OVERRIDES, VALIDATIONS, RESOURCES)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Inputs by name whose default, or another value, is to be tested; validations by id."""

    defaults: frozenset[str]
    overrides: frozenset[str]
    validations: frozenset[str]
    resources: bool = True

    @property
    def nothing(self) -> bool:
        """Whether no test is wanted at all."""
        return not (self.defaults or self.overrides or self.validations or self.resources)

    def of(self, plan: Plan) -> Plan:
        """The part of a plan that is wanted."""
        args = tuple(self._args(tests) for tests in plan.args)
        shown = {} if not self.resources else plan.outputs
        return replace(
            plan,
            args=tuple(each for each in args if each.defaults or each.overrides),
            refusals=tuple(each for each in plan.refusals if each.id in self.validations),
            overrides=tuple(each for each in plan.overrides if each.name in self.overrides),
            groups=plan.groups if self.resources else (),
            outputs=shown,
            exports=plan.exports if self.resources else {},
            shown=self.resources,
        )

    def _args(self, tests: ArgsTests) -> ArgsTests:
        def name(field: str) -> str:
            return f"{tests.class_name}.{field}"

        return replace(
            tests,
            defaults=tuple(each for each in tests.defaults if name(each.field) in self.defaults),
            overrides=tuple(each for each in tests.overrides if name(each.field) in self.overrides),
        )


def wanted(
    contract: Contract, only: Sequence[str] = (), evidence: StackEvidence | None = None
) -> Wanted:
    """What ``only`` names, all kinds where it names none; less what ``evidence`` shows exercised.

    Resources are wanted where a line was not executed that is no validation path, or a default that
    only a build uses.
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
    unseen = evidence is None or bool(_unseen(contract, evidence)) or looked_up
    return Wanted(
        frozenset(defaults) if DEFAULTS in kinds else frozenset(),
        frozenset(overrides) if OVERRIDES in kinds else frozenset(),
        frozenset(refused) if VALIDATIONS in kinds else frozenset(),
        RESOURCES in kinds and unseen,
    )


def _unseen(contract: Contract, evidence: StackEvidence) -> frozenset[int]:
    """The lines that no test executed, but for those that refuse."""
    refusing = {
        line
        for path in contract.validations
        if path.module == evidence.path
        for line in range(path.probe.site.line, path.probe.site.end_line + 1)
    }
    return evidence.lines - evidence.executed - refusing
