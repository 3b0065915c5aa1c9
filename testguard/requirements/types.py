"""Types of resources, in one spelling for both frameworks.

Pulumi says ``aws:rds/instance:Instance`` where CloudFormation says ``AWS::RDS::DBInstance``. Most
names differ in case only; the others are listed here, from the registries of both:
https://www.pulumi.com/registry/packages/aws/api-docs/ and
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
"""

from __future__ import annotations

import re
from typing import NamedTuple

_PULUMI = re.compile(r"(?P<package>aws|aws-native):(?P<service>\w+)(?:/\w+)?:(?P<kind>\w+)")
_CLOUDFORMATION = re.compile(r"AWS::(?P<service>\w+)::(?P<kind>\w+)")
_TOKEN = re.compile(r"[\w-]+:[\w/.-]+:\w+")
_SERVICES = {
    "alb": "elasticloadbalancingv2", "lb": "elasticloadbalancingv2", "sfn": "stepfunctions",
    "opensearch": "opensearchservice",
    "elb": "elasticloadbalancing", "mq": "amazonmq",
}  # fmt: skip
_KINDS = {
    "rds/instance": "rds/dbinstance", "rds/clusterinstance": "rds/dbinstance",
    "rds/cluster": "rds/dbcluster", "rds/subnetgroup": "rds/dbsubnetgroup",
    "rds/parametergroup": "rds/dbparametergroup", "rds/proxy": "rds/dbproxy",
    "rds/clusterparametergroup": "rds/dbclusterparametergroup",
    "docdb/cluster": "docdb/dbcluster", "docdb/clusterinstance": "docdb/dbinstance",
    "docdb/subnetgroup": "docdb/dbsubnetgroup",
    "neptune/cluster": "neptune/dbcluster", "neptune/clusterinstance": "neptune/dbinstance",
    "cloudwatch/metricalarm": "cloudwatch/alarm", "cloudwatch/loggroup": "logs/loggroup",
    "cloudwatch/eventrule": "events/rule", "cloudwatch/eventbus": "events/eventbus",
    "route53/zone": "route53/hostedzone", "route53/record": "route53/recordset",
    "autoscaling/group": "autoscaling/autoscalinggroup",
    "appautoscaling/target": "applicationautoscaling/scalabletarget",
    "appautoscaling/policy": "applicationautoscaling/scalingpolicy",
    "elasticache/cluster": "elasticache/cachecluster",
    "kinesis/firehosedeliverystream": "kinesisfirehose/deliverystream",
    "sns/topicsubscription": "sns/subscription", "s3/bucketv2": "s3/bucket",
    "ec2/routetableassociation": "ec2/subnetroutetableassociation",
    "ec2/internetgatewayattachment": "ec2/vpcgatewayattachment",
    "acm/certificate": "certificatemanager/certificate",
}  # fmt: skip


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
        known = _KINDS.get(f"{service}/{name}")
        if known is not None:
            return Kind(*known.split("/"))
    return Kind(_SERVICES.get(service, service), name)


def is_type(text: str) -> bool:
    """Whether a text has the form of a type of either framework."""
    return bool(_CLOUDFORMATION.fullmatch(text) or _TOKEN.fullmatch(text))
