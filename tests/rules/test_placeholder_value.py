from __future__ import annotations

import pytest

from testguard.rules.placeholder_value import placeholder_value
from testguard.testing import check_examples, check_source

HEAD = "import pulumi_aws as aws\n"


def confidences(body: str) -> list[str]:
    return [str(each.confidence) for each in check_source(placeholder_value, HEAD + body + "\n")]


def test_examples() -> None:
    check_examples(placeholder_value)


@pytest.mark.parametrize(
    ("value", "confidence"),
    [
        ('"CHANGEME"', "certain"),
        ('"change-me"', "certain"),
        ('"REPLACE_ME"', "certain"),
        ('"TODO"', "certain"),
        ('"<your-domain>"', "certain"),
        ('"your-account-id-here"', "certain"),
        ('"XXXXXXXX"', "certain"),
        ('"000000000000"', "certain"),
        ('"123456789012"', "certain"),
        ('"arn:aws:sns:us-east-1:123456789012:topic"', "certain"),
        ('f"arn:aws:iam::000000000000:role/{name}"', "certain"),
        ('"TODO: ask the team"', "likely"),
        ('"admin@example.com"', "likely"),
        ('"https://api.example.org/v1"', "likely"),
    ],
)
@pytest.mark.parametrize("place", ["aws.x.Y('a', key={})", "key = config.get('k') or {}"])
def test_placeholders_are_reported(value: str, confidence: str, place: str) -> None:
    assert confidences(place.format(value)) == [confidence]


@pytest.mark.parametrize(
    "body",
    [
        '"""CHANGEME: example.com."""',
        "# CHANGEME example.com 123456789012",
        'if name == "CHANGEME":\n    raise ValueError("CHANGEME is no name")',
        'logger.info("TODO")',
        'raise ValueError("https://example.com")',
        'aws.x.Y("a", description="such as https://example.com")',
        'aws.x.Y("a", key="arn:aws:sns:us-east-1:210987654321:topic")',
        'aws.x.Y("a", key="arn:aws:iam::aws:policy/ReadOnlyAccess")',
        'aws.x.Y("a", key="todos")',
        'aws.x.Y("a", key="todo-table")',
        'aws.x.Y("a", key="notexample.com")',
        'aws.x.Y("a", key="example.computer")',
        'assert x != "CHANGEME"',
        're.match("CHANGEME", x)',
        'aws.x.Y("a", key="1234567890123")',
    ],
)
def test_what_is_no_value_or_no_placeholder_is_left_alone(body: str) -> None:
    assert confidences(body) == []


def test_a_placeholder_that_the_code_refuses_is_no_value() -> None:
    body = (
        'password = config.get("password") or "changeme"\n'
        'if password == "changeme":\n    raise ValueError("set a password")\n'
    )
    assert confidences(body) == []
    assert confidences(body.replace('== "changeme"', '== "admin"')) == ["certain"]
