from __future__ import annotations

from pathlib import Path
from typing import Any

from testguard_moto.facts import Fact, facts_of
from tests.plugins.testguard_moto.conftest import Make


def test_only_what_the_template_says_too_is_a_fact(
    support: Any, stack: Make, tmp_path: Path
) -> None:
    shop = stack(Queue=("AWS::SQS::Queue", {"VisibilityTimeout": 42, "QueueName": "orders"}))
    with support.deployed([shop], tmp_path) as system:
        [told] = facts_of(system, "Shop/Queue")
    assert told.facts == (Fact(("VisibilityTimeout",), "value", "42"),)


def test_references_are_facts_by_the_name_that_the_cloud_gave(
    support: Any, with_function: Make, tmp_path: Path
) -> None:
    variables = {"TABLE": {"Ref": "Table"}, "MODE": "fast", "ARN": {"Fn::GetAtt": ["Table", "Arn"]}}
    table = {
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    shop = with_function("def handler(e, c): ...", variables, Table=("AWS::DynamoDB::Table", table))
    with support.deployed([shop], tmp_path) as system:
        [told] = facts_of(system, "Shop/Function")
        [of_table] = facts_of(system, "Shop/Table")
    place = ("Environment", "Variables")
    assert Fact((*place, "TABLE"), "name", "Shop/Table") in told.facts
    assert Fact((*place, "ARN"), "ends", "Shop/Table") in told.facts
    assert Fact((*place, "MODE"), "value", "fast") in told.facts
    assert Fact(("Role",), "ends", "Shop/Role") in told.facts
    assert {fact.keys for fact in of_table.facts} == {("AttributeDefinitions",), ("KeySchema",)}


def test_fields_of_longer_names_count_where_the_value_is_telling(
    support: Any, stack: Make, tmp_path: Path
) -> None:
    common = {"DBInstanceClass": "db.r6g.large"}
    primary = stack(
        "Near",
        "us-east-1",
        Database=(
            "AWS::RDS::DBInstance",
            {
                **common,
                "DBInstanceIdentifier": "primary",
                "Engine": "postgres",
                "AllocatedStorage": "20",
                "MasterUsername": "admin",
                "MasterUserPassword": "password",
            },
        ),
    )
    source = ["arn:aws:rds:us-east-1:", {"Ref": "AWS::AccountId"}, ":db:primary"]
    replica = stack(
        "Far",
        "eu-west-1",
        Replica=(
            "AWS::RDS::DBInstance",
            {
                **common,
                "DBInstanceIdentifier": "replica",
                "SourceDBInstanceIdentifier": {"Fn::Join": ["", source]},
            },
        ),
    )
    with support.deployed([primary, replica], tmp_path) as system:
        [told] = facts_of(system, "Far/Replica")
    arn = f"arn:aws:rds:us-east-1:{support.ACCOUNT}:db:primary"
    assert Fact(("ReadReplicaSourceDBInstanceIdentifier",), "value", arn) in told.facts
