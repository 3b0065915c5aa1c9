from __future__ import annotations

import pytest

from testguard.scaffold.search import boundary


@pytest.mark.parametrize(
    ("refused", "accepted", "chosen", "beside"),
    [
        (["0", "36", "-1", "1000000"], ["1", "2", "34", "35"], ["0", "36"], ["1", "35"]),
        (["'a' * 51", "'A'"], ["'a' * 50"], ["'a' * 51", "'A'"], ["'a' * 50"]),
        (["'A'", "'b c'"], ["'x'"], ["'A'", "'b c'"], []),
        (["['a', 'b']"], ["['a']"], ["['a', 'b']"], ["['a']"]),
        (["Tier.LARGE"], ["Tier.SMALL"], ["Tier.LARGE"], []),
    ],
)
def test_both_sides_of_a_boundary_are_chosen(
    refused: list[str], accepted: list[str], chosen: list[str], beside: list[str]
) -> None:
    assert boundary(refused, accepted) == (chosen, beside)


def test_where_another_path_begins_is_a_boundary_too() -> None:
    assert boundary(["33", "99"], ["1"], ["32"]) == (["33"], [])


def test_strings_that_differ_in_their_letter_only_are_one_case() -> None:
    assert boundary(["'a' * 51", "'0' * 51"], ["'a' * 50", "'0' * 50"]) == (
        ["'a' * 51"],
        ["'a' * 50"],
    )
