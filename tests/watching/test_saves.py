from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from multiprocessing.connection import wait
from pathlib import Path

import pytest
import watchfiles.main

from testguard.errors import WatchError
from testguard.watching.saves import Saves


@pytest.fixture
def saves() -> Iterator[Saves]:
    with closing(Saves()) as made:
        yield made


def rings(saves: Saves, seconds: float = 20) -> bool:
    return bool(wait([saves.fileno()], seconds)) and saves.answer()


def test_it_rings_once_for_saves_that_belong_together(saves: Saves, tmp_path: Path) -> None:
    assert saves.watch([tmp_path])
    assert not saves.watch([tmp_path])
    assert not saves.answer()
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("")
    assert rings(saves)
    assert not rings(saves, 0.2)
    (tmp_path / "a.py").rename(tmp_path / "c.py")
    assert rings(saves)


def test_folders_below_ring_only_where_they_are_named(saves: Saves, tmp_path: Path) -> None:
    below = tmp_path / "below"
    below.mkdir()
    saves.watch([tmp_path])
    (below / "a.py").write_text("")
    saves.answer()
    assert saves.watch([tmp_path, below])
    (below / "b.py").write_text("")
    assert rings(saves)


def test_a_folder_that_is_gone_is_no_trouble(saves: Saves, tmp_path: Path) -> None:
    saves.watch([tmp_path, tmp_path / "gone"])
    (tmp_path / "a.py").write_text("")
    assert rings(saves)


def test_what_keeps_files_from_being_watched_is_told_with_a_way_out(
    saves: Saves, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr(watchfiles.main, "RustNotify", refuse)
    saves.watch([tmp_path])
    assert wait([saves.fileno()], 20)
    with pytest.raises(WatchError, match="limit reached") as caught:
        saves.answer()
    assert "WATCHFILES_FORCE_POLLING" in caught.value.hint
