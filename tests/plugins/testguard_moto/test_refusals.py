from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from testguard_moto.refusals import CannotDeploy, Refusals
from tests.plugins.testguard_moto.conftest import Make, with_outputs


def refusals(support: Any, stacks: list[Any], scratch: Path) -> Refusals:
    found = Refusals(support, stacks, scratch)
    found.find()
    return found


def test_what_moto_takes_is_kept(support: Any, stack: Make, tmp_path: Path) -> None:
    shop = stack(Queue=("AWS::SQS::Queue", {"QueueName": "orders"}))
    assert refusals(support, [shop], tmp_path).reasons == {}
    with support.deployed([shop], tmp_path) as system:
        assert system.types("Shop") == {"AWS::SQS::Queue": 1}
        assert system.id("Shop/Queue").endswith("/orders")


def test_a_type_that_moto_does_not_know_is_left_out_with_what_refers_to_it(
    support: Any, stack: Make, tmp_path: Path
) -> None:
    shop = stack(
        Alarm=("AWS::CloudWatch::Alarm", {"Threshold": 1}),
        Hook=("Custom::Hook", {"ServiceToken": "arn:aws:lambda:us-east-1:1:function:f"}),
        Topic=("AWS::SNS::Topic", {"DisplayName": {"Ref": "Alarm"}}),
        Group=("AWS::Logs::LogGroup", {"LogGroupName": {"Fn::GetAtt": ["Alarm", "Name"]}}),
    )
    shop = with_outputs(shop, Alarm={"Fn::GetAtt": ["Alarm", "Arn"]}, Topic={"Ref": "Topic"})
    found = refusals(support, [shop], tmp_path)
    assert sorted(found.reasons) == ["AWS::CloudWatch::Alarm", "Custom::Hook"]
    assert {"AWS::CloudWatch::Alarm"} == support.UNKNOWN
    with support.deployed([shop], tmp_path) as system:
        assert system.types("Shop") == {"AWS::Logs::LogGroup": 1, "AWS::SNS::Topic": 1}
        assert list(system.outputs["Shop"]) == ["Topic"]


def test_a_property_that_moto_does_not_take_is_left_out_alone(
    support: Any, stack: Make, tmp_path: Path
) -> None:
    shop = stack(
        Database=(
            "AWS::RDS::DBInstance",
            {
                "DBInstanceIdentifier": "orders",
                "DBInstanceClass": "db.r6g.large",
                "Engine": "postgres",
                "AllocatedStorage": "20",
                "MasterUsername": "admin",
                "MasterUserPassword": "password",
                "DBSubnetGroupName": "there-is-none",
            },
        )
    )
    found = refusals(support, [shop], tmp_path)
    assert support.REFUSED_PROPERTIES == {"Shop/Database": ["DBSubnetGroupName"]}
    assert list(found.reasons) == ["Shop/Database DBSubnetGroupName"]
    with support.deployed([shop], tmp_path) as system:
        assert system.id("Shop/Database") == "orders"


def test_a_resource_that_moto_does_not_take_at_all_is_left_out(
    support: Any, stack: Make, tmp_path: Path
) -> None:
    shop = stack(
        Subnet=("AWS::EC2::Subnet", {"VpcId": "vpc-none", "CidrBlock": "10.0.0.0/24"}),
        Queue=("AWS::SQS::Queue", {}),
    )
    found = refusals(support, [shop], tmp_path)
    assert {"Shop/Subnet"} == support.REFUSED
    assert list(found.reasons) == ["Shop/Subnet"]
    with support.deployed([shop], tmp_path) as system:
        assert system.types("Shop") == {"AWS::SQS::Queue": 1}


def test_an_output_that_moto_cannot_tell_is_left_out(
    support: Any, stack: Make, tmp_path: Path
) -> None:
    shop = stack(Queue=("AWS::SQS::Queue", {}))
    shop = with_outputs(shop, Good={"Ref": "Queue"}, Bad={"Fn::GetAtt": ["Queue", "Nonsense"]})
    refusals(support, [shop], tmp_path)
    assert {"Shop/Bad"} == support.REFUSED_OUTPUTS
    with support.deployed([shop], tmp_path) as system:
        assert list(system.outputs["Shop"]) == ["Good"]


def test_stacks_are_deployed_to_their_own_regions(
    support: Any, stack: Make, tmp_path: Path
) -> None:
    stacks = [
        stack("Near", "us-east-1", Topic=("AWS::SNS::Topic", {})),
        stack("Far", "eu-west-1", Topic=("AWS::SNS::Topic", {})),
    ]
    refusals(support, stacks, tmp_path)
    with support.deployed(stacks, tmp_path) as system:
        assert ":eu-west-1:" in system.id("Far/Topic")
        assert system.client("sns", "Far/Topic").meta.region_name == "eu-west-1"


def test_a_system_of_which_nothing_can_be_left_out_is_an_error(
    support: Any, stack: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_stack: Any) -> None:
        raise OSError("no room")

    monkeypatch.setattr(support, "deploy", fails)
    with pytest.raises(CannotDeploy, match="OSError: no room"):
        refusals(support, [stack(Topic=("AWS::SNS::Topic", {}))], tmp_path)
