from __future__ import annotations

from collections.abc import Mapping

from testguard.model.resource import SECRET, Graph, Resource
from testguard.requirements.views import Pointing, view

VPC = Resource("vpc", "aws:ec2/vpc:Vpc", "vpc")


def seen(type_: str, properties: Mapping[str, object], **more: object) -> dict[str, object]:
    resource = Resource("r", type_, "r", properties, **more)  # type: ignore[arg-type]
    return view(Graph("stack", resources=(VPC, resource)), resource)


def test_properties_have_the_names_of_both_frameworks() -> None:
    pulumi = seen("aws:rds/instance:Instance", {"instanceClass": "db.r6g.large"})
    cdk = seen("AWS::RDS::DBInstance", {"DBInstanceClass": "db.r6g.large"})
    assert (
        pulumi.items()
        >= {"instanceClass": "db.r6g.large", "DBInstanceClass": "db.r6g.large"}.items()
    )
    assert cdk["instanceClass"] == pulumi["DBInstanceClass"]


def test_nested_names_are_spelled_both_ways_and_tags_are_not() -> None:
    found = seen("aws:x/y:Z", {"rules": [{"fromPort": 1}], "tags": {"Owner": "me"}})
    assert found["rules"] == [{"fromPort": 1, "FromPort": 1}]
    assert found["tags"] == found["Tags"] == {"Owner": "me"}


def test_tags_in_pairs_are_a_table_too() -> None:
    found = seen("AWS::X::Y", {"Tags": [{"Key": "Owner", "Value": "me"}]})
    assert found["tags"] == {"Owner": "me"}
    assert found["Tags"] == [{"Key": "Owner", "Value": "me"}]


def test_the_settings_of_a_health_check_stand_at_the_top() -> None:
    config = {"HealthCheckConfig": {"Type": "CALCULATED", "ChildHealthChecks": []}}
    found = seen("AWS::Route53::HealthCheck", config)
    assert (found["type"], found["childHealthchecks"]) == ("CALCULATED", [])


def test_secrets_are_plain() -> None:
    assert seen("aws:x/y:Z", {"password": {SECRET: "x"}})["password"] == "x"


def test_references_lead_to_resources() -> None:
    for value in ("vpc-1", ["vpc-1"], {"Ref": "Vpc"}):
        found = seen("aws:x/y:Z", {"vpcId": value}, references={"vpcId": ("vpc", "gone")})["VpcId"]
        assert isinstance(found, Pointing)
        assert [each.id for _, each in found.targets] == ["vpc"]
        plain: object = {"Ref": "Vpc", "ref": "Vpc"} if isinstance(value, dict) else value
        assert found == plain
    assert not isinstance(seen("aws:x/y:Z", {"vpcId": "vpc-1"})["vpcId"], Pointing)
