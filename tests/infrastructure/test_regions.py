from __future__ import annotations

import pytest

from testguard.infrastructure.regions import crosses_regions, regions_of
from testguard.suite.module import Module


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('region = "us-east-1"', {"us-east-1"}),
        ('zone = "eu-central-1a"', set()),
        ('arn = "arn:aws:rds:eu-west-1:1:db:x"', {"eu-west-1"}),
        ('a = "us-gov-west-1"\nb = "ap-southeast-2"', {"us-gov-west-1", "ap-southeast-2"}),
        ('"""us-east-1 or eu-west-1"""', set()),
        ('# "us-east-1"', set()),
        ('allowed = ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1"]', set()),
        ('pair = ("us-east-1", "eu-west-1")', {"us-east-1", "eu-west-1"}),
        ('x = "us-east"', set()),
    ],
)
def test_regions_that_code_names(source: str, expected: set[str]) -> None:
    assert regions_of(Module("a.py", source + "\n")) == expected


def test_two_regions_are_crossed_wherever_they_are_named() -> None:
    one, other = Module("a.py", 'r = "us-east-1"\n'), Module("b.py", 'r = "eu-west-1"\n')
    assert crosses_regions([one, other])
    assert not crosses_regions([one, one])
    assert crosses_regions([one], ["eu-west-1"])
    assert not crosses_regions([], ["eu-west-1"])
