from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from testguard.model.resource import Built, Graph, Resource
from testguard.plugin import Spelled
from testguard.scaffold.assembled import assembled
from testguard.scaffold.plan import Added, Assembled, Change, Plan, Stack


def told(resource: Resource) -> Mapping[str, Any]:
    return resource.properties


def pet(name: str, **properties: Any) -> Resource:
    return Resource(f"id-{name}", "Pet", name, properties)


def built(name: str, *resources: Resource, others: tuple[Graph, ...] = ()) -> Built:
    return Built(Graph(name, resources=resources), others=others)


def plan(class_name: str, *resources: Resource) -> Plan:
    graph = Graph(class_name, resources=resources)
    return Plan("lib/farm.py", class_name, Spelled(""), Stack(""), graph, {})


def test_what_only_the_app_gives_is_told() -> None:
    alone = plan("Farm", pet("Farm/Cat", size=1, home="here"), pet("Farm/Dog", size=2))
    app = built("prod", pet("prod/Cat", size=1, home="there"), pet("prod/Dog", size=2, tag="x"))
    assert assembled(app, [alone], told) == (
        Assembled(
            app.graph,
            (Change("id-prod/Cat", {"home": "there"}), Change("id-prod/Dog", {"tag": "x"})),
        ),
    )


def test_the_name_of_the_stack_is_no_difference() -> None:
    alone = plan("Farm", pet("Farm/Cat", tags=[{"Name": "Farm/Cat"}], home="Farm's"))
    app = built("prod", pet("prod/Cat", tags=[{"Name": "prod/Cat"}], home="prod's"))
    assert assembled(app, [alone], told) == ()


def test_a_stack_may_stand_in_a_stage_and_is_told_from_others() -> None:
    farm = plan("Farm", pet("Farm/Cat", size=1), pet("Farm/Dog", size=1))
    zoo = plan("Zoo", pet("Zoo/Cat", size=3), pet("Zoo/Lion", size=9))
    app = built("Stage-prod", pet("Stage/prod/Cat", size=1), pet("Stage/prod/Dog", size=2))
    [found] = assembled(app, [zoo, farm], told)
    assert found.changes == (Change("id-Stage/prod/Dog", {"size": 2}),)


def test_what_many_lists_have_more_is_told_of_whole_types() -> None:
    names = ("Ant", "Bee", "Cow", "Dog")
    ours, keeper = Resource("id-Hut", "Hut", "Farm/Hut", {"tags": []}), {"tags": ["ours"]}
    alone = plan("Farm", ours, *(pet(f"Farm/{each}", tags=[each]) for each in names))
    hut = Resource("id-hut", "Hut", "prod/Hut", keeper)
    tagged = [pet(f"prod/{each}", tags=["ours", each]) for each in names]
    [found] = assembled(built("prod", hut, *tagged), [alone], told)
    assert (found.changes, found.added) == ((), (Added("tags", ("ours",), ("Hut", "Pet")),))

    bare = pet("prod/Dog", tags=["Dog"])
    [found] = assembled(built("prod", hut, *tagged[:3], bare), [alone], told)
    assert found.added == (Added("tags", ("ours",), ("Hut",)),)
    assert [each.resource for each in found.changes] == [f"id-prod/{each}" for each in names[:3]]

    [found] = assembled(built("prod", hut, *tagged[:2]), [alone], told)
    assert [each.resource for each in found.changes] == ["id-hut", "id-prod/Ant", "id-prod/Bee"]
    assert not found.added


def test_what_differs_within_a_value_is_looked_at_alone() -> None:
    names = ("Ant", "Bee", "Cow", "Dog")
    alone = plan("Farm", *(pet(f"Farm/{each}", told={"of": each, "on": 1}) for each in names))
    app = built("prod", *(pet(f"prod/{each}", told={"of": each, "on": 2}) for each in names))
    [found] = assembled(app, [alone], told)
    assert found.changes == (Change("id-prod/Ant", {"told": {"of": "Ant", "on": 2}}),)


@pytest.mark.parametrize(("before", "after"), [(1, 2), ("a", "b"), (True, None), (["a"], "a")])
def test_plain_values_that_are_others_are_told_of_one(before: object, after: object) -> None:
    names = ("Ant", "Bee", "Cow", "Dog")
    alone = plan("Farm", *(pet(f"Farm/{each}", size=before) for each in names))
    app = built("prod", *(pet(f"prod/{each}", size=after) for each in names))
    [found] = assembled(app, [alone], told)
    assert (found.changes, found.added) == ((Change("id-prod/Ant", {"size": after}),), ())


def test_lists_that_shrink_or_turn_around_are_told_as_they_are() -> None:
    names = ("Ant", "Bee", "Cow", "Dog")
    alone = plan("Farm", *(pet(f"Farm/{each}", food=["oat", each], at=[1, 2]) for each in names))
    app = built("prod", *(pet(f"prod/{each}", food=[each], at=[2, 1]) for each in names))
    [found] = assembled(app, [alone], told)
    assert found.changes == (
        Change("id-prod/Ant", {"food": ["Ant"], "at": [2, 1]}),
        *(Change(f"id-prod/{each}", {"food": [each]}) for each in names[1:]),
    )
    assert not found.added


def test_other_stacks_count_and_those_that_nothing_constructs_alone_do_not() -> None:
    farm = plan("Farm", pet("Farm/Cat", size=1))
    program = plan("", pet("prod/Lion", size=1))
    inside = Graph("zoo/nested", resources=(pet("zoo/nested/Cat", size=7),))
    zoo = Graph("zoo", resources=(pet("zoo/Cat", size=5),))
    app = built("prod", pet("prod/Lion", size=2), others=(zoo, inside))
    [found] = assembled(app, [program, farm], told)
    assert (found.graph, found.changes) == (zoo, (Change("id-zoo/Cat", {"size": 5}),))
    assert assembled(app, [], told) == ()
