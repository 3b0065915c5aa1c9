from __future__ import annotations

import pytest

from testguard_cdk.values import arn, number, text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("vpc_id", "vpc-0123456789abcdef0"),
        ("primaryVpcCidr", "10.0.0.0/16"),
        ("bucket_name", "bucket-name"),
        ("role_arn", "arn:aws:iam::123456789012:role/role"),
        ("alarm_topic_arn", "arn:aws:sns:us-east-1:123456789012:alarm-topic"),
        ("environment_suffix", "dev"),
        ("x", "x"),
    ],
)
def test_a_string_suits_its_name(name: str, value: str) -> None:
    assert text(name) == value


def test_an_arn_of_an_unknown_kind_is_that_of_a_bucket() -> None:
    assert arn("thing") == "arn:aws:s3:::thing"


@pytest.mark.parametrize(("name", "value"), [("db_port", 8080), ("backupDays", 7), ("count", 2)])
def test_a_number_suits_its_name(name: str, value: int) -> None:
    assert number(name) == value
