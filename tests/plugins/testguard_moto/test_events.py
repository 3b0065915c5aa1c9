from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from testguard_moto.events import Event, Triggers
from testguard_moto.words import spelled
from tests.plugins.testguard_moto.conftest import Make

FUNCTION = {"Fn::GetAtt": ["Function", "Arn"]}
GATEWAY = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
TABLE = {
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "BillingMode": "PAY_PER_REQUEST",
    "StreamSpecification": {"StreamViewType": "NEW_IMAGE"},
}
Handed = Callable[..., dict[str, Any]]


@pytest.fixture
def handed(support: Any, with_function: Make, tmp_path: Path) -> Handed:
    """The events of a function beside these resources, by name, as tests hand them over."""

    def run(**resources: tuple[str, dict[str, Any]]) -> dict[str, Any]:
        shop = with_function("def handler(event, context): ...", **resources)
        support.UNKNOWN |= {
            type_ for type_, _ in resources.values()
            if type_ in ("AWS::CloudWatch::Alarm", "AWS::SNS::Subscription")
        }  # fmt: skip
        with support.deployed([shop], tmp_path) as system:
            events = Triggers(system, shop, "Function").events()
            return {each.name: valued(each, system) for each in events}

    return run


def valued(event: Event, system: Any) -> Any:
    return eval(spelled(event.value), {"system": system, "json": json})


def test_nothing_that_calls_a_function_is_a_call_by_hand(handed: Handed) -> None:
    assert handed() == {"call": {}}


def test_a_schedule(handed: Handed) -> None:
    rule = {"ScheduleExpression": "rate(1 hour)", "Targets": [{"Arn": FUNCTION, "Id": "x"}]}
    event = handed(Rule=("AWS::Events::Rule", {**rule, "Name": "hourly"}))["schedule"]
    assert event["detail-type"] == "Scheduled Event"
    assert event["resources"] == ["hourly"]


def test_an_event_that_a_rule_matches(handed: Handed) -> None:
    pattern = {"source": ["shop"], "detail": {"state": ["paid", "open"], "size": [{"prefix": "x"}]}}
    rule = {"EventPattern": pattern, "Targets": [{"Arn": FUNCTION, "Id": "x"}]}
    event = handed(Rule=("AWS::Events::Rule", rule))["event"]
    assert event["source"] == "shop"
    assert event["detail"] == {"state": "paid", "size": "x"}


def test_what_a_rule_says_is_handed_over(handed: Handed) -> None:
    targets = [{"Arn": FUNCTION, "Id": "x", "Input": '{"a": true}'}]
    rule = {"ScheduleExpression": "rate(1 hour)", "Targets": targets}
    assert handed(Rule=("AWS::Events::Rule", rule)) == {"event": {"a": True}}


def test_a_notification_of_an_alarm(handed: Handed) -> None:
    alarm = {"AlarmName": "down", "Threshold": 3, "AlarmActions": [{"Ref": "Topic"}]}
    found = handed(
        Topic=("AWS::SNS::Topic", {"TopicName": "alarms"}),
        Subscription=(
            "AWS::SNS::Subscription",
            {"Protocol": "lambda", "Endpoint": FUNCTION, "TopicArn": {"Ref": "Topic"}},
        ),
        Alarm=("AWS::CloudWatch::Alarm", alarm),
    )
    [record] = found["notification"]["Records"]
    assert record["Sns"]["TopicArn"].endswith(":alarms")
    message = json.loads(record["Sns"]["Message"])
    assert (message["AlarmName"], message["NewStateValue"]) == ("down", "ALARM")
    assert message["Trigger"]["Threshold"] == 3


@pytest.mark.parametrize(
    ("type_", "properties", "attribute", "name"),
    [
        ("AWS::SQS::Queue", {}, "Arn", "message"),
        ("AWS::DynamoDB::Table", TABLE, "StreamArn", "change"),
        ("AWS::Kinesis::Stream", {"ShardCount": 1}, "Arn", "record"),
    ],
)
def test_what_is_polled(
    handed: Handed, type_: str, properties: dict[str, Any], attribute: str, name: str
) -> None:
    mapping = {
        "FunctionName": {"Ref": "Function"},
        "EventSourceArn": {"Fn::GetAtt": ["Source", attribute]},
        "StartingPosition": "LATEST",
    }
    found = handed(Source=(type_, properties), Mapping=("AWS::Lambda::EventSourceMapping", mapping))
    assert list(found) == [name]
    if name == "change":
        assert found[name]["Records"][0]["dynamodb"]["Keys"] == {"id": {"S": "1"}}


def test_an_alarm_that_calls_the_function(handed: Handed) -> None:
    alarm = {"AlarmName": "down", "AlarmActions": [FUNCTION]}
    event = handed(Alarm=("AWS::CloudWatch::Alarm", alarm))["alarm"]
    assert event["alarmData"]["alarmName"] == "down"


def test_an_upload(handed: Handed) -> None:
    notifications = {
        "ServiceToken": "arn:aws:lambda:us-east-1:123456789012:function:of-the-cdk",
        "BucketName": {"Ref": "Bucket"},
        "NotificationConfiguration": {
            "LambdaFunctionConfigurations": [
                {"Events": ["s3:ObjectCreated:*"], "LambdaFunctionArn": FUNCTION}
            ]
        },
    }
    found = handed(
        Bucket=("AWS::S3::Bucket", {"BucketName": "uploads"}),
        Notifications=("Custom::S3BucketNotifications", notifications),
    )
    [record] = found["upload"]["Records"]
    assert record["eventName"] == "ObjectCreated:Put"
    assert record["s3"]["bucket"]["name"] == "uploads"


def test_requests_of_an_api(handed: Handed) -> None:
    uri = {"Fn::Join": ["", [GATEWAY, FUNCTION, "/invocations"]]}
    method = {
        "HttpMethod": "POST",
        "Integration": {"Uri": uri, "Type": "AWS_PROXY", "IntegrationHttpMethod": "POST"},
    }
    found = handed(
        Api=("AWS::ApiGateway::RestApi", {"Name": "shop"}),
        Resource=(
            "AWS::ApiGateway::Resource",
            {
                "PathPart": "{id}",
                "ParentId": {"Fn::GetAtt": ["Api", "RootResourceId"]},
                "RestApiId": {"Ref": "Api"},
            },
        ),
        Method=(
            "AWS::ApiGateway::Method",
            {
                **method,
                "AuthorizationType": "NONE",
                "ResourceId": {"Ref": "Resource"},
                "RestApiId": {"Ref": "Api"},
            },
        ),
    )
    event = found["post_id"]
    assert event["path"] == "/some-id"
    assert event["pathParameters"] == {"id": "some-id"}
    assert event["body"] == "{}"
