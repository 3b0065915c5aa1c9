"""A copy of the repository in which tests may run and leave what they like."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LARGE = 1 << 20
_LEFT_OUT = {
    "node_modules", "__pycache__", "cdk.out", "site-packages", "dist", "venv", "htmlcov",
}  # fmt: skip


@contextmanager
def workcopy(root: Path) -> Iterator[Path]:
    """A folder with the files of ``root``, gone afterwards; large files are links."""
    with tempfile.TemporaryDirectory(prefix="testguard-") as folder:
        copy = Path(folder).resolve() / root.name
        _fill(root, copy)
        yield copy


def _fill(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for entry in os.scandir(source):
        place = target / entry.name
        if entry.is_symlink():
            place.symlink_to(Path(entry.path).resolve())
        elif entry.is_dir():
            if not _is_left_out(entry):
                _fill(Path(entry.path), place)
        elif entry.stat().st_size > LARGE:
            place.symlink_to(Path(entry.path).resolve())
        else:
            shutil.copy2(entry.path, place)


def _is_left_out(entry: os.DirEntry[str]) -> bool:
    return (
        entry.name.startswith(".")
        or entry.name in _LEFT_OUT
        or (Path(entry.path) / "pyvenv.cfg").exists()
    )
