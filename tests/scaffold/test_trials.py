from __future__ import annotations

from pathlib import Path

from testguard.scaffold.trials import run_tests, warm_python


def test_a_file_that_cannot_be_imported_keeps_no_other_from_running(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "test_lost.py").write_text("import no_such_module\n", encoding="utf-8")
    (root / "test_found.py").write_text(
        "def test_one():\n    assert 1 + 1 == 2\n", encoding="utf-8"
    )
    files = ["test_lost.py", "test_found.py"]
    with warm_python() as python:
        outcome = run_tests(python, root, files, tmp_path / "scratch", measured=False)
    assert outcome.passed == 1
    assert [file for file, _ in outcome.failed] == ["test_lost.py"]
