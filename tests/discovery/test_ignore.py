from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from testguard.discovery.ignore import Ignores, ignores_above, is_ignored, read_patterns
from testguard.discovery.walk import walk

PIECES = ["a", "b", "*", "**", "?", "[ab]", "a*", "*.py", "b.py", "!", "/", "#", "\\", " ", ".."]
LINES = st.lists(st.lists(st.sampled_from(PIECES), max_size=5).map("".join), max_size=6)


def chain(*texts: tuple[str, str]) -> list[Ignores]:
    return [Ignores(base, read_patterns(text)) for base, text in texts]


@pytest.mark.parametrize(
    ("text", "path", "ignored"),
    [
        ("*.pyc\n", "lib/a.pyc", True),
        ("build/\n", "lib/build/", True),
        ("/build/\n", "lib/build/", False),
        ("*.py\n!keep.py\n", "keep.py", False),
        ("*.py\n!keep.py\n", "lose.py", True),
        ("# a.py\n\n", "a.py", False),
        ("docs/**/x.py", "docs/a/b/x.py", True),
        ("docs/**/x.py", "x.py", False),
    ],
)
def test_patterns_mean_what_they_mean_to_git(text: str, path: str, ignored: bool) -> None:
    assert is_ignored(path, chain(("", text))) is ignored


def test_a_nested_file_has_the_last_word() -> None:
    nested = chain(("", "*.py\n"), ("lib/", "!app.py\n"))
    assert not is_ignored("lib/app.py", nested)
    assert is_ignored("lib/other.py", nested)


def test_a_malformed_pattern_is_left_out_and_the_others_hold() -> None:
    patterns = read_patterns("!\n*.pyc\n")
    assert patterns.verdict("a.pyc") is True
    assert patterns.verdict("a.py") is None


@given(lines=LINES)
def test_the_short_cut_agrees_with_the_patterns_themselves(lines: list[str]) -> None:
    patterns = read_patterns("\n".join(lines))
    for path in ("a", "a/", "b.py", "a/b.py", "a/a/b.py", "b/", "a b.py", "#", "b/a/"):
        assert patterns.verdict(path) == patterns.spec.check_file(path).include


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=LINES, nested=LINES)
def test_the_walk_sees_what_git_sees(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], nested: list[str]
) -> None:
    root = tmp_path_factory.mktemp("git")
    for path in ("a/a/b.py", "a/b.py", "b/ab.py", "b.py", "ab/a.py", "c/a/b.py"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("")
    (root / ".gitignore").write_text("\n".join(lines))
    (root / "a" / ".gitignore").write_text("\n".join(nested))
    git(root, "init", "-q")
    listed = git(root, "ls-files", "--others", "--exclude-standard", "-z").split("\0")
    assert list(walk(root, ()).python) == sorted(path for path in listed if path.endswith(".py"))


def test_patterns_above_the_root_and_in_info_exclude_hold(tmp_path: Path) -> None:
    root = tmp_path / "services" / "api"
    (root / "lib").mkdir(parents=True)
    git(tmp_path, "init", "-q")
    (tmp_path / ".gitignore").write_text("/services/api/old.py\n")
    (tmp_path / ".git" / "info" / "exclude").write_text("private.py\n")
    for name in ("old.py", "lib/old.py", "private.py", "app.py"):
        (root / name).write_text("")
    assert walk(root, ()).python == ("app.py", "lib/old.py")


def test_a_root_that_is_itself_ignored_was_asked_for(tmp_path: Path) -> None:
    root = tmp_path / "scratch" / "project"
    root.mkdir(parents=True)
    git(tmp_path, "init", "-q")
    (tmp_path / ".gitignore").write_text("scratch/\n")
    assert ignores_above(root) == ()


def test_a_work_tree_uses_the_exclude_file_of_its_repository(tmp_path: Path) -> None:
    main, other = tmp_path / "main", tmp_path / "other"
    main.mkdir()
    git(main, "init", "-q")
    git(
        main,
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@b",
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "x",
    )
    git(main, "worktree", "add", "-q", str(other))
    (main / ".git" / "info" / "exclude").write_text("private.py\n")
    (other / "private.py").write_text("")
    assert walk(other, ()).python == ()


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout
