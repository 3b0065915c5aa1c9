"""Tests of requirements, written from what satisfies them, and run on that and on what does not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

import jinja2
import pytest

from testguard.model.resource import Graph, Resource
from testguard.requirements.seen import Seen
from testguard.scaffold.conditions import Conditions
from testguard.scaffold.demands import Demands, RequirementTest
from testguard.scaffold.naming import Names
from testguard.scaffold.render import SHARED
from testguard.scaffold.schema_words import Unwritable
from tests.requirements.conftest import Stated, stated
from tests.requirements.test_holding import CDK, EAST, PULUMI, REQUIREMENTS, Spelled, broken, sound

__all__ = ["stated"]
QUEUE = "AWS::SQS::Queue"


def vocabulary() -> dict[str, Any]:
    """What is shared by generated tests, as a test module imports it."""
    loader = jinja2.Environment(loader=jinja2.FileSystemLoader(SHARED), autoescape=False)
    text = loader.get_template("deployed.py.jinja").render(classes=True)
    names: dict[str, Any] = {
        "re": re, "fnmatchcase": fnmatchcase, "Any": Any, "Mapping": Mapping, "Iterable": Iterable,
        "dataclass": dataclass, "field": field, "__name__": __name__,
    }  # fmt: skip
    exec(f"from __future__ import annotations\n{text}", names)
    return names


SHARED_NAMES = vocabulary()


def deployed(graph: Graph) -> Any:
    """A graph as generated tests see it."""
    known = {each.id: _as_seen(graph, each) for each in graph.resources}
    for each in graph.resources:
        for key, ids in each.references.items():
            known[each.id].sources[key] = [known[id_] for id_ in ids]
        known[each.id].waits_for.extend(known[id_] for id_ in each.depends_on)
    make = SHARED_NAMES["DeployedStack"]
    return make(graph.name, graph.region, frozenset(graph.depends_on), list(known.values()))


def _as_seen(graph: Graph, each: Resource) -> Any:
    make = SHARED_NAMES["Deployed"]
    return make(graph.name, each.type, each.name, each.region or graph.region, each.properties)


def demands(graphs: Sequence[Graph]) -> Demands:
    resources = [each for graph in graphs for each in graph.resources]
    cloudformation = any(each.type.startswith("AWS::") for each in resources)
    return Demands([Seen(each) for each in graphs], Conditions(resources, cloudformation), Names())


def run(test: RequirementTest, graphs: Sequence[Graph]) -> None:
    body = "\n".join(test.lines)
    exec(body, {**SHARED_NAMES, "stacks": [deployed(each) for each in graphs]})


@pytest.mark.parametrize("spelled", [PULUMI, CDK], ids=lambda spelled: spelled.name)
@pytest.mark.parametrize("keys", REQUIREMENTS.values(), ids=REQUIREMENTS)
def test_the_test_of_a_requirement_fails_when_it_is_violated(
    stated: Stated, spelled: Spelled, keys: str
) -> None:
    test = demands(sound(spelled)).test(stated(keys))
    run(test, sound(spelled))
    with pytest.raises(AssertionError):
        run(test, broken(spelled))


@pytest.mark.parametrize("spelled", [PULUMI, CDK], ids=lambda spelled: spelled.name)
def test_what_is_gone_is_missed(stated: Stated, spelled: Spelled) -> None:
    test = demands(sound(spelled)).test(stated(REQUIREMENTS["min class"]))
    with pytest.raises(AssertionError):
        run(test, [])


def queue(name: str, **properties: object) -> Resource:
    return Resource(name, QUEUE, name, properties)


def written(stated: Stated, keys: str, graphs: Sequence[Graph] = ()) -> list[str]:
    some = graphs or [Graph("Shop", "lib/shop.py", EAST, (queue("a"),))]
    return list(demands(some).test(stated(keys)).lines)


@pytest.mark.parametrize(
    ("keys", "lines"),
    [
        (
            f'resource = "{QUEUE}"\nmin-count = 1\nmax-count = 2',
            [f"queues = resources(stacks, '{QUEUE}')", "assert len(queues) >= 1", "assert len(queues) <= 2"],
        ),
        (
            f'resource = "{QUEUE}"\nregion = "{EAST}"\nstack = "Sh*"\nmin-count = 1',
            [
                f"queues = [each for each in resources(stacks, '{QUEUE}', region='{EAST}')"
                " if fnmatchcase(each.stack, 'Sh*')]",
                "assert len(queues) >= 1",
            ],
        ),
        ("min-count = 1", ["assert len(stacks) >= 1"]),
        (
            'stack = "Shop"\nregion = "us-east-1"\nmin-count = 1',
            ["chosen = [each for each in stacks if each.name == 'Shop' and each.region == 'us-east-1']",
             "assert len(chosen) >= 1"],
        ),
        (
            'stack = "lib/*.py"\nmin-count = 1',
            ["chosen = [each for each in stacks if each.name in ('Shop',)]", "assert len(chosen) >= 1"],
        ),
    ],
)  # fmt: skip
def test_lines(stated: Stated, keys: str, lines: list[str]) -> None:
    assert written(stated, keys) == lines


def test_a_construct_alone_is_no_stack(stated: Stated) -> None:
    graphs = [Graph("Shop", "lib/shop.py", EAST), Graph("Guard", "lib/guard.py", EAST)]
    seen = [Seen(graphs[0]), Seen(graphs[1], stack=False)]
    test = Demands(seen, Conditions(()), Names()).test(stated("min-count = 1"))
    assert test.lines[0] == "chosen = [each for each in stacks if each.whole]"


def test_variants_of_one_module_are_not_counted_together(stated: Stated) -> None:
    graphs = [Graph(name, "lib/shop.py", EAST, (queue("a"),)) for name in ("dev", "prod")]
    with pytest.raises(Unwritable, match="dev and prod, which are one stack module in one region"):
        written(stated, f'resource = "{QUEUE}"\nmin-count = 1', graphs)
    assert written(stated, f'resource = "{QUEUE}"\nmust = {{ required = ["QueueName"] }}', graphs)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Queues are kept", "test_r_queues_are_kept"),
        ("a " * 60, "test_r_" + "_".join("a" * 40)),
    ],
)
def test_tests_are_named_after_what_is_required(stated: Stated, text: str, name: str) -> None:
    graph = Graph("Shop", "lib/shop.py", EAST)
    assert demands([graph]).test(stated("min-count = 1")).name == "test_r_holds"
    test = demands([graph]).test(stated(f'text = "{text}"\nmin-count = 1'))
    assert test.name == name
