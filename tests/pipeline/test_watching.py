from __future__ import annotations

from pathlib import Path

import pytest

from testguard.config import load_config
from testguard.errors import ConfigError
from testguard.pipeline.watching import Saved, Watched

FILES = {
    "lib/store.py": "import pulumi\n\nclass Store(pulumi.ComponentResource):\n    pass\n",
    "tests/test_store.py": "from lib.store import Store\n\ndef test_a():\n    assert Store\n",
    "tests/test_data.py": "def test_a():\n    assert open('out/sizes.json')\n",
    "out/sizes.json": "0",
    "testguard.toml": 'tests = ["tests"]\n',
}
STORE, DATA = "tests/test_store.py", "tests/test_data.py"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def watching(root: Path, *paths: str) -> Watched:
    return Watched(
        lambda: load_config(root, None, start=root), tuple(root / each for each in paths)
    )


def save(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def suites(saved: Saved | None) -> tuple[str, ...]:
    assert saved is not None
    return saved.suites


def test_a_save_gives_the_suites_that_depend_on_it_and_is_seen_once(root: Path) -> None:
    watched = watching(root)
    assert watched.suites == (DATA, STORE)
    assert watched.look() is None
    save(root, "lib/store.py", FILES["lib/store.py"] + "\n")
    saved = watched.look()
    assert saved is not None
    assert (saved.changed, saved.suites, saved.anew) == (("lib/store.py",), (STORE,), False)
    assert saved.at == (root / "lib" / "store.py").stat().st_mtime_ns / 1e9
    assert watched.look() is None


def test_a_file_that_nothing_names_does_not_count(root: Path) -> None:
    watched = watching(root)
    save(root, "README.md", "# Read me\n")
    assert watched.look() is None


def test_what_is_deleted_affects_what_depended_on_it(root: Path) -> None:
    watched = watching(root)
    (root / "lib" / "store.py").unlink()
    assert suites(watched.look()) == (STORE,)


def test_links_are_those_of_the_last_look(root: Path) -> None:
    watched = watching(root)
    save(root, "lib/other.py", "")
    assert suites(watched.look()) == ()
    save(root, DATA, "import lib.other\n")
    assert suites(watched.look()) == (DATA,)
    watched.settle()
    save(root, "lib/other.py", "\n")
    assert suites(watched.look()) == (DATA,)


def test_paths_limit_what_runs(root: Path) -> None:
    assert watching(root, "lib").suites == (STORE,)
    assert watching(root, "lib/store.py").suites == (STORE,)
    assert watching(root, "tests").suites == (DATA, STORE)
    watched = watching(root, DATA)
    save(root, "lib/store.py", "")
    saved = watched.look()
    assert saved is not None
    assert saved.suites == ()


def test_configuration_is_read_again_and_a_wrong_one_is_told_until_it_is_mended(root: Path) -> None:
    watched = watching(root)
    save(root, "testguard.toml", 'test = ["tests"]\n')
    with pytest.raises(ConfigError, match="unknown key"):
        watched.look()
    with pytest.raises(ConfigError, match="unknown key"):
        watched.look()
    save(root, "testguard.toml", FILES["testguard.toml"])
    saved = watched.look()
    assert saved is not None
    assert saved.anew
    assert saved.suites == (DATA, STORE)
    assert watched.look() is None


def test_data_that_changes_whenever_tests_run_does_not_count_for_ever(root: Path) -> None:
    watched = watching(root)
    for number in range(1, 3):
        save(root, "out/sizes.json", str(number))
        assert suites(watched.look(running=True)) == (DATA,)
    save(root, "out/sizes.json", "3")
    assert watched.look(running=True) is None
    save(root, "out/sizes.json", "4")
    assert suites(watched.look(running=False)) == (DATA,)


def test_folders_are_those_that_hold_files_that_count(root: Path) -> None:
    save(root, ".gitignore", "build/\n")
    save(root, "build/x.py", "")
    assert watching(root).folders == (root, root / "lib", root / "out", root / "tests")


def test_the_check_speaks_of_what_is_watched(root: Path) -> None:
    save(root, STORE, "def test_a():\n    pass\n")
    assert watching(root).check().exit_code == 1
    assert watching(root, DATA).check().exit_code == 0


def test_two_saves_are_joined() -> None:
    one = Saved(("b",), ("y",), 1.0, anew=True)
    assert one.joined(Saved(("a",), ("x", "y"), 2.0)) == Saved(
        ("a", "b"), ("x", "y"), 2.0, anew=True
    )
