from __future__ import annotations

from pathlib import Path

import pytest

from testguard.gate.places import Place, place_of
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
