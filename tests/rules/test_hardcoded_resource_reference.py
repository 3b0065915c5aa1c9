from __future__ import annotations

import pytest

from testguard.rules.hardcoded_resource_reference import hardcoded_resource_reference
from testguard.testing import check_examples, check_source


def in_handler(body: str) -> int:
    source = f"import os\nimport boto3\n\n\ndef handler(event, context):\n    {body}\n"
    return len(check_source(hardcoded_resource_reference, source, path="lambda/a.py"))


def in_stack(body: str) -> list[str]:
    found = check_source(hardcoded_resource_reference, f"import pulumi_aws as aws\n{body}\n")
    return [str(each.confidence) for each in found]


def test_examples() -> None:
    check_examples(hardcoded_resource_reference)


@pytest.mark.parametrize(
    "body",
    [
        'client.promote_read_replica(DBInstanceIdentifier="replica-db")',
        'client.get_item(TableName=f"orders-{event}")',
        'name = "orders"\n    client.get_item(TableName=name)',
        'client.publish(TopicArn="arn:aws:sns:us-east-1:210987654321:alarms")',
        'boto3.client("s3").get_object(Bucket="reports", Key=event["key"])',
    ],
)
def test_names_that_a_handler_makes_up_are_reported(body: str) -> None:
    assert in_handler(body) == 1


@pytest.mark.parametrize(
    "body",
    [
        'client.get_item(TableName=os.environ["TABLE"])',
        'name = os.environ["TABLE"]\n    client.get_item(TableName=name)',
        'client.get_item(TableName=event["table"])',
        "client.get_item(TableName=f\"{os.environ['TABLE']}\")",
        "client.get_item(TableName=f\"{os.environ['TABLE']}-archive\")",
        'client.get_object(Bucket=bucket, Key="index.html")',
        'client.put_metric_data(Namespace="Own", MetricName="Lag")',
    ],
)
def test_names_that_are_passed_are_left_alone(body: str) -> None:
    assert in_handler(body) == 0


@pytest.mark.parametrize(
    ("value", "confidence"),
    [
        ('"vpc-0a1b2c3d4e5f60718"', "certain"),
        ('"subnet-12345678"', "certain"),
        ('"arn:aws:iam::210987654321:role/deploy"', "likely"),
    ],
)
def test_ids_of_one_account_in_a_stack_are_reported(value: str, confidence: str) -> None:
    assert in_stack(f'aws.x.Y("a", key={value})') == [confidence]


@pytest.mark.parametrize(
    "value",
    [
        '"vpc-main"',
        '"arn:aws:iam::aws:policy/ReadOnlyAccess"',
        '"arn:aws:lambda:us-east-1:017000801446:layer:Powertools:1"',
        '"arn:aws:s3:::reports"',
        'f"arn:aws:iam::{account}:role/deploy"',
        '"arn:aws:iam::123456789012:role/deploy"',  # TG203's
        "vpc.id",
    ],
)
def test_what_exists_in_every_account_is_left_alone(value: str) -> None:
    assert in_stack(f'aws.x.Y("a", key={value})') == []


TOPIC = '"arn:aws:sns:us-west-2:210987654321:scenes"'


@pytest.mark.parametrize(
    "body",
    [
        f'topic = os.environ.get("TOPIC", {TOPIC})',
        f'topic = os.getenv("TOPIC", {TOPIC})',
        f'topic = getenv("TOPIC", default={TOPIC})',
        f'topic = config.get("topic") or {TOPIC}',
        f'topic = self.node.try_get_context("topic") or {TOPIC}',
    ],
)
def test_what_can_be_configured_is_a_default(body: str) -> None:
    assert in_stack(body) == []


def test_no_lookup_has_no_default() -> None:
    assert in_stack(f"topic = find(topics, {TOPIC})") == ["likely"]
    assert in_stack(f"topic = given or {TOPIC}") == ["likely"]


def test_applications_of_the_public_repository_have_one_account() -> None:
    application = '"arn:aws:serverlessrepo:us-east-1:451282441545:applications/power-tuning"'
    assert in_stack(f"aws.x.Y('a', location={application})") == []


def test_what_the_handler_creates_is_its_own() -> None:
    create = 'client.create_secret(Name="device-key")'
    assert in_handler(f'{create}\n    client.get_secret_value(SecretId="device-key")') == 0
    assert in_handler(f'{create}\n    client.get_secret_value(SecretId="other-key")') == 1
