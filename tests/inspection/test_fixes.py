from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.inspection.fixes import apply_fixes, edited
from testguard.model.finding import Confidence, Finding, Severity
from testguard.model.source import Edit, Fix, Span


def finding(*edits: Edit, path: str = "a.py", **changes: object) -> Finding:
    return Finding(
        "TG003",
        "unused-suppression",
        Severity.WARNING,
        Confidence.CERTAIN,
        path,
        edits[0].span,
        "unused",
        fix=Fix("delete it", edits),
        **changes,  # type: ignore[arg-type]
    )


def cut(line: int, start: int, end: int, text: str = "") -> Edit:
    return Edit(Span(line, start, line, end), text)


def test_edits_count_lines_and_columns_from_one() -> None:
    assert edited("one\ntwo\nthree\n", [cut(2, 1, 4, "2"), cut(3, 3, 6, "")]) == "one\n2\nth\n"


def test_an_edit_may_take_whole_lines() -> None:
    assert edited("one\ntwo\nthree\n", [Edit(Span(2, 1, 3, 1), "")]) == "one\nthree\n"


@given(st.lists(st.text("ab é\x0c", max_size=5), min_size=1), st.sampled_from(["\n", "\r\n", "\r"]))
def test_line_ends_of_any_kind_count_alike(lines: list[str], end: str) -> None:
    text = end.join(lines)
    last = len(lines)
    assert edited(text, [cut(last, 1, len(lines[-1]) + 1, "X")]) == end.join([*lines[:-1], "X"])


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfx = 1\r\ny = 2\r\n",
        b"# coding: latin-1\n\xe9 = 2\n",
        b"x = 1\ry = 2",
        b"\x0cx = 1\ny = 2\n",
    ],
)
def test_bytes_that_are_not_edited_stay_as_they_are(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(content)
    apply_fixes(tmp_path, [finding(cut(2, 5, 6, "3"))])
    assert path.read_bytes() == content.replace(b"2", b"3")


def test_the_mode_is_kept_and_nothing_is_left_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    path.chmod(0o750)
    apply_fixes(tmp_path, [finding(cut(1, 5, 6, "3"))])
    assert stat.S_IMODE(path.stat().st_mode) == 0o750
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_text("x = 1\n")
    (tmp_path / "a.py").symlink_to("real.py")
    apply_fixes(tmp_path, [finding(cut(1, 5, 6, "3"))])
    assert (tmp_path / "a.py").is_symlink()
    assert (tmp_path / "real.py").read_text() == "x = 3\n"


def test_of_overlapping_fixes_the_first_is_applied(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("abcdef\n")
    first, second, third = (finding(cut(1, s, s + 3, t)) for s, t in ((1, "X"), (3, "Y"), (4, "Z")))
    assert apply_fixes(tmp_path, [first, second, third]) == (first, third)
    assert (tmp_path / "a.py").read_text() == "XZ\n"


def test_suppressed_and_baselined_findings_are_not_fixed(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("abcdef\n")
    some = [finding(cut(1, 1, 2), suppressed="why"), finding(cut(1, 1, 2), baselined=True)]
    assert apply_fixes(tmp_path, some) == ()
    assert (tmp_path / "a.py").read_text() == "abcdef\n"
