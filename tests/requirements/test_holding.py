"""Twenty requirements of different shapes, each satisfied and each violated, in both frameworks."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec import Struct, field

from testguard.model.requirement import Requirement
from testguard.model.resource import Graph, Resource
from testguard.requirements.holding import Held, hold
from testguard.requirements.keywords import check_requirement
from testguard.requirements.seen import Seen
from tests.requirements.conftest import Stated

EAST, WEST = "us-east-1", "eu-west-1"


class Spelled(Struct, frozen=True):
    """One framework's names for what the graphs below are made of."""

    name: str
    types: dict[str, str]
    keys: dict[str, str] = field(default_factory=dict)

    def resource(self, kind: str, name: str, /, **properties: object) -> Resource:
        references = properties.pop("to", {})
        own = {self.keys.get(key, key): value for key, value in properties.items()}
        linked = {self.keys.get(key, key): ids for key, ids in dict(references).items()}  # type: ignore[call-overload]
        needs = tuple(id_ for ids in linked.values() for id_ in ids)
        return Resource(name, self.types[kind], name, own, "", "", "", needs, {}, linked)


PULUMI = Spelled(
    "pulumi",
    {"db": "aws:rds/instance:Instance", "vpc": "aws:ec2/vpc:Vpc", "alarm": "aws:cloudwatch/metricAlarm:MetricAlarm",
     "check": "aws:route53/healthCheck:HealthCheck", "topic": "aws:sns/topic:Topic"},
    {"size": "instanceClass", "source": "replicateSourceDb", "days": "backupRetentionPeriod", "safe": "storageEncrypted",
     "cidr": "cidrBlock", "children": "childHealthchecks", "kind": "type", "actions": "alarmActions", "nets": "vpcSecurityGroupIds"},
)  # fmt: skip
CDK = Spelled(
    "cdk",
    {"db": "AWS::RDS::DBInstance", "vpc": "AWS::EC2::VPC", "alarm": "AWS::CloudWatch::Alarm",
     "check": "AWS::Route53::HealthCheck", "topic": "AWS::SNS::Topic"},
    {"size": "DBInstanceClass", "source": "SourceDBInstanceIdentifier", "days": "BackupRetentionPeriod", "safe": "StorageEncrypted",
     "cidr": "CidrBlock", "children": "ChildHealthChecks", "kind": "Type", "actions": "AlarmActions", "nets": "VPCSecurityGroups"},
)  # fmt: skip


def sound(spelled: Spelled) -> list[Graph]:
    make = spelled.resource
    primary = Graph(
        "Primary",
        "lib/primary.py",
        EAST,
        (
            make("vpc", "vpc", cidr="10.0.0.0/16"),
            make("topic", "topic"),
            make(
                "db",
                "primary",
                size="db.r6g.large",
                days=7,
                safe=True,
                nets=["sg"],
                to={"nets": ("vpc",)},
            ),
            make("alarm", "alarm", actions=["arn"], to={"actions": ("topic",)}),
            make("check", "check", kind="CALCULATED", children=["c"]),
        ),
    )
    replica = Graph(
        "Replica",
        "lib/replica.py",
        WEST,
        (make("vpc", "vpc2", cidr="10.1.0.0/16"), make("db", "replica", size="db.r6g.xlarge", source="arn", days=7, safe=True, nets=["sg"], to={"nets": ("vpc2",)})),
        depends_on=("Primary",),
    )  # fmt: skip
    return [primary, replica]


def broken(spelled: Spelled) -> list[Graph]:
    make = spelled.resource
    return [
        Graph(
            "Primary",
            "lib/primary.py",
            EAST,
            (
                make("vpc", "vpc", cidr="0.0.0.0/0"),
                make("vpc", "spare", cidr="0.0.0.0/0"),
                make("db", "primary", size="db.t3.16xlarge", days=0, safe=False),
                make("db", "second", size="db.t3.16xlarge", days=0, safe=False, source="arn"),
                make("alarm", "alarm", actions=[]),
                make("check", "check", kind="CALCULATED", children=[]),
            ),
        )
    ]


