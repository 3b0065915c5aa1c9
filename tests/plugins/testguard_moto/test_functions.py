"""Functions with inline code, run in moto, and the tests that are written of what is seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from testguard_moto.functions import Functions
from tests.plugins.testguard_moto.conftest import TRUST, Make

HANDLER = """
    import json, os
    import boto3
    from botocore.exceptions import ClientError

    def handler(event, context):
        bucket = os.environ["BUCKET"]
        s3 = boto3.client("s3", region_name=os.environ.get("PLACE", "us-east-1"))
        try:
            s3.put_object(Bucket=bucket, Key="state", Body=json.dumps({"on": True}))
            table = boto3.client("dynamodb", region_name="us-east-1").describe_table(TableName="t")
            status = table["Table"]["TableStatus"]
        except ClientError as error:
            if error.response["Error"]["Code"] == "SlowDown":
                return {"statusCode": 503}
            raise RuntimeError(f"no state: {error.response['Error']['Code']}") from error
        if status != "ACTIVE":
            raise ValueError(f"the table is {status}")
        return {"statusCode": 200, "body": json.dumps({"kept": bucket})}
"""
TABLE = {
    "TableName": "t",
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "BillingMode": "PAY_PER_REQUEST",
}
STORES = {"Bucket": ("AWS::S3::Bucket", {}), "Table": ("AWS::DynamoDB::Table", TABLE)}
Seen = Callable[..., tuple[list[dict[str, Any]], list[str]]]


@pytest.fixture
def seen(support: Any, with_function: Make, tmp_path: Path) -> Seen:
    """The test modules for a function, and the notes."""

    def run(code: str, variables: dict[str, Any], **resources: Any) -> Any:
        notes: list[str] = []
        shop = with_function(code, variables, **resources)
        scratch = tmp_path / "scratch"
        scratch.mkdir()
        return list(Functions(support, [shop], tmp_path, scratch, notes).sheets()), notes

    return run


def test_success_and_every_way_to_fail_become_tests(seen: Seen) -> None:
    sheets, notes = seen(HANDLER, {"BUCKET": {"Ref": "Bucket"}, "PLACE": "us-east-1"}, **STORES)
    assert notes == []
    [sheet] = sheets
    cases = {each["name"]: each for each in sheet["context"]["cases"]}
    assert set(cases) == {
        "test_call",
        "test_call_when_put_object_fails",
        "test_call_when_put_object_fails_with_slow_down",
        "test_call_when_describe_table_fails",
        "test_call_when_describe_table_fails_with_slow_down",
        "test_call_when_table_status_is_another",
        "test_call_needs_its_variables",
    }
    success = cases["test_call"]["lines"]
    assert 'assert result["statusCode"] == 200' in success
    assert (
        "assert json.loads(result[\"body\"]) == {'kept': own_system.id('Shop/Bucket')}" in success
    )
    [calls] = [line for line in success if "function.calls" in line]
    assert "('s3', 'us-east-1', 'PutObject', {'Bucket': own_system.id('Shop/Bucket')" in calls
    [kept] = [line for line in success if "list_objects_v2" in line]
    assert kept.endswith("== ['state']")
    refused = cases["test_call_when_put_object_fails"]
    assert refused["raises"] == "RuntimeError, match='no state: AccessDenied'"
    assert cases["test_call_when_table_status_is_another"]["raises"] == (
        "ValueError, match='the table is other'"
    )
    slow = cases["test_call_when_put_object_fails_with_slow_down"]
    assert (slow["raises"], slow["lines"][0]) == ("", 'assert result["statusCode"] == 503')
    assert cases["test_call_needs_its_variables"]["rows"] == ("'BUCKET'",)


def test_errors_that_are_only_passed_on_are_one_test(seen: Seen) -> None:
    code = """
        import boto3
        def handler(event, context):
            sns = boto3.client("sns", region_name="us-east-1")
            sns.list_topics()
            sns.list_subscriptions()
    """
    [sheet], _ = seen(code, {})
    names = [each["name"] for each in sheet["context"]["cases"]]
    assert names == ["test_call", "test_call_passes_on_what_aws_refuses"]
    [_, refused] = sheet["context"]["cases"]
    assert refused["rows"] == ("'ListTopics'", "'ListSubscriptions'")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ('import os\ndef handler(e, c):\n    return os.environ["TOPIC"]', "it reads TOPIC, which its stack does not set"),
        ("import not_installed_here\ndef handler(e, c): ...", "No module named 'not_installed_here'"),
        ("import socket\ndef handler(e, c):\n    try:\n        socket.create_connection(('192.0.2.1', 80))\n    except Exception:\n        return 1", "it tried to reach 192.0.2.1"),
        ("def handler(e, c):\n    return 1 / 0", "ZeroDivisionError"),
    ],
)  # fmt: skip
def test_a_function_of_which_nothing_sound_is_seen_is_named(
    seen: Seen, code: str, reason: str
) -> None:
    sheets, [note] = seen(code, {})
    assert sheets == []
    assert note.startswith("function Shop/Function: ")
    assert reason in note


def test_what_is_looked_up_in_an_event_is_given(seen: Seen) -> None:
    code = "def handler(event, context):\n    return [event['order'], event['size']]"
    [sheet], notes = seen(code, {})
    assert notes == []
    [event] = sheet["context"]["events"]
    assert event["code"] == "{'order': 'some-order', 'size': 'some-size'}"
    [case] = sheet["context"]["cases"]
    assert "assert result == ['some-order', 'some-size']" in case["lines"]


def test_times_and_made_up_numbers_are_not_asserted(seen: Seen) -> None:
    code = """
        import time, uuid, datetime
        def handler(event, context):
            now = datetime.datetime.now(datetime.UTC)
            return {"id": str(uuid.uuid4()), "day": f"{now:%Y-%m-%d}", "at": time.time(), "ok": 1}
    """
    [sheet], _ = seen(code, {})
    [case] = sheet["context"]["cases"]
    assert case["lines"][0] == "assert result == {'id': ANY, 'day': ANY, 'at': ANY, 'ok': 1}"


def test_functions_of_other_languages_are_named(support: Any, stack: Make, tmp_path: Path) -> None:
    properties = {
        "Runtime": "nodejs20.x",
        "Handler": "index.handler",
        "Role": {"Fn::GetAtt": ["Role", "Arn"]},
        "Code": {"ZipFile": "exports.handler = () => 1"},
    }
    notes: list[str] = []
    role = ("AWS::IAM::Role", {"AssumeRolePolicyDocument": TRUST})
    shop = stack(Role=role, Function=("AWS::Lambda::Function", properties))
    found = list(Functions(support, [shop], tmp_path, tmp_path, notes).sheets())
    assert found == []
    assert notes == ["function Shop/Function: it runs on nodejs20.x"]
