"""Which of the graphs that tests build speak of the system as it is deployed."""

from __future__ import annotations

import pytest

from testguard.model.resource import Graph, Observed, Resource
from testguard.requirements.holding import hold
from testguard.requirements.seen import Seen, seen_in_tests
from tests.requirements.conftest import Stated

LARGE = 'resource = "AWS::RDS::DBInstance"\nmin-instance-class = "db.r6g.large"'


def built(
    size: str, *given: str, module: str = "lib/db.py", path: str = "", region: str = ""
) -> Observed:
    own = {"DBInstanceClass": size}
    resource = Resource("db", "AWS::RDS::DBInstance", "db", own, source=f"{module}:1")
    return Observed("cdk", Graph("Stack", path, region, (resource,)), ("t",), given)


def departing(*observed: Observed) -> list[bool]:
    return [each.departs for each in seen_in_tests(observed)]


DEFAULT, OVERRIDDEN = built("db.r6g.large"), built("db.t3.micro", "Args.size")


def test_an_override_departs_from_the_default() -> None:
    assert departing(DEFAULT, OVERRIDDEN) == [False, True]


def test_with_nothing_less_it_is_all_there_is() -> None:
    assert departing(OVERRIDDEN, built("db.t3.micro", "Args.name")) == [False, False]


def test_a_stack_that_is_always_given_a_name_departs_by_what_else_it_is_given() -> None:
    named = built("db.r6g.large", "Args.name")
    assert departing(named, built("db.t3.micro", "Args.name", "Args.size")) == [False, True]


def test_other_modules_say_nothing_of_it() -> None:
    assert departing(built("db.r6g.large", module="lib/cache.py"), OVERRIDDEN) == [False, False]


def test_an_app_speaks_of_the_modules_it_puts_together() -> None:
    around = Resource("vpc", "AWS::EC2::VPC", "vpc", source="lib/vpc.py:1")
    app = Observed("cdk", Graph("App", resources=(*DEFAULT.graph.resources, around)), ("t",))
    assert departing(app, OVERRIDDEN) == [False, True]


def test_variants_that_depart_violate_nothing(stated: Stated) -> None:
    seen = seen_in_tests([DEFAULT, OVERRIDDEN])
    held = hold(stated(LARGE), seen)
    assert held.breaches == ()
    assert held.resources == ("AWS::RDS::DBInstance db (Stack)",)
    assert hold(stated(LARGE), [Seen(OVERRIDDEN.graph)]).breaches


def test_variants_that_depart_may_show_that_something_is_there(stated: Stated) -> None:
    there = built("db.t3.micro", "Args.size", region="eu-west-1")
    seen = seen_in_tests([DEFAULT, there])
    asked = 'resource = "AWS::RDS::DBInstance"\nregion = "eu-west-1"\n'
    assert hold(stated(f"{asked}min-count = 1"), seen).breaches == ()
    assert hold(stated(f"{asked}max-count = 0"), seen).breaches == ()


@pytest.mark.parametrize(
    ("observed", "is_stack"),
    [
        (built("x"), False),
        (built("x", region="us-east-1"), True),
        (built("x", module="lib/stack.py"), True),
        (built("x", module="", path=""), True),
    ],
)
def test_a_construct_alone_is_no_stack(observed: Observed, is_stack: bool) -> None:
    [seen] = seen_in_tests([observed], constructs={"lib/db.py"})
    assert seen.stack is is_stack


def test_constructs_alone_do_not_count_as_stacks(stated: Stated) -> None:
    seen = [Seen(Graph("One", "a.py", "us-east-1"), stack=False), Seen(Graph("Two", "b.py"))]
    [few, near] = hold(stated("min-count = 2\ndistinct-regions = 1"), seen).breaches
    assert few.message == "there must be at least 2 stacks, and there is 1"
    assert near.message == "the stacks must spread over 1 regions, not 0"
    assert hold(stated(LARGE), [Seen(OVERRIDDEN.graph, stack=False)]).breaches
