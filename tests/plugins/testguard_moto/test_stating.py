from __future__ import annotations

import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError

from testguard_moto.running import Outcome
from testguard_moto.stating import Stating, is_of_today


def stated(one: Any, two: Any, **more: Any) -> str:
    return Stating(Outcome(**more), Outcome(**more)).value(one, two)


@pytest.mark.parametrize(
    ("one", "two", "code"),
    [
        (1, 1, "1"),
        (True, True, "True"),
        (1, True, "ANY"),
        (1, 2, "ANY"),
        ("a", "a", "'a'"),
        ("a", "b", "ANY"),
        ({"a": 1, "b": "x"}, {"a": 1, "b": "y"}, "{'a': 1, 'b': ANY}"),
        ({"a": 1}, {"b": 1}, "ANY"),
        ([1, (2, b"x")], [1, (2, b"x")], "[1, (2, b'x', )]"),
        ([1], [1, 2], "ANY"),
        (Decimal("1.5"), Decimal("1.5"), 'Decimal("1.5")'),
        (object, object, "ANY"),
        (None, None, "None"),
    ],
)
def test_only_what_both_runs_have_in_common_is_stated(one: Any, two: Any, code: str) -> None:
    assert stated(one, two) == code


def test_a_name_that_each_cloud_makes_up_is_asked_for() -> None:
    one = Outcome(names={"bucket-1": "own_system.id('Shop/Bucket')"})
    two = Outcome(names={"bucket-2": "own_system.id('Shop/Bucket')"})
    stating = Stating(one, two)
    assert stating.value("bucket-1/x", "bucket-2/x") == "f\"{own_system.id('Shop/Bucket')}/x\"" or (
        eval(
            stating.value("bucket-1/x", "bucket-2/x"),
            {"own_system": type("S", (), {"id": staticmethod(lambda path: f"<{path}>")})},
        )
        == "<Shop/Bucket>/x"
    )


def test_the_time_and_the_date_are_of_today() -> None:
    now = datetime.now(UTC)
    for value in (
        now.isoformat(),
        f"backup-{now:%Y%m%d}",
        f"{now:%Y-%m}/report",
        time.time(),
        int(time.time() * 1000),
        f"at {int(time.time())}",
        now.year,
    ):
        assert is_of_today(value), value
    for other in ("2019-01-01", 7, 0.5, True, "phone 5551234567", "x"):
        assert not is_of_today(other), other
    assert stated(now.isoformat(), now.isoformat()) == "ANY"


def test_a_response_is_stated_by_its_parts() -> None:
    one = Outcome({"statusCode": 200, "body": '{"id": "1", "at": "x"}', "headers": {}})
    two = Outcome({"statusCode": 200, "body": '{"at": "y", "id": "1"}', "headers": {}})
    stating = Stating(one, two)
    assert list(stating.result()) == [
        'assert result["statusCode"] == 200',
        "assert json.loads(result[\"body\"]) == {'id': '1', 'at': ANY}",
        'assert result["headers"] == {}',
    ]
    assert stating.imports == {"import json", "from unittest.mock import ANY"}


def test_nothing_is_stated_of_what_differs() -> None:
    assert list(Stating(Outcome(1), Outcome(2)).result()) == []
    assert list(Stating(Outcome(None), Outcome(None)).result()) == ["assert result is None"]


class OwnError(ValueError):
    """As a handler may define it."""


def test_exceptions_are_named_as_tests_can() -> None:
    refused = ClientError({"Error": {"Code": "No", "Message": "(x)"}}, "Put")
    for error, expected in (
        (KeyError("NAME"), ("KeyError", "\"'NAME'\"", "")),
        (OwnError("bad"), ("ValueError", "'bad'", "OwnError")),
        (ValueError(""), ("ValueError", "", "")),
    ):
        outcome = Outcome(error=error)
        assert Stating(outcome, outcome).raises == expected
    stating = Stating(Outcome(error=refused), Outcome(error=refused))
    assert stating.raises[0] == "ClientError"
    assert stating.imports == {"from botocore.exceptions import ClientError"}


def test_a_message_is_matched_as_far_as_it_is_stable() -> None:
    one, two = (
        Outcome(error=ValueError("no topic a-1 x")),
        Outcome(error=ValueError("no topic a-2 x")),
    )
    assert Stating(one, two).raises == ("ValueError", "'no topic'", "")
