from __future__ import annotations

from testguard_moto.existence import Grouping, stable
from testguard_moto.facts import Fact, Told
from testguard_moto.readers import READERS

TYPE = "AWS::EC2::Subnet"
[READER] = READERS[TYPE]


def subnet(path: str, *facts: Fact) -> Told:
    return Told(TYPE, path, READER, facts)


def test_one_resource_is_asked_by_its_name() -> None:
    fact = Fact(("MapPublicIpOnLaunch",), "value", False)
    [group] = Grouping("123456789012").groups([subnet("Shop/Vpc/Subnet1/Resource", fact)])
    assert group.test == "test_vpc_subnet1"
    assert group.rows == (("'Shop/Vpc/Subnet1/Resource'",),)
    assert group.lines == ('assert found["MapPublicIpOnLaunch"] is False',)


def test_resources_that_are_asked_alike_are_rows_of_what_differs() -> None:
    same = Fact(("State",), "value", "available")
    told = [
        subnet(
            "A/One",
            Fact(("CidrBlock",), "value", "10.0.0.0/24"),
            Fact(("VpcId",), "name", "A/V"),
            same,
        ),
        subnet(
            "A/Two",
            Fact(("CidrBlock",), "value", "10.0.1.0/24"),
            Fact(("VpcId",), "name", "A/W"),
            same,
        ),
    ]
    [group] = Grouping("123456789012").groups(told)
    assert group.test == "test_each_subnet"
    assert group.columns == ("path", "cidr_block", "vpc_id")
    assert group.rows == (
        ("'A/One'", "'10.0.0.0/24'", "'A/V'"),
        ("'A/Two'", "'10.0.1.0/24'", "'A/W'"),
    )
    assert group.lines == (
        'assert found["CidrBlock"] == cidr_block',
        'assert found["VpcId"] == system.id(vpc_id)',
        "assert found[\"State\"] == 'available'",
    )


def test_resources_with_other_fields_have_tests_of_their_own_names() -> None:
    told = [
        subnet("A/One/Resource", Fact(("CidrBlock",), "value", "x")),
        subnet("B/One/Resource", Fact(("State",), "value", "y")),
    ]
    assert [each.test for each in Grouping("123456789012").groups(told)] == [
        "test_one",
        "test_one_2",
    ]


def test_the_account_is_asked_for() -> None:
    fact = Fact(("OwnerArn",), "value", "arn:aws:iam::123456789012:role/x")
    [group] = Grouping("123456789012").groups([subnet("A/One", fact)])
    assert group.lines == ("assert found[\"OwnerArn\"] == f'arn:aws:iam::{system.account}:role/x'",)


def test_only_what_two_clouds_told_alike_is_kept() -> None:
    one, two = Fact(("A",), "value", 1), Fact(("B",), "value", 2)
    other = Fact(("B",), "value", 3)
    first = [subnet("A/One", one, two), subnet("A/Two", two)]
    assert stable(first, [subnet("A/One", one, other)]) == [subnet("A/One", one)]
