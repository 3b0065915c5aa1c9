from __future__ import annotations

import pytest

from testguard.model.mutant import Path
from testguard.model.resource import Json
from testguard.mutation.properties import is_tags

TAG = {"Key": "a", "Value": "b"}


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("tags",), {"a": "b"}, True),
        (("Tags",), [TAG], True),
        (("labels",), {"a": "b"}, True),
        (("labels",), "a", False),
        (("HealthCheckTags",), [TAG], True),
        (("HealthCheckTags",), [], False),
        (("HealthCheckTags",), [TAG, {"Key": "a"}], False),
        (("defaultTags",), {"a": "b"}, False),
        (("size",), [TAG], False),
        ((), {"a": "b"}, False),
    ],
)
def test_what_is_a_bag_of_tags(path: Path, value: Json, expected: bool) -> None:
    assert is_tags(path, value) is expected