DB = 'resource = "AWS::RDS::DBInstance"\n'
REQUIREMENTS = {
    "min class": DB + 'min-instance-class = "db.r6g.large"',
    "max class": DB + 'max-instance-class = "db.r6g.4xlarge"',
    "families": DB + 'instance-families = ["r6g", "r7g"]',
    "sizes": DB + 'instance-sizes = ["large", "xlarge"]',
    "not burstable": DB + "burstable = false",
    "class of a property": DB + 'must = { properties = { DBInstanceClass = { min-instance-class = "db.r6g.large" } } }',
    "pattern": DB + "must = { properties = { DBInstanceClass = { pattern = '^db\\.r6g\\.' } } }",
    "pulumi's spelling": 'resource = "aws:rds/instance:Instance"\nmust = { properties = { instanceClass = { pattern = "r6g" } } }',
    "minimum": DB + "must = { properties = { BackupRetentionPeriod = { minimum = 7 } } }",
    "constant": DB + "must = { required = ['StorageEncrypted'], properties = { StorageEncrypted = { const = true } } }",
    "where and region": DB + f'where = {{ required = ["SourceDBInstanceIdentifier"] }}\nregion = "{WEST}"\nmin-count = 1',
    "max count": 'resource = "AWS::EC2::VPC"\nstack = "Primary"\nmax-count = 1',
    "none of a kind": 'resource = "AWS::EC2::VPC"\nwhere = { properties = { cidrBlock = { const = "0.0.0.0/0" } } }\nmax-count = 0',
    "distinct regions": DB + "distinct-regions = 2",
    "references": 'resource = "AWS::CloudWatch::Alarm"\nreferences = ["AWS::SNS::Topic"]',
    "depends on": DB + 'depends-on = ["aws:ec2/vpc:Vpc"]',
    "target": DB + 'must = { properties = { VPCSecurityGroups = { target = { resource = "AWS::EC2::VPC", must = { properties = { CidrBlock = { pattern = "^10" } } } } } }, required = ["VPCSecurityGroups"] }',
    "children": 'resource = "AWS::Route53::HealthCheck"\nwhere = { properties = { Type = { const = "CALCULATED" } } }\nmust = { properties = { childHealthchecks = { minItems = 1 } }, required = ["childHealthchecks"] }',
    "stacks": "min-count = 2\ndistinct-regions = 2",
    "order of stacks": 'stack = "Replica"\nmin-count = 1\ndepends-on = ["Pri*"]',
}  # fmt: skip


def held_against(requirement: Requirement, graphs: Sequence[Graph]) -> Held:
    return hold(requirement, [Seen(each) for each in graphs])


@pytest.mark.parametrize("spelled", [PULUMI, CDK], ids=lambda spelled: spelled.name)
@pytest.mark.parametrize("keys", REQUIREMENTS.values(), ids=REQUIREMENTS)
def test_a_requirement_holds_of_what_satisfies_it_only(
    stated: Stated, spelled: Spelled, keys: str
) -> None:
    requirement = stated(keys)
    check_requirement(requirement)
    held = held_against(requirement, sound(spelled))
    assert held.breaches == ()
    assert held_against(requirement, broken(spelled)).breaches


def test_breaches_say_what_and_where(stated: Stated) -> None:
    [first, _] = held_against(stated(REQUIREMENTS["min class"]), broken(PULUMI)).breaches
    assert (
        first.resource == "aws:rds/instance:Instance primary in us-east-1 (lib/primary.py Primary)"
    )
    assert first.message == (
        "its instance class db.t3.16xlarge is burstable, and db.r6g.large, the smallest that is "
        "allowed, is not"
    )
    [missing] = held_against(stated(REQUIREMENTS["where and region"]), broken(CDK)).breaches
    assert missing.message == (
        "there must be at least 1 AWS::RDS::DBInstance like `where` in eu-west-1, and there is none"
    )
    [lonely, one] = held_against(stated(REQUIREMENTS["stacks"]), broken(CDK)).breaches
    assert lonely.message == "there must be at least 2 stacks, and there is 1"
    assert one.message == "the stacks must spread over 2 regions, not 1 (us-east-1)"


def test_variants_of_one_stack_count_once(stated: Stated) -> None:
    variants = [*sound(PULUMI), *sound(PULUMI)]
    assert held_against(stated(REQUIREMENTS["max count"]), variants).breaches == ()
    assert held_against(stated('resource = "AWS::EC2::VPC"\nmin-count = 3'), variants).breaches


def test_what_is_asked_must_hold_in_every_variant(stated: Stated) -> None:
    assert held_against(stated(REQUIREMENTS["minimum"]), [*sound(CDK), *broken(CDK)]).breaches


def test_what_exists_already_is_not_declared(stated: Stated) -> None:
    read = Resource("db", "AWS::RDS::DBInstance", "db", read=True)
    assert (
        held_against(stated(DB + "max-count = 0"), [Graph("s", resources=(read,))]).breaches == ()
    )


def test_a_class_that_is_not_known_or_missing_is_a_breach(stated: Stated) -> None:
    for properties in (
        {"DBInstanceClass": {"Ref": "Size"}},
        {"DBInstanceClass": "db.serverless"},
        {},
    ):
        graph = Graph("s", resources=(Resource("db", "AWS::RDS::DBInstance", "db", properties),))
        assert held_against(stated(REQUIREMENTS["min class"]), [graph]).breaches


def test_a_stack_reference_is_a_dependency(stated: Stated) -> None:
    reference = Resource("ref", "pulumi:pulumi:StackReference", "org/Primary/dev")
    requirement = stated('stack = "Replica"\ndepends-on = ["*Primary*"]')
    assert held_against(requirement, [Graph("Replica", resources=(reference,))]).breaches == ()
    assert held_against(requirement, [Graph("Replica")]).breaches
