from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from testguard.model.mutant import Act, altered
from testguard.model.resource import Graph, Observed, Resource
from testguard.model.statement import Declared
from testguard.mutation.decided import Decisions
from testguard.mutation.generate import Scope, Work, resource_work

STACK = "lib/stack.py"
ONE, TWO = "tests/test_a.py::test_one", "tests/test_a.py::test_two"


def resource(name: str, properties: Mapping[str, Any], **more: Any) -> Resource:
    given = {"source": f"{STACK}:9", **more}
    return Resource(f"aws:x/y:Thing::{name}", "aws:x/y:Thing", name, properties, **given)


def seen(*resources: Resource, tests: tuple[str, ...] = (ONE,)) -> Observed:
    return Observed("pulumi", Graph("", resources=resources), tests)


def works(*observed: Observed, scope: Scope | None = None) -> list[Work]:
    return list(resource_work(observed, scope or Scope((STACK,))))


def test_one_place_that_declares_is_one_whatever_tests_call_it() -> None:
    found = works(
        seen(resource("dev-db", {"size": 1})), seen(resource("prod-db", {"size": 5}), tests=(TWO,))
    )
    [moved] = [each for each in found if each.mutant.operator == "number-moved"]
    assert moved.mutant.names == ("dev-db", "prod-db")
    assert moved.mutant.pairs == ((1, 2), (5, 6))
    assert moved.tests == (ONE, TWO)
    assert (moved.mutant.module, moved.mutant.line) == (STACK, 9)


def test_resources_of_a_loop_are_wrong_together() -> None:
    found = works(seen(resource("a", {"size": 1}), resource("b", {"size": 4})))
    [moved] = [each.mutant for each in found if each.mutant.operator == "number-moved"]
    assert moved.names == ("a", "b")
    assert moved.pairs == ((1, 2), (4, 5))


def test_of_the_resources_of_a_loop_the_last_one_is_missing() -> None:
    found = works(
        seen(resource("dev-a", {}), resource("dev-b", {})),
        seen(resource("prod-a", {}), resource("prod-b", {})),
    )
    [removed] = [each.mutant for each in found if each.mutant.operator == "resource-removed"]
    assert removed.names == ("dev-b", "prod-b")


def test_the_value_that_most_tests_see_is_the_one_shown() -> None:
    found = works(
        seen(resource("a", {"size": 1})),
        seen(resource("b", {"size": 5}), tests=(TWO, "tests/test_a.py::test_three")),
    )
    [moved] = [each for each in found if each.mutant.operator == "number-moved"]
    assert moved.mutant.old == 5


def test_nothing_is_said_twice_and_the_name_of_a_weakness_comes_first() -> None:
    found = works(seen(resource("a", {"multiAz": True, "storageEncrypted": True})))
    flips = [each.mutant for each in found if each.mutant.act is Act.SET]
    assert {(each.place, each.operator) for each in flips} == {
        ("multiAz", "multi-az-weakened"),
        ("storageEncrypted", "encryption-weakened"),
    }


def test_what_tests_cannot_see_is_left_out() -> None:
    blind = Scope((STACK,), visible={"pulumi": (Act.SET,)})
    found = works(seen(resource("a", {"size": 1}, depends_on=("t::b",))), scope=blind)
    assert {each.mutant.act for each in found} == {Act.SET}
    assert Act.CUT in {
        each.mutant.act for each in works(seen(resource("a", {}, depends_on=("t::b",))))
    }


def test_resources_of_tests_and_of_other_stacks_are_left_alone() -> None:
    scope = Scope((STACK,), frozenset({"lib/other.py"}), frozenset({"tests/test_a.py"}))
    foreign = [
        resource("a", {"size": 1}, source="lib/other.py:3"),
        resource("b", {"size": 1}, source="tests/test_a.py:3"),
    ]
    assert works(seen(*foreign), scope=scope) == []


def test_a_module_that_a_stack_uses_belongs_to_it() -> None:
    helped = seen(resource("a", {"size": 1}, source="lib/parts.py:3"), resource("b", {}))
    [moved] = [each.mutant for each in works(helped) if each.mutant.operator == "number-moved"]
    assert (moved.stack, moved.module, moved.line) == (STACK, "lib/parts.py", 3)


def test_spelling_of_the_frameworks_makes_no_difference() -> None:
    camel = resource("a", {"storageEncrypted": True, "tags": {"env": "dev"}})
    pascal = resource("a", {"StorageEncrypted": True, "Tags": [{"Key": "env", "Value": "dev"}]})
    named = [
        {each.mutant.operator for each in works(seen(each_one))} for each_one in (camel, pascal)
    ]
    assert "tag-dropped" in named[0]
    assert named[0] == named[1]


