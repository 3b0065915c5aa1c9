from __future__ import annotations

import pytest

from testguard.scaffold.grouping import Case, Group, grouped
from testguard.scaffold.naming import snake
from testguard.scaffold.tree import NAME, Hole, Relation


def groups(*cases: Case) -> list[Group]:
    return grouped(cases, snake)


def subnet(name: str, zone: str, vpc: str, **more: object) -> Case:
    expected = {"zone": zone, "vpcId": Relation(vpc, "id"), "public": False, **more}
    return Case(f"id-{name}", "aws:ec2/subnet:Subnet", name, expected)


def test_cases_of_one_form_are_one_group_whose_columns_are_the_differences() -> None:
    [group] = groups(subnet("a", "1a", "v1"), subnet("b", "1b", "v2"))
    assert group.columns == ("name", "zone", "vpc_id")
    vpcs = [Relation(each, NAME) for each in ("v1", "v2")]
    assert group.rows == (("a", "1a", vpcs[0]), ("b", "1b", vpcs[1]))
    assert group.expected == {"zone": Hole("zone"), "vpcId": Hole("vpc_id", "id"), "public": False}


def test_a_text_that_is_also_an_id_stays_a_text() -> None:
    named = [subnet(name, "1a", name, label=name) for name in ("a", "b")]
    [group] = groups(*named)
    assert group.columns == ("name", "vpc_id")
    assert group.expected["label"] == Hole("name")
    assert group.rows[0] == ("a", Relation("a", NAME))


def test_values_that_always_agree_share_a_column() -> None:
    first, second = subnet("a", "x", "v", label="x"), subnet("b", "y", "v", label="y")
    [group] = groups(first, second)
    assert group.columns == ("name", "zone")
    assert group.expected["label"] == Hole("zone")


@pytest.mark.parametrize(
    "other",
    [
        subnet("b", "1b", "v", more=1),
        Case("x", "aws:ec2/vpc:Vpc", "b", {"zone": "1b", "vpcId": Relation("v", "id")}),
        Case("x", "aws:ec2/subnet:Subnet", "b", {"zone": 1, "vpcId": "v", "public": False}),
        Case(
            "x",
            "aws:ec2/subnet:Subnet",
            "b",
            {"zone": "1b", "vpcId": Relation("v", "arn"), "public": False},
        ),
    ],
    ids=["more keys", "another type", "other kinds", "another output"],
)
def test_what_has_another_form_stands_alone(other: Case) -> None:
    assert [group.names for group in groups(subnet("a", "1a", "v"), other)] == [("a",), ("b",)]


def test_too_many_differences_are_no_form() -> None:
    first = Case("1", "t", "a", {f"k{number}": number for number in range(9)})
    second = Case("2", "t", "b", {f"k{number}": number + 100 for number in range(9)})
    assert len(groups(first, second)) == 2


def test_a_boolean_is_no_number() -> None:
    first, second = Case("1", "t", "a", {"k": True}), Case("2", "t", "b", {"k": 1})
    assert len(groups(first, second)) == 2
