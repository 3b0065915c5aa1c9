from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard_pulumi.strings import number, resource_id, text
from testguard_pulumi.subject import Subject, singular, snake

ARN = re.compile(r"arn:(aws|aws-cn|aws-us-gov):[a-z0-9-]+:[a-z0-9-]*:([0-9]{12})?:.+")
HEX = "[0-9a-f]{17}"


def subject(token: str, region: str = "eu-west-1", **given_: Any) -> Subject:
    return Subject(token, "thing", region, given_)


@pytest.mark.parametrize(
    ("token", "arn"),
    [
        ("aws:s3/bucket:Bucket", r"arn:aws:s3:::thing-[0-9a-f]{7}"),
        ("aws:sns/topic:Topic", r"arn:aws:sns:eu-west-1:123456789012:thing-[0-9a-f]{7}"),
        ("aws:iam/role:Role", r"arn:aws:iam::123456789012:role/thing-[0-9a-f]{7}"),
        (
            "aws:lambda/function:Function",
            r"arn:aws:lambda:eu-west-1:123456789012:function:thing-.*",
        ),
        ("aws:rds/cluster:Cluster", r"arn:aws:rds:eu-west-1:123456789012:cluster:thing-.*"),
        ("aws:ec2/vpc:Vpc", rf"arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-{HEX}"),
        ("aws:kms/key:Key", r"arn:aws:kms:eu-west-1:123456789012:key/[0-9a-f-]{36}"),
        ("aws:lb/targetGroup:TargetGroup", r"arn:aws:elasticloadbalancing:.*:targetgroup/thing-.*"),
        ("aws:sfn/stateMachine:StateMachine", r"arn:aws:states:.*:stateMachine:thing-.*"),
        ("aws:cloudwatch/logGroup:LogGroup", r"arn:aws:logs:.*:log-group:thing-.*"),
        ("aws:cloudfront/distribution:Distribution", r"arn:aws:cloudfront::.*:distribution/E.*"),
        ("aws:nosuch/newThing:NewThing", r"arn:aws:nosuch:eu-west-1:.*:new-thing/thing-.*"),
    ],
)
def test_arns_name_the_service_region_and_resource(token: str, arn: str) -> None:
    made = text(subject(token), "arn")
    assert re.fullmatch(arn, made)
    assert ARN.fullmatch(made)


