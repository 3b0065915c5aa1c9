from __future__ import annotations

import pytest

from testguard.scaffold.facts import Facts
from testguard.scaffold.values import others


@pytest.mark.parametrize(
    ("name", "facts", "default", "first"),
    [
        ("Args.size", Facts("int"), "7", "8"),
        ("Args.flag", Facts("bool"), "True", "False"),
        ("Args.tier", Facts("enum", ("Tier.SMALL", "Tier.LARGE")), "Tier.SMALL", "Tier.LARGE"),
        ("Args.region", Facts("str", strings=("us-east-1", "us-west-2")), "'us-east-1'", "'us-west-2'"),
        ("Args.primary_region", Facts("str"), "'us-east-1'", "'eu-west-1'"),
        ("CDK_DEFAULT_REGION", Facts("str"), "'us-east-1'", "'eu-west-1'"),
        ("CDK_DEFAULT_ACCOUNT", Facts("str"), None, "'210987654321'"),
        ("Args.environment_suffix", Facts(), "'dev'", "'staging'"),
        ("Args.tags", Facts("dict"), "{}", "{'Team': 'platform'}"),
        ("Args.zones", Facts("list"), "['a', 'b']", "['a']"),
        ("proj:count", Facts("int", numbers=(5,)), None, "5"),
    ],
)  # fmt: skip
def test_the_likeliest_other_value_comes_first(
    name: str, facts: Facts, default: str | None, first: str
) -> None:
    assert next(others(name, facts, default)) == first


def test_the_default_itself_is_never_offered() -> None:
    assert "'dev'" not in list(others("env", Facts("str", strings=("dev",)), "'dev'"))
