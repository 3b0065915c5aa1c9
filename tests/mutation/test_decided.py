from __future__ import annotations

import pytest

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Resource
from testguard.model.statement import Declared
from testguard.mutation.decided import UNDECIDED, Decisions

PLACE = "lib/shop.py:5"
OWNER = "Shop/Function"
MAIN = Resource("F", "T", f"{OWNER}/Resource", owner=OWNER, source=PLACE)
ROLE = Resource("R", "T", f"{OWNER}/Role/Resource", owner=OWNER, source=PLACE)
TOPIC = Resource("N", "N", "Shop/Topic/Resource", owner="Shop/Topic", source="lib/shop.py:4")
LOW = Resource("L", "T", "Shop/Low", owner="Shop/Low", source=PLACE)
GRAPH = Graph("Shop", resources=(MAIN, ROLE, TOPIC, LOW))
STATED = Declared("T", PLACE, (("Tenancy",), ("Rules", 0), ("Source",), ("Role",)))


def is_own(
    change: Change, resource: Resource = MAIN, stated: Declared = STATED, operator: str = "x"
) -> bool:
    return Decisions.of([stated]).is_own(operator, change, resource, GRAPH)


@pytest.mark.parametrize(
    ("path", "old", "own"),
    [
        (("Size",), 3, False),
        (("Unseen",), 3, False),
        (("Tenancy",), "default", True),
        (("Rules", 0), "a", True),  # the list follows as a whole, and this stays
        (("Source",), {"Ref": "N"}, False),  # leads to what another construct is for
        (("Source", "Fn::GetAtt"), ["N", "Arn"], False),
        (("Role",), {"Fn::GetAtt": ["R", "Arn"]}, True),
    ],
)
def test_what_no_statement_changes_is_a_constructs_own(
    path: tuple[str | int, ...], old: object, own: bool
) -> None:
    assert is_own(Change(Act.SET, path, old, "other")) is own


def test_what_is_declared_without_a_construct_around_is_stated() -> None:
    assert not is_own(Change(Act.SET, ("Tenancy",), "default", "x"), LOW)


def test_what_protects_is_worth_a_test_whoever_decided_it() -> None:
    assert not is_own(Change(Act.SET, ("Encrypted",), True, False), operator="encryption-weakened")


@pytest.mark.parametrize(
    ("resource", "act", "counted", "own"),
    [
        (MAIN, Act.REMOVE, False, False),
        (MAIN, Act.DUPLICATE, False, False),
        (ROLE, Act.REMOVE, False, True),
        (ROLE, Act.REMOVE, True, False),
        (ROLE, Act.DUPLICATE, True, True),
    ],
)
def test_parts_come_with_their_construct(
    resource: Resource, act: Act, counted: bool, own: bool
) -> None:
    stated = Declared("T", PLACE, counted=counted)
    assert is_own(Change(act), resource, stated) is own


@pytest.mark.parametrize(("needed", "own"), [("N", False), ("R", True)])
def test_a_construct_waits_for_its_own_parts_by_itself(needed: str, own: bool) -> None:
    assert is_own(Change(Act.CUT, (), needed, "")) is own


def test_where_nothing_is_known_everything_is_stated() -> None:
    assert not UNDECIDED.is_own("x", Change(Act.SET, ("Tenancy",), "a", "b"), MAIN, GRAPH)
