from __future__ import annotations

from pathlib import Path

import pytest

from testguard.gate.changed import ChangedLines, statement_starts
from testguard.model.evidence import Evidence, StackEvidence
from testguard.model.measurement import Measurement
from testguard.model.project import StackModule
from tests.conftest import git_in

BEFORE = """\
import pulumi

def build(size):
    bucket = make(
        "data",
        versioned=True,
    )
    # a remark
    if size > 1:
        grow(bucket)
    else:
        shrink(bucket)
    return bucket
"""
LINES = frozenset({1, 3, 4, 9, 10, 12, 13})
STACK = StackModule("lib/a.py", "pulumi")


def measured(
    root: Path, after: str, executed: set[int], lines: frozenset[int] = LINES, **details: object
) -> Measurement:
    """What is measured of a change from `BEFORE` to ``after``."""
    git_in(root, "init", "-q", "-b", "main")
    (root / "lib").mkdir()
    (root / "lib" / "a.py").write_text(BEFORE)
    git_in(root, "add", "-A")
    git_in(root, "commit", "-q", "-m", "first")
    (root / "lib" / "a.py").write_text(after)
    stack = StackEvidence(
        "lib/a.py",
        "d",
        imported=True,
        lines=lines,
        executed=frozenset(executed),
        **details,  # type: ignore[arg-type]
    )
    return ChangedLines(root, "main").measure(STACK, Evidence((stack,)))


def test_a_line_in_the_middle_of_a_statement_stands_for_the_statement(tmp_path: Path) -> None:
    after = BEFORE.replace("versioned=True", "versioned=False")
    found = measured(tmp_path, after, {1, 3, 4})
    assert (found.covered, found.total, found.gaps) == (1, 1, ())


def test_runs_of_changed_lines_are_gaps_of_their_own(tmp_path: Path) -> None:
    after = BEFORE.replace("grow(bucket)", "grow(bucket, 2)").replace("return bucket", "return 1")
    found = measured(tmp_path, after, {1, 3, 4, 9})
    assert (found.covered, found.total) == (0, 2)
    assert [(gap.line, gap.message, gap.code) for gap in found.gaps] == [
        (10, "no test executes changed line 10", "TG403"),
        (13, "no test executes changed line 13", "TG403"),
    ]


def test_neighbours_are_one_gap(tmp_path: Path) -> None:
    after = BEFORE.replace("shrink(bucket)", "shrink(1)").replace("return bucket", "return 1")
    [gap] = measured(tmp_path, after, {1, 3, 4, 9}).gaps
    assert (gap.line, gap.message) == (12, "no test executes changed lines 12-13")


def test_comments_and_blank_lines_are_no_statements(tmp_path: Path) -> None:
    after = BEFORE.replace("# a remark", "# another").replace(
        "import pulumi\n", "import pulumi\n\n"
    )
    lines = frozenset(line + (line > 1) for line in LINES)
    found = measured(tmp_path, after, {1}, lines)
    assert (found.covered, found.total, found.recorded) == (0, 0, True)


def test_a_line_that_was_taken_out_asks_for_nothing(tmp_path: Path) -> None:
    after = BEFORE.replace("    # a remark\n", "")
    assert measured(tmp_path, after, set()).total == 0


def test_changed_lines_without_data_are_not_recorded(tmp_path: Path) -> None:
    after = BEFORE.replace("return bucket", "return 1")
    found = measured(tmp_path, after, set(), measured=False)
    assert (found.recorded, found.total) == (False, 0)


def test_an_unchanged_module_without_data_has_nothing_to_reach(tmp_path: Path) -> None:
    assert measured(tmp_path, BEFORE, set(), measured=False).recorded


def test_every_statement_of_a_new_module_counts(tmp_path: Path) -> None:
    measured(tmp_path, BEFORE, set())
    (tmp_path / "lib" / "b.py").write_text(BEFORE)
    stack = StackEvidence("lib/b.py", "d", imported=True, lines=LINES, executed=frozenset({1, 3}))
    found = ChangedLines(tmp_path, "main").measure(
        StackModule("lib/b.py", "pulumi"), Evidence((stack,))
    )
    assert (found.covered, found.total) == (2, 7)


@pytest.mark.parametrize(
    ("source", "starts"),
    [
        ("f(\n 1,\n)\n", {1: 1, 2: 1, 3: 1}),
        ("def f(\n a,\n):\n # c\n\n return a\n", {1: 1, 2: 1, 3: 1, 6: 6}),
        ("@d(\n 1)\n@e\ndef f():\n pass\n", {1: 1, 2: 1, 3: 3, 4: 4, 5: 5}),
        ("x = '''\n# in the text\n\n'''\n", {1: 1, 2: 1, 3: 1, 4: 1}),
        ("try:\n a()\nexcept (\n A):\n b()\n", {1: 1, 2: 2, 3: 3, 4: 3, 5: 5}),
        ("match x:\n case 1:\n  a()\n", {1: 1, 3: 3}),
        ("class A:\n @d\n def f(self): ...\n", {1: 1, 2: 2, 3: 3}),
        ("def f(:\n", {}),
        ("x = '\0'\n", {}),
        ("", {}),
    ],
)
def test_statements_have_their_lines(source: str, starts: dict[int, int]) -> None:
    assert statement_starts(source) == starts
