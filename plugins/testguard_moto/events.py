"""The events that the triggers of a function hand over, as the services document them.

Shapes: https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from testguard_moto.alarms import alarm_message
from testguard_moto.nesting import with_nested
from testguard_moto.routes import routes_to
from testguard_moto.words import Code, JsonText

TIME = "2026-01-01T00:00:00Z"
ID = "00000000-0000-0000-0000-000000000000"
_CONTEXT = {
    "accountId": "123456789012", "apiId": "api", "stage": "prod", "requestId": ID,
    "domainName": "api.example.com",
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """What is handed over: ``name`` in words of Python, ``said`` for a docstring."""

    name: str
    said: str
    value: Any


@dataclass(frozen=True)
class Triggers:
    """The triggers of the function ``logical_id`` of a stack."""

    system: Any
    stack: Any
    logical_id: str

    @property
    def stacks(self) -> list[Any]:
        """All stacks of the system."""
        return with_nested(self.system.stacks)

    def events(self) -> list[Event]:
        """An event of each trigger, or an empty one where nothing is known to call the function."""
        found = [*self._found()]
        kept: dict[str, Event] = {}
        for each in found:
            kept.setdefault(each.name, each)
        return list(kept.values()) or [Event("call", "A call by hand.", {})]

    def _found(self) -> Iterator[Event]:
        for stack in self.stacks:
            for logical_id, body in stack.resources.items():
                given = body.get("Properties", {})
                yield from self._told_by(stack, logical_id, body["Type"], given)
        yield from self._routes()

    def _told_by(
        self, stack: Any, id_: str, type_: str, given: Mapping[str, Any]
    ) -> Iterator[Event]:
        if type_ == "AWS::SNS::Subscription" and self._is_meant(given.get("Endpoint")):
            yield from self._notifications(given)
        elif type_ == "AWS::Events::Rule" and any(
            self._is_meant(each.get("Arn")) for each in given.get("Targets", [])
        ):
            yield _of_rule(given, stack.region, self._arn(stack, id_))
        elif type_ == "AWS::Lambda::EventSourceMapping" and self._is_meant(
            given.get("FunctionName")
        ):
            yield from self._polled(given)
        elif type_ == "Custom::S3BucketNotifications" and self._is_meant(given):
            yield from self._objects(given)
        elif type_ == "AWS::CloudWatch::Alarm" and self._is_meant(given.get("AlarmActions")):
            name = given.get("AlarmName", id_)
            yield Event("alarm", "What CloudWatch hands over when an alarm goes off.", {
                "source": "aws.cloudwatch", "alarmArn": self._arn(stack, id_),
                "accountId": "123456789012", "time": TIME, "region": stack.region,
                "alarmData": {"alarmName": name, "state": {"value": "ALARM", "reason": "breached"}},
            })  # fmt: skip

    def _is_meant(self, value: Any) -> bool:
        """Whether a part of a template refers to the function."""
        if isinstance(value, Mapping):
            attribute = value.get("Fn::GetAtt") or [None]
            if self.logical_id in (value.get("Ref"), attribute[0]):
                return True
            return any(map(self._is_meant, value.values()))
        return isinstance(value, list) and any(map(self._is_meant, value))

    def _arn(self, stack: Any, logical_id: str) -> Any:
        path = stack.path(logical_id)
        known = path in self.system.ids
        return _id(path) if known else f"arn:aws:made-up:{stack.region}:123456789012:{logical_id}"

    def _name(self, value: Any) -> Any:
        """The name of what a part of a template refers to."""
        target = _target(value)
        for stack in self.stacks:
            if target in stack.resources and stack.path(target) in self.system.ids:
                return _id(stack.path(target))
        return value if isinstance(value, str) else "made-up"

    def _notifications(self, given: Mapping[str, Any]) -> Iterator[Event]:
        topic = self._name(given.get("TopicArn"))
        message = alarm_message(self.stacks, _target(given.get("TopicArn")))
        yield Event("notification", "What SNS hands over.", {
            "Records": [{
                "EventSource": "aws:sns", "EventVersion": "1.0",
                "EventSubscriptionArn": "arn:aws:sns:us-east-1:123456789012:topic:subscription",
                "Sns": {
                    "Type": "Notification", "MessageId": ID, "TopicArn": topic,
                    "Subject": "ALARM" if message else "subject", "Timestamp": TIME,
                    "Message": JsonText(message), "MessageAttributes": {},
                },
            }]
        })  # fmt: skip

    def _polled(self, given: Mapping[str, Any]) -> Iterator[Event]:
        source = given.get("EventSourceArn")
        type_ = self._type(_target(source))
        if type_ == "AWS::SQS::Queue":
            yield Event("message", "What is handed over of a queue.", {
                "Records": [{
                    "messageId": ID, "receiptHandle": "handle", "body": JsonText({}),
                    "attributes": {"ApproximateReceiveCount": "1"}, "messageAttributes": {},
                    "eventSource": "aws:sqs", "awsRegion": self.stack.region,
                    "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:queue",
                }]
            })  # fmt: skip
        elif type_ == "AWS::DynamoDB::Table":
            keys = self._keys(_target(source))
            yield Event("change", "What is handed over of a table's stream.", {
                "Records": [{
                    "eventID": ID, "eventName": "INSERT", "eventSource": "aws:dynamodb",
                    "awsRegion": self.stack.region, "eventVersion": "1.1",
                    "dynamodb": {"Keys": keys, "NewImage": keys, "SequenceNumber": "1",
                                 "StreamViewType": "NEW_AND_OLD_IMAGES"},
                }]
            })  # fmt: skip
        elif type_ == "AWS::Kinesis::Stream":
            yield Event("record", "What is handed over of a stream; its data is {}.", {
                "Records": [{
                    "kinesis": {"partitionKey": "key", "sequenceNumber": "1", "data": "e30="},
                    "eventSource": "aws:kinesis", "eventName": "aws:kinesis:record",
                    "eventID": "shardId-000000000000:1", "awsRegion": self.stack.region,
                }]
            })  # fmt: skip

    def _objects(self, given: Mapping[str, Any]) -> Iterator[Event]:
        kind = re.search(r"s3:(Object\w+:[\w*]+)", str(given))
        name = kind[1] if kind else "ObjectCreated:Put"
        yield Event("upload", "What S3 hands over of an object.", {
            "Records": [{
                "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": self.stack.region,
                "eventTime": TIME, "eventName": name.replace("*", "Put"),
                "s3": {"bucket": {"name": self._name(given.get("BucketName"))},
                       "object": {"key": "folder/file.txt", "size": 4}},
            }]
        })  # fmt: skip

    def _routes(self) -> Iterator[Event]:
        for method, path, version in routes_to(self.stacks, self._is_meant):
            words = re.sub(r"[^a-z0-9]+", "_", path.lower()).strip("_") or "root"
            yield Event(
                f"{method.lower()}_{words}", f"{method} {path}, as API Gateway hands it over.",
                request(method, path, version),
            )  # fmt: skip

    def _type(self, logical_id: str) -> str:
        bodies = (stack.resources.get(logical_id) for stack in self.stacks)
        return next((each["Type"] for each in bodies if each), "")

    def _keys(self, logical_id: str) -> dict[str, Any]:
        bodies = (stack.resources.get(logical_id) for stack in self.stacks)
        given: Mapping[str, Any] = next((each["Properties"] for each in bodies if each), {})
        types = {
            each["AttributeName"]: each["AttributeType"] for each in given["AttributeDefinitions"]
        }
        names = [each["AttributeName"] for each in given["KeySchema"]]
        return {name: {types[name]: "1"} for name in names}


def request(method: str, path: str, version: str) -> dict[str, Any]:
    """A request as API Gateway hands it over, in the format of its version."""
    names = re.findall(r"\{(\w+)\+?\}", path)
    parameters = {name: f"some-{name}" for name in names}
    filled = re.sub(r"\{(\w+)\+?\}", r"some-\1", path)
    has_body = method in ("POST", "PUT", "PATCH")
    shared = {
        "headers": {"content-type": "application/json"},
        "queryStringParameters": {},
        "pathParameters": parameters,
        "body": JsonText({}) if has_body else None,
        "isBase64Encoded": False,
    }
    if version == "2.0":
        http = {"method": method, "path": filled, "sourceIp": "192.0.2.1"}
        context = {**_CONTEXT, "http": http}
        return {
            "version": "2.0", "routeKey": f"{method} {path}", "rawPath": filled,
            **shared, "requestContext": context,
        }  # fmt: skip
    return {
        "resource": path, "path": filled, "httpMethod": method, **shared,
        "requestContext": {
            **_CONTEXT, "httpMethod": method, "path": filled, "resourcePath": path,
            "identity": {"sourceIp": "192.0.2.1"},
        },
    }  # fmt: skip


def _of_rule(given: Mapping[str, Any], region: str, arn: Any) -> Event:
    inputs = [each.get("Input") for each in given.get("Targets", []) if each.get("Input")]
    base = {
        "version": "0", "id": ID, "account": "123456789012", "time": TIME, "region": region,
        "resources": [arn],
    }  # fmt: skip
    if inputs and isinstance(inputs[0], str):
        return Event("event", "What the rule hands over.", Code(f"json.loads({inputs[0]!r})"))
    if given.get("ScheduleExpression"):
        detail = {"detail-type": "Scheduled Event", "source": "aws.events", "detail": {}}
        return Event("schedule", "What EventBridge hands over on schedule.", {**base, **detail})
    pattern = given.get("EventPattern", {})
    return Event(
        "event", "An event that the rule matches.", {**base, "detail": {}, **_matching(pattern)}
    )


def _matching(pattern: Any) -> Any:
    """What matches a pattern: the first of each list of choices."""
    if isinstance(pattern, Mapping):
        return {key: _matching(each) for key, each in pattern.items()}
    if isinstance(pattern, list) and pattern:
        first = pattern[0]
        if isinstance(first, Mapping):
            return next((each for each in first.values() if isinstance(each, str)), "any")
        return first
    return pattern


def _id(path: str) -> Code:
    return Code(f"system.id({path!r})")


def _target(value: Any) -> str:
    """The logical id that a part of a template refers to, or ""."""
    if not isinstance(value, Mapping):
        return ""
    return str(value.get("Ref") or (value.get("Fn::GetAtt") or [""])[0])
