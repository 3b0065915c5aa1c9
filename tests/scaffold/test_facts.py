from __future__ import annotations

from textwrap import dedent

import pytest

from testguard.scaffold.facts import Facts, Sources

SOURCE = dedent(
    """
    import enum, re
    from typing import Literal, Optional
    REGIONS = ("eu-west-1", "us-east-1")
    LIMIT = 35
    NAME = re.compile(r"[a-z]{1,9}")

    class Tier(enum.Enum):
        SMALL = "s"
        LARGE = "l"

    class Args:
        def __init__(self, days: Optional[int] = None, region=None, tier: Tier = Tier.SMALL,
                     name: "str" = "a", mode: Literal["fast", "slow"] = "fast", flag=False, tags=()):
            if days is not None and not 1 <= days <= LIMIT:
                raise ValueError
            if region not in REGIONS:
                raise ValueError
            if not NAME.fullmatch(name) or len(name) > 7 or name.startswith("x-"):
                raise ValueError

    def program(config):
        count = config.get_int("count") or 2
        if count > 5:
            raise ValueError
    """
)
SOURCES = Sources({"lib/a.py": SOURCE, "broken.py": "def"})


def facts(name: str) -> Facts:
    return SOURCES.facts(name)


def test_bounds_come_from_comparisons_and_constants() -> None:
    assert (facts("Args.days").kind, facts("Args.days").numbers) == ("int", (1, 35))


def test_choices_come_from_collections_and_enums() -> None:
    assert facts("Args.region").strings == ("eu-west-1", "us-east-1")
    assert facts("Args.tier").choices == ("Tier.SMALL", "Tier.LARGE")
    assert facts("Args.mode").choices == ("'fast'", "'slow'")


def test_patterns_and_sizes_are_told_apart() -> None:
    name = facts("Args.name")
    assert (name.patterns, name.sizes, name.strings) == (("[a-z]{1,9}",), (7,), ("x-",))


@pytest.mark.parametrize(
    ("name", "kind"), [("Args.flag", "bool"), ("Args.name", "str"), ("count", "int")]
)
def test_types_come_from_annotations_defaults_and_getters(name: str, kind: str) -> None:
    assert facts(name).kind == kind


def test_a_local_name_stands_for_the_key_it_was_read_from() -> None:
    assert facts("count").numbers == (5,)


def test_nothing_is_known_of_what_is_not_there() -> None:
    assert facts("Args.nothing") == Facts()


def test_the_class_around_a_line_is_the_innermost() -> None:
    line = SOURCE.splitlines().index("        if region not in REGIONS:".strip().rjust(33)) + 1
    assert SOURCES.class_around("lib/a.py", line) == "Args"
    assert SOURCES.class_around("lib/a.py", 2) == ""
    assert SOURCES.class_around("broken.py", 1) == ""
