from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from testguard.errors import EvidenceError
from testguard.measurement.merging import merge
from testguard.model.evidence import SAMPLE, Arc, Evidence, Exercise, StackEvidence, SuiteRun, Way
from testguard.model.project import Conventions

names = st.sampled_from(["a", "b", "c", "d", "e", "f", "g"])
samples = st.frozensets(names, max_size=SAMPLE).map(lambda found: tuple(sorted(found)))
LINES = frozenset(range(1, 7))
ARCS = frozenset(Arc(1, target) for target in range(2, 6))


@st.composite
def exercises(draw: st.DrawFn, item: str) -> Exercise:
    return Exercise(
        item,
        Way.VALIDATION,
        "lib/a.py",
        3,
        "ValueError",
        draw(samples),
        draw(samples),
        draw(st.frozensets(names)),
    )


@st.composite
def shards(draw: st.DrawFn) -> Evidence:
    imported = draw(st.booleans())
    stack = StackEvidence(
        "lib/a.py",
        "d",
        imported,
        lines=LINES,
        executed=draw(st.frozensets(st.sampled_from(sorted(LINES)))) if imported else frozenset(),
        arcs=ARCS,
        taken=draw(st.frozensets(st.sampled_from(sorted(ARCS)))) if imported else frozenset(),
        probed=True,
        exercises=tuple(draw(exercises(item)) for item in ("one", "two")),
    )
    run = SuiteRun(
        "tests/t.py",
        "d",
        draw(st.frozensets(names)),
        draw(st.frozensets(names)),
        draw(st.frozensets(st.integers(1, 5))),
    )
    ids = draw(st.frozensets(names, min_size=1))
    return Evidence(
        (stack,),
        (("tests/t.py", tuple(sorted(ids))),),
        commit="c",
        shards=(draw(names),),
        runs=(run,),
        unmeasured=draw(st.sampled_from(["", "--no-cov was given"])),
        conventions=draw(st.sampled_from([None, Conventions(), Conventions(("check_*",))])),
    )


several = st.lists(shards(), min_size=2, max_size=4)


@given(several, st.randoms(use_true_random=False))
def test_order_does_not_matter(every: list[Evidence], random: object) -> None:
    shuffled = list(every)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge(shuffled) == merge(every)


@given(several)
def test_merging_in_steps_is_merging_at_once(every: list[Evidence]) -> None:
    first, *rest = every
    assert merge([first, merge(rest)]) == merge(every)


@given(several)
def test_merging_a_shard_twice_adds_nothing(every: list[Evidence]) -> None:
    every = [replace(shard, failed=1) for shard in every]
    assert merge([*every, every[0]]) == merge(every)


def test_failures_of_two_shards_add_up() -> None:
    assert merge([Evidence(failed=1, shards=("a",)), Evidence(failed=2, shards=("b",))]).failed == 3


@given(several)
def test_what_one_shard_executed_is_executed(every: list[Evidence]) -> None:
    [merged] = merge(every).stacks
    for shard in every:
        [stack] = shard.stacks
        assert stack.executed <= merged.executed
        assert stack.taken <= merged.taken
    assert merged.executed <= merged.lines == LINES


def test_tests_that_two_shards_ran_count_once() -> None:
    one = Evidence(collected=(("t.py", ("a", "b")),), shards=("1",))
    two = Evidence(collected=(("t.py", ("b", "c")), ("u.py", ("d",))), shards=("2",))
    assert merge([one, two]).collected == (("t.py", ("a", "b", "c")), ("u.py", ("d",)))


def test_shards_of_different_commits_are_not_merged() -> None:
    with pytest.raises(EvidenceError, match="different commits: c1, c2"):
        merge([Evidence(commit="c1"), Evidence(commit="c2")])


def test_shards_about_different_versions_of_a_file_are_not_merged() -> None:
    one, two = (
        Evidence((StackEvidence("lib/a.py", digest, imported=True),)) for digest in ("x", "y")
    )
    with pytest.raises(EvidenceError, match=r"different versions of lib/a\.py"):
        merge([one, two])
