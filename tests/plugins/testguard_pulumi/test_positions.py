from __future__ import annotations

from pathlib import Path

import pytest
from pulumi.runtime.proto import resource_pb2, source_pb2

from testguard_pulumi.positions import source_of


def request(*frames: tuple[Path, int], top: tuple[Path, int] | None = None) -> object:
    positions = [source_pb2.SourcePosition(uri=path.as_uri(), line=line) for path, line in frames]
    made = resource_pb2.RegisterResourceRequest(
        stackTrace=source_pb2.StackTrace(
            frames=[source_pb2.StackFrame(pc=position) for position in positions]
        )
    )
    if top:
        made.sourcePosition.CopyFrom(source_pb2.SourcePosition(uri=top[0].as_uri(), line=top[1]))
    return made


def test_the_innermost_place_of_the_users_code_is_told(tmp_path: Path) -> None:
    frames = (Path("/usr/lib/sdk.py"), 1), (tmp_path / "lib/stack.py", 12), (tmp_path / "x.py", 3)
    assert source_of(request(*frames), tmp_path) == "lib/stack.py:12"


def test_the_top_alone_is_enough(tmp_path: Path) -> None:
    assert source_of(request(top=(tmp_path / "a b/ä.py", 7)), tmp_path) == "a b/ä.py:7"


@pytest.mark.parametrize("place", [".venv/lib/site-packages/sdk.py", "dist-packages/sdk.py"])
def test_installed_code_is_not_the_users(tmp_path: Path, place: str) -> None:
    assert source_of(request((tmp_path / place, 1)), tmp_path) == ""


def test_nothing_is_told_where_nothing_is_known(tmp_path: Path) -> None:
    assert source_of(request(), tmp_path) == ""
