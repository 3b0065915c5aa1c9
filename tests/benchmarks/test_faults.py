from __future__ import annotations

import ast
from collections.abc import Iterable

import pytest

from tests.benchmarks.faults import NAMES, Example, Fault, Wrong, reported

EXAMPLES = [Example.load(name) for name in NAMES]
FAULTS = [(example, fault) for example in EXAMPLES for fault in example.faults]
CLASS, SIZE, ZONE = ("db", "class"), ("db", "size"), ("zone", "name")


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_there_are_ten_faults_for_each_example(example: Example) -> None:
    assert len({fault.name for fault in example.faults}) == 10


@pytest.mark.parametrize(("example", "fault"), FAULTS, ids=[fault.name for _, fault in FAULTS])
def test_every_fault_makes_another_program_of_the_sound_one(example: Example, fault: Fault) -> None:
    sound = (example.folder / fault.path).read_text(encoding="utf-8")
    altered = fault.applied(example.folder)
    assert ast.dump(ast.parse(altered.text)) != ast.dump(ast.parse(sound))


def test_a_fault_that_does_not_apply_is_an_error() -> None:
    example = EXAMPLES[0]
    unknown = Fault("unknown", example.faults[0].path, "no such text", "")
    with pytest.raises(ValueError, match="unknown: 0 places"):
        unknown.applied(example.folder)


@pytest.mark.parametrize(
    ("mutants", "expected"),
    [
        ([[CLASS]], True),
        ([[CLASS, SIZE]], True),
        ([[ZONE], [SIZE]], True),
        ([[ZONE]], False),
        ([[CLASS, ZONE]], False),
        ([[]], False),
        ([], False),
    ],
)
def test_a_fault_is_reported_by_a_mutant_with_nothing_else_wrong(
    mutants: Iterable[Iterable[tuple[str, str]]], expected: bool
) -> None:
    fault: Wrong = frozenset({CLASS, SIZE})
    assert reported(fault, map(frozenset, mutants)) is expected
