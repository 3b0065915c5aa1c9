"""Types of resources, in one spelling for both frameworks.

Pulumi says ``aws:rds/instance:Instance`` where CloudFormation says ``AWS::RDS::DBInstance``. Most
names differ in case only; the others are listed here, from the registries of both:
https://www.pulumi.com/registry/packages/aws/api-docs/ and
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from testguard.patterns import regex

_PULUMI = regex(r"(?P<package>aws|aws-native):(?P<service>\w+)(?:/\w+)?:(?P<kind>\w+)")
_CLOUDFORMATION = regex(r"AWS::(?P<service>\w+)::(?P<kind>\w+)")
_FIRST = regex(r"^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]")
_TOKEN = regex(r"[\w-]+:[\w/.-]+:\w+")
_SERVICES = {
    "alb": "elasticloadbalancingv2", "lb": "elasticloadbalancingv2", "sfn": "stepfunctions",
    "opensearch": "opensearchservice",
    "elb": "elasticloadbalancing", "mq": "amazonmq",
}  # fmt: skip
_KINDS = {
    "rds/instance": "rds/dbinstance", "rds/clusterInstance": "rds/dbinstance",
    "rds/cluster": "rds/dbcluster", "rds/subnetGroup": "rds/dbsubnetgroup",
    "rds/parameterGroup": "rds/dbparametergroup", "rds/proxy": "rds/dbproxy",
    "rds/clusterParameterGroup": "rds/dbclusterparametergroup",
    "docdb/cluster": "docdb/dbcluster", "docdb/clusterInstance": "docdb/dbinstance",
    "docdb/subnetGroup": "docdb/dbsubnetgroup",
    "neptune/cluster": "neptune/dbcluster", "neptune/clusterInstance": "neptune/dbinstance",
    "cloudwatch/metricAlarm": "cloudwatch/alarm", "cloudwatch/logGroup": "logs/loggroup",
    "cloudwatch/eventRule": "events/rule", "cloudwatch/eventBus": "events/eventbus",
    "route53/zone": "route53/hostedzone", "route53/record": "route53/recordset",
    "autoscaling/group": "autoscaling/autoscalinggroup",
    "appautoscaling/target": "applicationautoscaling/scalabletarget",
    "appautoscaling/policy": "applicationautoscaling/scalingpolicy",
    "elasticache/cluster": "elasticache/cachecluster",
    "kinesis/firehoseDeliveryStream": "kinesisfirehose/deliverystream",
    "sns/topicSubscription": "sns/subscription", "s3/bucketV2": "s3/bucket",
    "ec2/routeTableAssociation": "ec2/subnetroutetableassociation",
    "ec2/internetGatewayAttachment": "ec2/vpcgatewayattachment",
    "acm/certificate": "certificatemanager/certificate",
}  # fmt: skip
_LOWERED = {name.lower(): kind for name, kind in _KINDS.items()}


class Kind(NamedTuple):
    """A type, whatever the spelling: ``Kind("rds", "dbinstance")``; others stand for themselves."""

    service: str
    name: str


def kind_of(type_: str) -> Kind:
    """The kind that a type of either framework means."""
    found = _CLOUDFORMATION.fullmatch(type_)
    if found is not None:
        return Kind(found["service"].lower(), found["kind"].lower())
    found = _PULUMI.fullmatch(type_)
    if found is None:
        return Kind("", type_)
    service, name = found["service"].lower().rstrip("_"), found["kind"].lower()
    if found["package"] == "aws":
        known = _LOWERED.get(f"{service}/{name}")
        if known is not None:
            return Kind(*known.split("/"))
    return Kind(_SERVICES.get(service, service), name)


def is_type(text: str) -> bool:
    """Whether a text has the form of a type of either framework."""
    return bool(_CLOUDFORMATION.fullmatch(text) or _TOKEN.fullmatch(text))


def types_like(type_: str, known: Iterable[str], *, cloudformation: bool) -> tuple[str, ...]:
    """The types of one framework that ``type_``, of either, means.

    Those among the ``known`` ones come first; the others are spelled as far as that can be told:
    compare them without regard to capitals.
    """
    wanted = kind_of(type_)
    own = bool(_CLOUDFORMATION.fullmatch(type_)) == cloudformation
    seen = sorted(each for each in set(known) if kind_of(each) == wanted)
    found = [*seen, *([type_] if own else [])]
    if not cloudformation:
        found += _tokens(type_, wanted)
    elif not found:
        found.append(f"AWS::{wanted.service}::{wanted.name}")
    return tuple({each.lower(): each for each in reversed(found)}.values())[::-1]


def _tokens(type_: str, kind: Kind) -> Iterator[str]:
    """Pulumi's types of a kind."""
    if not kind.service:
        return
    for place, meant in _KINDS.items():
        if meant == "/".join(kind):
            yield _token(*place.split("/"))
    services = [own for own, other in _SERVICES.items() if other == kind.service]
    found = _CLOUDFORMATION.fullmatch(type_)
    name = found["kind"] if found else kind.name
    if "/".join(kind) not in _KINDS.values():
        for service in services or [kind.service]:
            yield _token(service, _FIRST.sub(lambda capitals: capitals[0].lower(), name))


def _token(service: str, name: str) -> str:
    return f"aws:{service}/{name}:{name[:1].upper()}{name[1:]}"
