from __future__ import annotations

import botocore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.requirements import instance_classes
from testguard.requirements.instance_classes import (
    InstanceClass,
    at_least,
    is_size,
    parse_class,
    unknown_class,
    unknown_family,
)

FAMILIES = ["t3", "t4g", "m6g", "m7i", "c6g", "r5", "r6g", "r7g", "x2gd", "p4d", "i3"]
LISTED_FROM = (1, 44)
SIZES = ["micro", "small", "medium", "large", "xlarge", "2xlarge", "16xlarge", "metal"]
CLASSES = st.builds(
    lambda family, size: InstanceClass(f"{family}.{size}", family, size),
    st.sampled_from(FAMILIES),
    st.sampled_from(SIZES),
)


def parsed(text: str) -> InstanceClass:
    found = parse_class(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "family", "size"),
    [
        ("db.r6g.large", "r6g", "large"),
        ("cache.t4g.micro", "t4g", "micro"),
        ("m7i.2xlarge", "m7i", "2xlarge"),
        ("r6g.large.search", "r6g", "large"),
        ("m7i.metal-24xl", "m7i", "metal-24xl"),
    ],
)
def test_classes_are_parsed(text: str, family: str, size: str) -> None:
    assert (parsed(text).family, parsed(text).size) == (family, size)


@pytest.mark.parametrize("text", ["db.serverless", "large", "r6g", "db.r6g.huge", "", "${Size}"])
def test_other_texts_are_none(text: str) -> None:
    assert parse_class(text) is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("db.r6g.large", "db.r6g.large", True),
        ("db.r6g.xlarge", "db.r6g.large", True),
        ("db.r6g.medium", "db.r6g.large", False),
        ("db.r6g.16xlarge", "db.r6g.2xlarge", True),
        ("db.r6g.metal", "db.r6g.16xlarge", True),
        ("db.r5.large", "db.r6g.large", True),  # a family of the same series
        ("db.x2gd.large", "db.r6g.large", True),  # more memory
        ("db.m6g.large", "db.r6g.large", False),  # less memory
        ("db.m6g.2xlarge", "db.r6g.large", True),
        ("db.t3.2xlarge", "db.r6g.large", False),  # burstable
        ("db.m6g.large", "db.t4g.large", True),
        ("db.t4g.medium", "db.t3.small", True),
        ("db.t4g.micro", "db.t3.small", False),
        ("p4d.24xlarge", "m7i.large", None),
        ("p4d.24xlarge", "p4d.2xlarge", True),
    ],
)
def test_classes_are_ordered(one: str, other: str, expected: bool | None) -> None:
    assert at_least(parsed(one), parsed(other)) is expected


@given(CLASSES)
def test_a_class_is_at_least_itself(one: InstanceClass) -> None:
    assert at_least(one, one)


@given(CLASSES, CLASSES, CLASSES)
def test_the_order_is_transitive_across_families(
    one: InstanceClass, two: InstanceClass, three: InstanceClass
) -> None:
    families = {one.family, two.family, three.family}
    if len(families) == 3 and at_least(one, two) and at_least(two, three):
        assert at_least(one, three)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("db.r6g.lrge", "is no instance class such as"),
        ("db.r6q.large", "did you mean db.r6"),
        ("db.r6g.3xlarge", "no instance class that AWS knows"),
    ],
)
def test_classes_that_do_not_exist_are_told(text: str, told: str) -> None:
    assert told in (unknown_class(text) or "")


def test_classes_that_exist_are_known() -> None:
    assert unknown_class("db.r6g.large") is None
    assert unknown_family("r6g") is None
    assert "did you mean" in (unknown_family("r6q") or "")
    assert "no family of instance classes" in (unknown_family("Large") or "")
    assert is_size("4xlarge")
    assert not is_size("huge")


def test_without_botocore_the_form_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instance_classes, "_known_to_botocore", frozenset)
    assert unknown_class("db.r6q.large") is None
    assert unknown_family("r6q") is None
    assert unknown_class("large")


@pytest.mark.skipif(
    tuple(map(int, botocore.__version__.split(".")[:2])) < LISTED_FROM,
    reason="this botocore is older than the list",
)
def test_what_ships_with_testguard_is_known_to_aws() -> None:
    listed = {
        f"{family}.{size}" for family, sizes in instance_classes._listed().items() for size in sizes
    }
    assert len(listed) > 1000
    assert listed <= instance_classes._known_to_botocore()


def test_what_ships_with_testguard_needs_no_botocore(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(instance_classes, "_known_to_botocore")
    assert unknown_class("db.r6g.large") is None
    assert unknown_family("r6g") is None
