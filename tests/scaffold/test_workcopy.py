from __future__ import annotations

from pathlib import Path

from testguard.scaffold.workcopy import LARGE, workcopy


def test_files_are_copied_large_ones_linked_and_what_is_not_source_left_out(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    for name in ("lib/a.py", ".git/HEAD", "node_modules/x.js", "env/pyvenv.cfg", "env/lib/b.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("text")
    (root / "big.bin").write_bytes(b"0" * (LARGE + 1))
    with workcopy(root) as copy:
        found = sorted(path.relative_to(copy).as_posix() for path in copy.rglob("*"))
        assert found == ["big.bin", "lib", "lib/a.py"]
        assert (copy / "big.bin").is_symlink()
        (copy / "lib" / "a.py").write_text("changed")
    assert not copy.exists()
    assert (root / "lib" / "a.py").read_text() == "text"
