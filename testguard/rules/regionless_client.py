"""TG206."""

from __future__ import annotations

import re
from collections.abc import Iterator

from testguard.infrastructure.calls import Call, read_calls
from testguard.infrastructure.infrastructure import Code
from testguard.infrastructure.values import Values
from testguard.model.source import Span
from testguard.patterns import regex
from testguard.plugin import Infrastructure, Offence, infrastructure_rule
from testguard.syntax import Node, dotted, named, span

_MAKERS = frozenset({"boto3.client", "boto3.resource"})
_GLOBAL = frozenset({
    "account", "budgets", "ce", "cloudfront", "iam", "organizations", "route53", "shield", "sts",
    "support", "waf",
})  # fmt: skip
_CROSSING = frozenset({
    "create_db_instance_read_replica", "failover_global_cluster", "promote_read_replica",
    "promote_read_replica_db_cluster", "remove_from_global_cluster", "switchover_global_cluster",
    "switchover_read_replica",
})  # fmt: skip
_REFERENCE = regex(r"\w*(?:Identifier|Arn|Id|Name|Url|Bucket)")
_ELSEWHERE = regex(
    r"(?:\b|_)(?:replicas?|secondary|standby|failover|recovery|remote|dr)(?:\b|_)", re.IGNORECASE
)


@infrastructure_rule("TG206", words=("boto3",))
def regionless_client(system: Infrastructure) -> Iterator[Offence]:
    """A client without a region asks the region it runs in, and what it asks about is in another.

    Only in repositories whose stacks, apps or requirements name more than one region, and only for
    clients that are asked about a replica, a standby or another thing that lies elsewhere. What a
    function does in its own region needs no region.

    Bad (lambda/failover.py)::

        import os
        import boto3

        REGIONS = {"primary": "us-east-1", "replica": "eu-west-1"}

        def handler(event, context):
            rds = boto3.client("rds")
            rds.promote_read_replica(DBInstanceIdentifier=os.environ["REPLICA"])

    Good (lambda/failover.py)::

        import os
        import boto3

        REGIONS = {"primary": "us-east-1", "replica": "eu-west-1"}

        def handler(event, context):
            rds = boto3.client("rds", region_name=REGIONS["replica"])
            rds.promote_read_replica(DBInstanceIdentifier=os.environ["REPLICA"])
    """
    for code in system.codes:
        values = Values(code.module)
        calls = read_calls(code.module) if "boto3" in code.module.text else ()
        for call in calls:
            if _is_regionless(call, values) and (why := _asked_elsewhere(call, calls)):
                if not system.crosses_regions:
                    return
                yield _offence(system, code, call, why)


def _is_regionless(call: Call, values: Values) -> bool:
    if call.name not in _MAKERS or not call.complete or len(call.positional) > 1:
        return False
    service = values.text(call.argument("service_name", 0))
    regions = {"region_name", "config", "endpoint_url"} & call.keywords.keys()
    return service is not None and service not in _GLOBAL and not regions


def _asked_elsewhere(maker: Call, calls: tuple[Call, ...]) -> str:
    """The call of this client that speaks of another region, as text, or ""."""
    parent = maker.node.parent()
    kept = dotted(parent.field("left")) if parent and parent.kind() == "assignment" else ""
    for call in calls:
        function = call.node.field("function")
        if function is None or function.kind() != "attribute":
            continue
        owner, method = function.field("object"), function.field("attribute")
        same = owner == maker.node or (kept and dotted(owner) == kept)
        if same and method is not None and (method.text() in _CROSSING or _elsewhere(call.node)):
            return method.text()
    return ""


def _elsewhere(call: Node) -> bool:
    """Whether a call refers to a resource by something that is said to lie elsewhere."""
    arguments = call.field("arguments")
    for each in named(arguments) if arguments is not None else ():
        name, value = each.field("name"), each.field("value")
        if each.kind() != "keyword_argument" or name is None or value is None:
            continue
        if _REFERENCE.fullmatch(name.text()) and _ELSEWHERE.search(value.text()):
            return True
    return False


def _offence(system: Infrastructure, code: Code, call: Call, method: str) -> Offence:
    at = span(call.node)
    place = Span(at.line + code.line, at.column, at.end_line + code.line, at.end_column)
    return Offence(
        place,
        f"`{call.node.text()}` has no region, and `{method}` is about what lies in another: the "
        "request goes to the region that the function runs in",
        "pass region_name, from a variable that the stack sets",
        system.symbol(call.node) or code.label,
    )
