from __future__ import annotations

import pytest

from testguard.requirements.types import Kind, is_type, kind_of

PAIRS = [
    ("aws:rds/instance:Instance", "AWS::RDS::DBInstance"),
    ("aws:rds/clusterInstance:ClusterInstance", "AWS::RDS::DBInstance"),
    ("aws-native:rds:DbInstance", "AWS::RDS::DBInstance"),
    ("aws:rds/cluster:Cluster", "AWS::RDS::DBCluster"),
    ("aws:rds/globalCluster:GlobalCluster", "AWS::RDS::GlobalCluster"),
    ("aws:ec2/vpc:Vpc", "AWS::EC2::VPC"),
    ("aws:lambda/function:Function", "AWS::Lambda::Function"),
    ("aws:cloudwatch/metricAlarm:MetricAlarm", "AWS::CloudWatch::Alarm"),
    ("aws:cloudwatch/logGroup:LogGroup", "AWS::Logs::LogGroup"),
    ("aws:route53/healthCheck:HealthCheck", "AWS::Route53::HealthCheck"),
    ("aws:lb/loadBalancer:LoadBalancer", "AWS::ElasticLoadBalancingV2::LoadBalancer"),
    ("aws:sfn/stateMachine:StateMachine", "AWS::StepFunctions::StateMachine"),
    ("aws:s3/bucketV2:BucketV2", "AWS::S3::Bucket"),
    ("aws:elasticache/cluster:Cluster", "AWS::ElastiCache::CacheCluster"),
]


@pytest.mark.parametrize(("pulumi", "cloudformation"), PAIRS)
def test_both_spellings_mean_one_kind(pulumi: str, cloudformation: str) -> None:
    assert kind_of(pulumi) == kind_of(cloudformation)


def test_different_types_are_different_kinds() -> None:
    kinds = {kind_of(pulumi) for pulumi, _ in PAIRS}
    assert len(kinds) == len({cloudformation for _, cloudformation in PAIRS})


def test_other_types_stand_for_themselves() -> None:
    assert kind_of("random:index/randomPet:RandomPet") == Kind(
        "", "random:index/randomPet:RandomPet"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AWS::RDS::DBInstance", True),
        ("aws:rds/instance:Instance", True),
        ("random:index/randomPet:RandomPet", True),
        ("RDS", False),
        ("AWS::RDS", False),
        ("rds.Instance", False),
        ("", False),
    ],
)
def test_what_has_the_form_of_a_type(text: str, expected: bool) -> None:
    assert is_type(text) is expected
