from __future__ import annotations

import tomllib
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.config.editing import Edit, NewStack, edited, with_stacks
from testguard.errors import ConfigError

SECTION = ("tool", "testguard")
LINES = (*SECTION, "thresholds", "lines")
PYPROJECT = """\
[project]
name = "x"   # a name

[tool.testguard]
# what to look at
select = [ "TG1",
  'TG2' ]  # two families

[tool.testguard.thresholds]   # for all
lines   =   90   # why 90
branches=80.00
# the end of it

# about ruff
[tool.ruff]
line-length=1

[[tool.testguard.stack]]
modules = ["lib/a.py"]
thresholds = { lines = 1 , branches=2 }  # old
reason = "because"
"""


def pyproject(text: str, *edits: Edit) -> str:
    return edited(dedent(text), "pyproject.toml", edits)


def test_a_value_is_replaced_and_every_other_byte_stays() -> None:
    after = pyproject(PYPROJECT, Edit(LINES, "92.5"))
    assert after == PYPROJECT.replace("lines   =   90", "lines   =   92.5")


def test_a_value_in_an_inline_table_of_a_list_is_replaced() -> None:
    after = pyproject(PYPROJECT, Edit((*SECTION, "stack", 0, "thresholds", "branches"), "50"))
    assert after == PYPROJECT.replace("branches=2 }", "branches=50 }")


def test_several_values_are_replaced_at_once() -> None:
    table = (*SECTION, "stack", 0)
    edits = [Edit(LINES, "9"), Edit((*table, "reason"), '"longer"'), Edit((*table, "x"), "1")]
    after = pyproject(PYPROJECT, *edits, Edit((*SECTION, "thresholds", "branches"), "81.25"))
    expected = PYPROJECT.replace("lines   =   90", "lines   =   9").replace("80.00", "81.25")
    assert after == expected.replace('"because"\n', '"longer"\nx = 1\n')


def test_a_new_key_stands_below_the_last_one_and_takes_no_comment_along() -> None:
    after = pyproject(PYPROJECT, Edit((*SECTION, "thresholds", "defaults"), "7"))
    assert after == PYPROJECT.replace("branches=80.00\n", "branches=80.00\ndefaults = 7\n")


def test_a_new_table_stands_at_the_end() -> None:
    text = "[tool.testguard]\ntight = 2\n\n# about ruff\n[tool.ruff]\na = 1"
    after = pyproject(text, Edit(LINES, "92.5"), Edit((*SECTION, "thresholds", "branches"), "3"))
    assert after == text + "\n\n[tool.testguard.thresholds]\nlines = 92.5\nbranches = 3\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("thresholds = { lines = 90 } # c\n", "thresholds = { lines = 90, branches = 3 } # c\n"),
        ("thresholds = {}\n", "thresholds = {branches = 3}\n"),
        (
            "a.b = 1\nthresholds . lines=90 #=.",
            "a.b = 1\nthresholds . lines=90 #=.\nthresholds .branches = 3\n",
        ),
        ("thresholds.lines = 90\n", "thresholds.lines = 90\nthresholds.branches = 3\n"),
        ("[thresholds]\n\n[severity]\n", "[thresholds]\nbranches = 3\n\n[severity]\n"),
        ("[thresholds] # last", "[thresholds] # last\nbranches = 3\n"),
        ("", "\n[thresholds]\nbranches = 3\n"),
    ],
)
def test_a_new_key_is_written_as_its_table_is(before: str, after: str) -> None:
    new = edited(before, "testguard.toml", [Edit(("thresholds", "branches"), "3")])
    assert new == after


@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_ends_of_windows_and_a_byte_order_mark_stay(bom: str) -> None:
    before = bom + PYPROJECT.replace("\n", "\r\n")
    edits = [Edit(LINES, "91"), Edit((*SECTION, "thresholds", "defaults"), "7")]
    after = edited(before, "pyproject.toml", edits)
    stacks = [NewStack("lib/b.py", {"lines": "3"}, "r")]
    after = with_stacks(after, "pyproject.toml", SECTION, stacks)
    assert after.startswith(bom)
    assert after.count("\r\n") == after.count("\n") == before.count("\n") + 6
    assert tomllib.loads(after.removeprefix("\ufeff"))["tool"]["testguard"]["stack"][1]


def test_a_new_stack_stands_at_the_end() -> None:
    stack = NewStack('lib/"b".py', {"lines": "3.5", "x y": "0"}, 'so "it" is')
    after = with_stacks(PYPROJECT, "pyproject.toml", SECTION, [stack])
    assert after.startswith(PYPROJECT)
    assert tomllib.loads(after)["tool"]["testguard"]["stack"][1] == {
        "modules": ['lib/"b".py'],
        "thresholds": {"lines": 3.5, "x y": 0},
        "reason": 'so "it" is',
    }


@pytest.mark.parametrize("before", ["stack = []\n", "[stack]\n"])
def test_a_stack_that_cannot_be_added_is_told_to_be_written_by_hand(before: str) -> None:
    with pytest.raises(ConfigError, match="testguard cannot change it") as raised:
        with_stacks(before, "testguard.toml", (), [NewStack("a.py", {"lines": "3"}, "r")])
    assert 'modules = ["a.py"]' in raised.value.hint


def test_a_key_that_cannot_be_placed_is_told_to_be_written_by_hand() -> None:
    text = "[[stack]]\nmodules = []\n[stack.thresholds]\nlines = 1\n"
    with pytest.raises(ConfigError, match="testguard cannot change it") as raised:
        edited(text, "testguard.toml", [Edit(("stack", 0, "reason"), '"r"')])
    assert 'stack[0].reason = "r"' in raised.value.hint


blanks = st.sampled_from(["", " ", "   ", "\t"])
comments = st.sampled_from(["", " # x", "  #\ty = 1", '# "'])
rows = st.sampled_from(["", "# a", "  # [b]", "\t", "x = '''\n# [thresholds]\n'''", "y = [1,\n 2]"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    gap, more, word = draw(blanks), draw(blanks), draw(comments)
    number = draw(st.sampled_from(["90", "90.0", "9_0", "+90", "9e1"]))
    parts = [
        draw(rows),
        f"[thresholds]{word}",
        draw(st.sampled_from(["", "# a", "branches = 1"])),
        f"{more}lines{gap}={gap}{number}{word}",
        draw(st.sampled_from(["", "  # z", "tests-at-least = 3 # t"])),
        "[other]",
        draw(rows),
    ]
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    return "\n".join(parts).replace("\n", newline) + draw(st.sampled_from(["", newline]))


@given(documents())
def test_whatever_the_formatting_only_the_number_changes(text: str) -> None:
    after = edited(text, "testguard.toml", [Edit(("thresholds", "lines"), "95.25")])
    before_rows, after_rows = text.split("\n"), after.split("\n")
    changed = [(old, new) for old, new in zip(before_rows, after_rows, strict=True) if old != new]
    [(old, new)] = changed
    head, _, tail = new.partition("95.25")
    assert old.startswith(head)
    assert old.endswith(tail)
    assert tomllib.loads(after)["thresholds"]["lines"] == 95.25
