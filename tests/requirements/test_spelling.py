from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.requirements.spelling import IRREGULAR, nested_in, to_camel, to_pascal
from testguard.requirements.types import Kind

RDS = Kind("rds", "dbinstance")
OTHER = Kind("ec2", "vpc")


@pytest.mark.parametrize(
    ("kind", "camel", "pascal"),
    [
        (RDS, "instanceClass", "DBInstanceClass"),
        (RDS, "replicateSourceDb", "SourceDBInstanceIdentifier"),
        (RDS, "multiAz", "MultiAZ"),
        (RDS, "storageEncrypted", "StorageEncrypted"),
        (OTHER, "cidrBlock", "CidrBlock"),
        (OTHER, "kmsKeyId", "KmsKeyId"),
        (Kind("s3", "bucket"), "bucket", "BucketName"),
        (Kind("route53", "healthcheck"), "childHealthchecks", "ChildHealthChecks"),
    ],
)
def test_names_are_spelled_both_ways(kind: Kind, camel: str, pascal: str) -> None:
    assert to_pascal(camel, kind) == pascal
    assert to_camel(pascal, kind) == camel


@pytest.mark.parametrize(
    ("pascal", "camel"), [("VPCId", "vpcId"), ("IPv6", "iPv6"), ("ARN", "arn")]
)
def test_leading_capitals_are_one_word(pascal: str, camel: str) -> None:
    assert to_camel(pascal, OTHER) == camel


@given(st.from_regex(r"[a-z][a-z0-9]{0,8}([A-Z][a-z0-9]{1,6}){0,3}", fullmatch=True))
def test_regular_names_come_back(name: str) -> None:
    assert to_camel(to_pascal(name, OTHER), OTHER) == name


@pytest.mark.parametrize("kind", IRREGULAR, ids=lambda kind: f"{kind.service}-{kind.name}")
def test_irregular_names_come_back(kind: Kind) -> None:
    for camel, pascal in IRREGULAR[kind].items():
        assert to_camel(to_pascal(camel, kind), kind) == camel
        assert to_pascal(to_camel(pascal, kind), kind) == pascal


def test_a_health_check_keeps_its_settings_inside() -> None:
    assert nested_in(Kind("route53", "healthcheck")) == "HealthCheckConfig"
    assert nested_in(OTHER) == ""
