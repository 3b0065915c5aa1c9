"""TG209."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from testguard.infrastructure.flow import Reach, reaches
from testguard.model.contract import Contract
from testguard.model.source import Span
from testguard.plugin import Confidence, Infrastructure, Offence, Severity, infrastructure_rule

SHOWN = 4


@infrastructure_rule("TG209", Severity.WARNING)
def unvalidated_input(system: Infrastructure) -> Iterator[Offence]:
    """Inputs of a stack reach the names or sizes of its resources, and nothing checks them.

    A name with a wrong character, a range that is none or a count of minus one fails in the cloud,
    after other resources were made. Only inputs that reach a resource's name, identifier, address
    range, count or size are meant, and only where no module of the stacks refuses, compares,
    matches, looks up or cleans an input of that name.

    Bad::

        import pulumi
        import pulumi_aws as aws

        class DatabaseArgs:
            def __init__(self, suffix: str = "dev"):
                self.suffix = suffix

        class Database(pulumi.ComponentResource):
            def __init__(self, name: str, args: DatabaseArgs):
                super().__init__("own:Database", name)
                aws.rds.Cluster(f"cluster-{args.suffix}", engine="aurora-mysql")

    Good::

        import re

        import pulumi
        import pulumi_aws as aws

        class DatabaseArgs:
            def __init__(self, suffix: str = "dev"):
                if not re.fullmatch(r"[a-z0-9-]{1,20}", suffix):
                    raise ValueError(f"suffix {suffix!r} is not 1 to 20 of a-z, 0-9 and -")
                self.suffix = suffix

        class Database(pulumi.ComponentResource):
            def __init__(self, name: str, args: DatabaseArgs):
                super().__init__("own:Database", name)
                aws.rds.Cluster(f"cluster-{args.suffix}", engine="aurora-mysql")
    """
    if system.stack is None:
        return
    contracts = system.contracts(system.stack)
    for contract in contracts:
        strangers = {name for name in system.stack.classes if name != contract.class_name}
        found = list(reaches(system.module, system.calls, contract.inputs, strangers))
        unchecked = [each for each in found if not _refused(each.input.name, contracts)]
        if unchecked:
            elsewhere = [c for stack in system.file.stacks for c in system.contracts(stack)]
            unchecked = [each for each in unchecked if not _refused(each.input.name, elsewhere)]
        if unchecked:
            yield _offence(system, contract, unchecked)


def _refused(name: str, contracts: Sequence[Contract]) -> bool:
    """Whether some validation speaks of an input of this bare name."""
    bare = name.rpartition(".")[2]
    for contract in contracts:
        for each in contract.validations:
            spoken = {own.rpartition(".")[2] for own in each.inputs}
            if bare in spoken or bare in each.guard:
                return True
    return False


def _offence(system: Infrastructure, contract: Contract, found: Sequence[Reach]) -> Offence:
    first = min(found, key=lambda each: each.input.line)
    text = system.module.lines[first.input.line - 1]
    column = len(text) - len(text.lstrip()) + 1
    place = Span(first.input.line, column, first.input.line, max(len(text), column) + 1)
    told = list(dict.fromkeys(map(_told, found)))
    rest = f" and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
    return Offence(
        place,
        f"nothing checks what these inputs hold before resources are made from them: "
        f"{', '.join(told[:SHOWN])}{rest}",
        "refuse what cannot be a name, a range or a size, with an error that says what may be",
        contract.class_name,
        confidence=Confidence.LIKELY,
    )


def _told(reach: Reach) -> str:
    return f"{reach.input.name} ({reach.argument} of {reach.resource}, line {reach.line})"
