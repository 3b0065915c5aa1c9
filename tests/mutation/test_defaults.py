from __future__ import annotations

import pytest

from testguard.mutation.defaults import others


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, [False]),
        (False, [True]),
        (7, [8]),
        (0.5, [1.5]),
        ("tcp", ["udp"]),
        ("us-east-1", ["eu-west-1"]),
        ("10.0.0.0/16", ["10.1.0.0/16"]),
        ("0.0.0.0/0", ["0.0.0.0/0-wrong"]),
        ("a/b", ["a/b-wrong"]),
        ("dev", ["dev-wrong"]),
        ("db.r6g.large", ["db.r6g.medium"]),
        ([1], [[]]),
        ((1,), [()]),
        ({"a": 1}, [{}]),
        ([], []),
        (None, []),
    ],
)
def test_another_valid_value_of_the_same_kind(value: object, expected: list[object]) -> None:
    found = list(others(value))
    assert found == expected
    assert all(type(each) is type(value) for each in found)