@pytest.mark.parametrize(
    ("region", "partition"),
    [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")],
)
def test_arns_are_of_the_partition_of_their_region(region: str, partition: str) -> None:
    made = text(subject("aws:sqs/queue:Queue", region), "arn")
    assert made.split(":")[1:4] == [partition, "sqs", region]


@pytest.mark.parametrize(
    ("token", "id_"),
    [
        ("aws:ec2/vpc:Vpc", f"vpc-{HEX}"),
        ("aws:ec2/subnet:Subnet", f"subnet-{HEX}"),
        ("aws:ec2/securityGroup:SecurityGroup", f"sg-{HEX}"),
        ("aws:ec2/instance:Instance", f"i-{HEX}"),
        ("aws:ec2/eip:Eip", f"eipalloc-{HEX}"),
        ("aws:efs/fileSystem:FileSystem", f"fs-{HEX}"),
        ("aws:route53/zone:Zone", r"Z[A-Z0-9]{13}"),
        ("aws:s3/bucket:Bucket", r"thing-[0-9a-f]{7}"),
        ("aws:sns/topic:Topic", r"arn:aws:sns:.*"),
        ("aws:sqs/queue:Queue", r"https://sqs\.eu-west-1\.amazonaws\.com/123456789012/thing-.*"),
        ("aws:cognito/userPool:UserPool", r"eu-west-1_[a-z0-9]{10}"),
        ("azure-native:storage:StorageAccount", r"/subscriptions/.*/Microsoft\.Storage/.*"),
        ("gcp:storage/bucket:Bucket", r"projects/.*/buckets/thing-.*"),
        ("kubernetes:core/v1:Service", r"default/thing-.*"),
        ("acme:index:Widget", r"thing-[0-9a-f]{8}"),
    ],
)
def test_ids_have_the_form_of_their_provider(token: str, id_: str) -> None:
    made = resource_id(subject(token))
    assert re.fullmatch(id_, made)
    assert text(subject(token), "id") == made


@pytest.mark.parametrize(
    ("token", "property_", "form"),
    [
        ("aws:ec2/instance:Instance", "subnetId", f"subnet-{HEX}"),
        ("aws:ec2/instance:Instance", "ami", f"ami-{HEX}"),
        ("aws:lb/loadBalancer:LoadBalancer", "zoneId", r"Z[A-Z0-9]{13}"),
        (
            "aws:lb/loadBalancer:LoadBalancer",
            "dnsName",
            r"thing-.*\.eu-west-1\.elb\.amazonaws\.com",
        ),
        ("aws:route53/zone:Zone", "zoneId", r"Z[A-Z0-9]{13}"),
        ("aws:ecs/service:Service", "taskRoleArn", r"arn:aws:iam::123456789012:role/task-role-.*"),
        ("aws:rds/cluster:Cluster", "endpoint", r"thing-.*\.cluster-\w+\.eu-west-1\.rds\..*com"),
        (
            "aws:rds/cluster:Cluster",
            "readerEndpoint",
            r"thing-.*\.cluster-ro-\w+\.eu-west-1\.rds.*",
        ),
        ("aws:rds/instance:Instance", "endpoint", r"thing-.*\.eu-west-1\.rds\.amazonaws\.com:3306"),
        ("aws:rds/instance:Instance", "address", r"thing-.*\.eu-west-1\.rds\.amazonaws\.com"),
        ("aws:eks/cluster:Cluster", "endpoint", r"https://.*\.eu-west-1\.eks\.amazonaws\.com"),
        ("aws:lambda/function:Function", "invokeArn", r"arn:aws:apigateway:eu-west-1:lambda:.*"),
        ("aws:s3/bucket:Bucket", "bucketDomainName", r"thing-.*\.s3\.amazonaws\.com"),
        ("aws:cloudfront/distribution:Distribution", "domainName", r"\w+\.cloudfront\.net"),
        ("aws:rds/cluster:Cluster", "region", "eu-west-1"),
        ("aws:ec2/subnet:Subnet", "availabilityZone", "eu-west-1a"),
        ("aws:ec2/vpc:Vpc", "ownerId", "123456789012"),
        ("aws:ec2/instance:Instance", "privateIp", r"10\.0\.0\.\d+"),
        ("aws:ec2/instance:Instance", "publicIp", r"203\.0\.113\.\d+"),
        ("gcp:compute/instance:Instance", "selfLink", r"https://www\.googleapis\.com/.*"),
        ("acme:index:Widget", "createdAt", r"20\d\d-.*Z"),
    ],
)
def test_strings_suit_their_property(token: str, property_: str, form: str) -> None:
    assert re.fullmatch(form, text(subject(token), property_))


def test_given_names_are_the_physical_names() -> None:
    bucket = subject("aws:s3/bucket:Bucket", bucket="my-logs")
    assert (resource_id(bucket), text(bucket, "arn")) == ("my-logs", "arn:aws:s3:::my-logs")
    cluster = subject("aws:rds/cluster:Cluster", clusterIdentifier="main")
    assert resource_id(cluster) == "main"


@pytest.mark.parametrize(
    ("engine", "port"), [("aurora-postgresql", 5432), ("mysql", 3306), ("redis", 6379)]
)
def test_ports_follow_the_engine(engine: str, port: int) -> None:
    assert number(subject("aws:rds/cluster:Cluster", engine=engine), "port") == port


@pytest.mark.parametrize(
    ("many", "one"),
    [("ids", "id"), ("policies", "policy"), ("addresses", "address"), ("dns", "dns"),
     ("status", "status"), ("access", "access"), ("names", "name")],
)  # fmt: skip
def test_singulars(many: str, one: str) -> None:
    assert singular(many) == one


@pytest.mark.parametrize(
    ("camel", "words"),
    [
        ("vpcSecurityGroupIds", "vpc_security_group_ids"),
        ("IPAddress", "ip_address"),
        ("arn", "arn"),
    ],
)
def test_snake_case(camel: str, words: str) -> None:
    assert snake(camel) == words


@given(st.text(max_size=12), st.text(max_size=12), st.integers(1, 60))
def test_what_follows_from_a_subject_is_stable_and_of_its_length(
    token: str, name: str, length: int
) -> None:
    one, two = Subject(token, name), Subject(token, name)
    assert one.letters(length) == two.letters(length)
    assert len(one.letters(length)) == length
    assert len(one.hexadecimal(length)) == length
    assert 3 <= one.number(3, 5) <= 5
