from __future__ import annotations

import pytest

from testguard.suite.iterables import Emptiness, emptiness
from testguard.syntax import find
from testguard.testing import make_suite

HEAD = "FULL = [1]\nloop = loop\nclass Colour: pass\n"


def of(iterable: str, setup: str = "pass") -> Emptiness:
    source = (
        f"{HEAD}class TestX:\n    full = [1]\n    none = []\n    def test_a(self, given):\n"
        f"        {setup}\n        for x in {iterable}:\n            assert x\n"
    )
    [case] = make_suite(source).cases
    [*_, loop] = find(case.function, "for_statement")
    iterated = loop.field("right")
    assert iterated is not None
    return emptiness(case, iterated)


@pytest.mark.parametrize(
    "iterable",
    [
        "[1]", "(1, 2)", "{1}", "{'a': 1}", "'abc'", "range(2)", "range(1, 3)", "range(size)",
        "enumerate([1])", "zip([1], [2])", "sorted({1})", "map(str, [1])", "FULL", "Colour",
        "Region.ALL", "self.full", "FULL[0]", "[1] + more", "'a b'.split()", "FULL.copy()", "([1])",
    ],
)  # fmt: skip
def test_what_surely_holds_something_is_full(iterable: str) -> None:
    assert of(iterable) is Emptiness.FULL


@pytest.mark.parametrize(
    "iterable", ["[]", "()", "{}", "''", "range(0)", "sorted([])", "zip([], [1])"]
)
def test_what_surely_holds_nothing_is_empty(iterable: str) -> None:
    assert of(iterable) is Emptiness.EMPTY


@pytest.mark.parametrize(
    "iterable", ["make()", "make().values()", "sorted(make())", "await make()"]
)
def test_what_a_call_gives_is_a_result(iterable: str) -> None:
    assert of(iterable) is Emptiness.RESULT


@pytest.mark.parametrize(
    "iterable",
    ["given", "unheard", "given.rows", "self.rows", "loop", "a + b", "range(len(given))"],
)
def test_anything_else_is_unknown(iterable: str) -> None:
    assert of(iterable) is Emptiness.UNKNOWN


def test_a_local_name_means_what_it_was_assigned() -> None:
    assert of("found", "found = [1]") is Emptiness.FULL
    assert of("found", "found = make()") is Emptiness.RESULT
    assert of("found", "found = []") is Emptiness.EMPTY
    assert of("found", "found = []\n        found.append(1)") is Emptiness.UNKNOWN
    assert of("found", "found = []\n        found = [1]") is Emptiness.UNKNOWN
