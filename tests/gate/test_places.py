from __future__ import annotations

from pathlib import Path

import pytest

from testguard.gate.places import Place, gap_places, lines_of, place_of
from testguard.model.measurement import Gap, Measurement
from testguard.model.project import StackModule
from testguard.model.source import Span

SOURCE = "import pulumi\n\n\nclass TapStack(pulumi.ComponentResource):\n    pass\n"


def test_a_finding_points_at_the_first_stack_class(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(SOURCE)
    place = place_of(tmp_path, StackModule("a.py", "pulumi", ("Gone", "TapStack")))
    assert place == Place(
        Span(4, 7, 4, 15), "class TapStack(pulumi.ComponentResource):", "TapStack"
    )


def test_a_program_is_pointed_at_by_its_first_line(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(SOURCE)
    place = place_of(tmp_path, StackModule("a.py", "pulumi", program=True))
    assert place == Place(Span(1, 1, 1, 1), "import pulumi", "")


@pytest.mark.parametrize("data", [b"\0", b"\xff\xfe\xff", None])
def test_a_file_that_cannot_be_read_still_has_a_place(tmp_path: Path, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / "a.py").write_bytes(data)
    assert place_of(tmp_path, StackModule("a.py", "pulumi", ("A",))) == Place()


def test_only_gaps_with_a_code_of_their_own_are_places() -> None:
    gaps = (
        Gap("defaults", 3, "m", code="TG301"),
        Gap("defaults", 4, "m", path="lib/b.py", code="TG301"),
        Gap("lines", 5, "m"),
    )
    measured = [Measurement("defaults", "lib/a.py", 0, 3, True, gaps)]
    assert gap_places({"lib/a.py": measured}) == {("lib/a.py", 3), ("lib/b.py", 4)}


def test_lines_are_given_as_far_as_there_are_any(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(SOURCE)
    (tmp_path / "b.py").write_text("one\ntwo")
    wanted = [("a.py", 1), ("a.py", 5), ("b.py", 2), ("b.py", 3), ("gone.py", 1)]
    assert lines_of(tmp_path, wanted) == {
        ("a.py", 1): "import pulumi",
        ("a.py", 5): "    pass",
        ("b.py", 2): "two",
    }
