from __future__ import annotations

from collections.abc import Callable

import pytest

from testguard.mutation.vocabulary import other_network, other_region, other_word, weaker_instances


@pytest.mark.parametrize(
    ("spoil", "value", "expected"),
    [
        (other_network, "10.0.0.0/16", "10.1.0.0/16"),
        (other_network, "10.1.0.0/16", "10.0.0.0/16"),
        (other_network, "10.0.0.4/32", "10.0.0.5/32"),
        (other_network, "0.0.0.0/0", ""),
        (other_network, "10.0.0.1/16", ""),
        (other_network, "a/b", ""),
        (other_region, "us-east-1", "eu-west-1"),
        (other_region, "eu-west-1", "us-east-1"),
        (other_region, "us-west-2b", "us-east-1b"),
        (other_region, "us-east", ""),
        (other_word, "PRIMARY", "SECONDARY"),
        (other_word, "SECONDARY", "PRIMARY"),
        (other_word, "primary", ""),
    ],
)
def test_a_neighbour_or_none(spoil: Callable[[str], str], value: str, expected: str) -> None:
    assert spoil(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("db.r6g.large", ["db.r6g.medium", "db.t4g.large"]),
        ("m5.xlarge", ["m5.large", "t3.xlarge"]),
        ("t3.nano", []),
        ("t3.micro", ["t3.nano"]),
        ("ml.m5.large.search", ["ml.m5.medium.search", "ml.t3.large.search"]),
        ("db.r6g.metal", []),
        ("large", []),
    ],
)
def test_weaker_instances(value: str, expected: list[str]) -> None:
    assert list(weaker_instances(value)) == expected
