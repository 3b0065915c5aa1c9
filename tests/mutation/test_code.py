from __future__ import annotations

import ast

import pytest

from testguard.mutation.code import Code


def test_a_segment_reads_as_it_was_written() -> None:
    code = Code("LIMIT = 1_000  # many\n")
    [assignment] = code.tree.body
    assert isinstance(assignment, ast.Assign)
    assert code.segment(assignment.value) == "1_000"


@pytest.mark.parametrize(("line", "expected"), [(1, True), (3, True), (4, False), (5, False)])
def test_what_runs_when_the_module_is_imported(line: int, expected: bool) -> None:
    text = "import os\n\ndef f(size=3):\n    size += 1\n    return size\n"
    assert Code(text).runs_at_import(line) is expected


def test_the_body_of_a_lambda_does_not_run_at_import() -> None:
    assert not Code("limit = (\n    lambda:\n    3\n)\n").runs_at_import(3)
