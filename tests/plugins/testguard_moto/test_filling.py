from __future__ import annotations

from typing import Any

import pytest

from testguard_moto.filling import filled
from testguard_moto.words import JsonText


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({}, {"id": "some-id"}),
        ({"Records": [{"body": JsonText({})}]}, {"Records": [{"body": {"id": "some-id"}}]}),
        ({"pathParameters": {}}, {"pathParameters": {"id": "some-id"}}),
        (
            {"pathParameters": {"id": 1}, "queryStringParameters": {}},
            {"pathParameters": {"id": 1}, "queryStringParameters": {"id": "some-id"}},
        ),
        ({"id": 1}, None),
        ([], None),
    ],
)
def test_a_key_goes_where_it_is_likeliest(event: Any, expected: Any) -> None:
    assert filled(event, "id") == expected
