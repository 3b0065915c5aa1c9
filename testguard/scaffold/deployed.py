"""The system as it is deployed, as tests build it: programs and stacks, on mocks that answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from testguard.model.contract import Contract
from testguard.plugin import Recipe
from testguard.scaffold.bench import Bench
from testguard.scaffold.observe import base_of
from testguard.scaffold.plan import Plan, Stack
from testguard.scaffold.render import merged


def plan_as_deployed(
    framework: Any, recipe: Recipe, known: Mapping[str, Mapping[str, Any]]
) -> Plan:
    """How a test builds what a recipe builds, with nothing overridden. Raises `BuildError`.

    ``known`` are the answers that the mocks of other stacks give already.
    """
    ready = framework.start(recipe)
    project = framework.spell(replace(ready, class_name="")).context.get("project", "")
    bench = Bench(framework, ready)
    contract = Contract(recipe.stack.path, recipe.class_name)
    base = base_of(bench, contract, project)
    answers = merged([known, framework.answers([bench.build(base)])])
    scripted = bench.answering(answers)
    built = scripted.build(base)
    spelled = framework.spell(scripted.under(base))
    return Plan(
        path=recipe.stack.path,
        class_name=recipe.class_name,
        spelled=spelled,
        default=Stack(spelled.expression, base, spelled.parameters),
        graph=built.graph,
        answers=answers,
        names=spelled.names,
        others=built.others,
        shown=False,
    )