def test_metadata_and_addresses_of_assets_are_no_decisions() -> None:
    address = {"S3Bucket": {"Fn::Sub": "cdk-hnb659fds-assets-${AWS::AccountId}"}, "S3Key": "f" * 64}
    code = replace(resource("a", {}), properties={"Code": address, "tagsAll": {"a": "b"}})
    assert {each.mutant.place for each in works(seen(code)) if each.mutant.path} <= {
        "Code",
        "Code.S3Bucket",
    }


def test_an_output_of_a_stack_is_left_out_where_the_stack_declares_it() -> None:
    graph = Graph("Shop", exports={"Url": "x", "Foreign": "y"}, places={"Url": f"{STACK}:7"})
    [dropped] = works(Observed("cdk", graph, (ONE,)))
    mutant = dropped.mutant
    assert (mutant.operator, mutant.act, mutant.path) == ("output-dropped", Act.OUTPUT, ("Url",))
    assert (mutant.module, mutant.line, dropped.tests) == (STACK, 7, (ONE,))


def test_who_sees_a_property_in_any_form_may_notice_that_it_is_missing() -> None:
    found = works(
        seen(resource("a", {"rule": {"source": {"Ref": "x"}}})),
        seen(resource("b", {"rule": {"source": "10.0.0.0/16"}}), tests=(TWO,)),
    )
    [dropped] = [each for each in found if each.mutant.act is Act.DROP]
    assert (dropped.mutant.place, dropped.tests) == ("rule.source", (ONE, TWO))


def test_a_tag_is_left_out_wherever_it_stands() -> None:
    env, name = {"Key": "env", "Value": "x"}, {"Key": "Name", "Value": "y"}
    other = {"Key": "Name", "Value": "z"}
    found = works(
        seen(resource("a", {"Tags": [name]})), seen(resource("b", {"Tags": [env, other]}))
    )
    dropped = [each.mutant for each in found if each.mutant.operator == "tag-dropped"]
    assert [[old for old, _ in each.pairs] for each in dropped] == [[name, other], [env]]
    assert [altered({"Tags": [env, other]}, each) for each in dropped] == [
        {"Tags": [env]}, {"Tags": [other]},
    ]  # fmt: skip


def test_what_constructs_decide_is_left_out() -> None:
    own = resource("Shop/Queue/Resource", {"size": 1, "tenancy": "x"}, owner="Shop/Queue")
    decisions = Decisions.of([Declared(own.type, own.source, (("tenancy",),))])
    found = works(seen(own), scope=Scope((STACK,), decisions=decisions))
    places = {each.mutant.place for each in found if each.mutant.act in (Act.SET, Act.DROP)}
    assert places == {"size"}


def test_what_a_module_of_the_repository_declares_belongs_to_a_stack_of_its_graph() -> None:
    elsewhere = resource("a", {"size": 1}, source="lib/parts.py:3")
    graph = Graph("", "lib/other.py", resources=(elsewhere,))
    both = Scope((STACK, "lib/other.py"))
    assert {each.mutant.stack for each in works(Observed("pulumi", graph, (ONE,)), scope=both)} == {
        "lib/other.py"
    }
    nowhere = Observed("pulumi", Graph("", resources=(elsewhere,)), (ONE,))
    assert works(nowhere, scope=both) == []
    assert {each.mutant.stack for each in works(nowhere)} == {STACK}


def test_a_mutant_says_which_resource_is_wrong() -> None:
    found = works(seen(resource("a", {"size": 1}), resource("b", {"size": 4})))
    assert {each.mutant.symbol for each in found} == {"aws:x/y:Thing::a"}


def test_the_order_in_which_resources_were_registered_makes_no_other_mutants() -> None:
    needs = ("t::p", "t::q")
    one = resource("a", {"size": 1, "of": "x"}, depends_on=needs)
    two = resource("b", {"size": 4, "of": "y"})
    keys = {"x": "x", "y": "y"}
    others = tuple(resource(name, {}, outputs={"id": id_}, source="") for name, id_ in keys.items())
    graphs = [
        seen(one, two, *others),
        seen(resource("c", {"size": 9}, depends_on=("t::p-prod", "t::q-prod")), tests=(TWO,)),
    ]
    turned = replace(one, depends_on=needs[::-1])
    again = [graphs[1], seen(*reversed(others), two, turned)]
    assert {each.mutant.id: each.tests for each in works(*graphs)} == {
        each.mutant.id: each.tests for each in works(*again)
    }
