"""TG207."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.infrastructure.calls import Call, read_calls
from testguard.infrastructure.infrastructure import Code
from testguard.infrastructure.strings import Text, value_of
from testguard.infrastructure.values import Values
from testguard.model.source import Span
from testguard.patterns import regex
from testguard.plugin import Confidence, Infrastructure, Offence, Severity, infrastructure_rule
from testguard.syntax import Node, find, span

_REFERENCES = frozenset({
    "AutoScalingGroupName", "Bucket", "DBClusterIdentifier", "DBInstanceIdentifier",
    "DbClusterIdentifier", "DeliveryStreamName", "DistributionId", "EventBusName", "FunctionName",
    "GlobalClusterIdentifier", "HealthCheckId", "HostedZoneId", "LoadBalancerArn", "QueueUrl",
    "ReplicationGroupId", "SecretId", "SourceDBInstanceIdentifier", "StateMachineArn",
    "StreamName", "TableName", "TargetDbClusterIdentifier", "TargetGroupArn", "TopicArn",
    "UserPoolId", "VpcId", "stateMachineArn",
})  # fmt: skip
_ID = regex(
    r"(?:vpc|subnet|sg|eni|rtb|igw|nat|vpce|acl|tgw|pcx|eipalloc|fs|lt)-(?:[0-9a-f]{17}|[0-9a-f]{8})"
)
_ARN = regex(
    r"arn:aws[\w-]*:(?!iam::aws:|serverlessrepo:)([\w-]*):[\w-]*:([0-9]{12}):(?!layer:)\S+"
)
_LOOK_UP = regex(r"(?:^|\.)(?:getenv|get|get_secret|try_get_context|get_context|pop)$")
_NAME = regex(r"[A-Za-z]{3}")
_EXAMPLES = frozenset({"123456789012", "000000000000", "111111111111", "012345678901"})


@infrastructure_rule("TG207", Severity.WARNING)
def hardcoded_resource_reference(system: Infrastructure) -> Iterator[Offence]:
    """A resource is referred to by a name or an id that is written down, not passed.

    In a handler: the name of a table, a bucket or a database that is a string, or is put together
    anew, instead of coming from the environment that the stack sets. In a stack module: ids and
    ARNs of one account, which exist nowhere else. AWS's own policies and layers and public
    applications are left alone, and so are defaults of what can be configured, and what the handler
    itself creates.

    Bad (lambda/failover.py)::

        import os
        import boto3

        def handler(event, context):
            replica = f"replica-db-{os.environ['SUFFIX']}"
            boto3.client("rds").promote_read_replica(DBInstanceIdentifier=replica)

    Good (lambda/failover.py)::

        import os
        import boto3

        def handler(event, context):
            replica = os.environ["REPLICA_DB_INSTANCE"]
            boto3.client("rds").promote_read_replica(DBInstanceIdentifier=replica)
    """
    for code in system.codes:
        if "boto3" in code.module.text or "client" in code.module.text:
            yield from _in_handler(system, code)
    if system.stack is not None:
        for text in system.texts:
            yield from _in_stack(system, text)


def _in_handler(system: Infrastructure, code: Code) -> Iterator[Offence]:
    values = Values(code.module)
    calls = read_calls(code.module)
    reported = {made.text() for call in calls for made in _created(call, values)}
    for call in calls:
        for keyword, value in _references(call):
            found = values.of(value)
            if found is None or found.kind() != "string" or found.text() in reported:
                continue
            if not _is_own_name(found):
                continue
            reported.add(found.text())
            at = span(found)
            place = Span(at.line + code.line, at.column, at.end_line + code.line, at.end_column)
            yield Offence(
                place,
                f"the handler makes up the {keyword} it asks for: {found.text()[:80]}",
                "let the stack pass it as an environment variable of the function",
                system.symbol(call.node) or code.label,
            )


def _created(call: Call, values: Values) -> Iterator[Node]:
    """The strings that a call which creates something is given."""
    if call.name.rpartition(".")[2].startswith("create_"):
        for value in call.keywords.values():
            found = values.of(value)
            if found is not None and found.kind() == "string":
                yield found


def _references(call: Call) -> Iterator[tuple[str, Node]]:
    for keyword, value in call.keywords.items():
        if keyword in _REFERENCES:
            yield keyword, value


def _is_own_name(node: Node) -> bool:
    """Whether a string holds a name of its own, and not only what is filled in."""
    text = value_of(node)
    return bool(_NAME.search(text.replace("{}", ""))) and not text.startswith("{}")


def _is_default(node: Node) -> bool:
    """Whether a string is what a look-up of configuration gives when there is nothing."""
    inside = node
    for above in node.ancestors():
        kind = above.kind()
        if kind == "call":
            arguments = [each for each in find(above, "string") if each.text() != node.text()]
            return bool(arguments) and _looks_up(above)
        if kind == "boolean_operator":
            left = above.field("left")
            return left is not None and left != inside and any(map(_looks_up, find(left, "call")))
        if kind not in ("argument_list", "keyword_argument", "parenthesized_expression"):
            return False
        inside = above
    return False


def _looks_up(call: Node) -> bool:
    function = call.field("function")
    return function is not None and bool(_LOOK_UP.search(function.text()))


def _in_stack(system: Infrastructure, text: Text) -> Iterator[Offence]:
    if _is_default(text.node):
        return
    arn = _ARN.fullmatch(text.value) if text.whole else None
    if _ID.fullmatch(text.value):
        confidence = Confidence.CERTAIN
    elif arn is not None and arn[2] not in _EXAMPLES:
        confidence = Confidence.LIKELY
    else:
        return
    yield Offence(
        span(text.node),
        f"{text.node.text()[:80]} exists in one account only, and is written down here",
        "look it up, import it from the stack that declares it, or take it from configuration",
        system.symbol(text.node),
        confidence=confidence,
    )
