from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from testguard.errors import ExitCode, GitError
from testguard.gate.diff import changed_lines, on_changed_lines
from testguard.model.finding import Confidence, Finding, Severity
from testguard.model.source import Span

Git = Callable[..., str]
FIVE = "1\n2\n3\n4\n5\n"


def git_in(folder: Path) -> Git:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")

    def run(*arguments: str) -> str:
        command = ["git", *identity, *arguments]
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        return done.stdout

    return run


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit on ``main``."""
    root = tmp_path / "repository"
    root.mkdir()
    git = git_in(root)
    git("init", "-q", "-b", "main")
    write(root, {"a.py": FIVE, "b.py": FIVE, "sub/c.py": FIVE})
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    return root


def write(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)


def test_committed_staged_and_other_changes_count(repository: Path) -> None:
    git = git_in(repository)
    git("checkout", "-q", "-b", "topic")
    write(repository, {"a.py": "1\n2\nthree\n4\n5\n6\n"})
    git("commit", "-q", "-a", "-m", "second")
    write(repository, {"b.py": "zero\n" + FIVE})
    git("add", "b.py")
    write(repository, {"sub/c.py": FIVE + "6\n", "sub/new.py": "1\n2\n"})
    assert changed_lines(repository, "main") == {
        "a.py": {3, 6},
        "b.py": {1},
        "sub/c.py": {6},
        "sub/new.py": {1, 2, 3},
    }


def test_what_happened_on_the_other_branch_does_not_count(repository: Path) -> None:
    git = git_in(repository)
    git("checkout", "-q", "-b", "topic")
    write(repository, {"a.py": FIVE + "6\n"})
    git("commit", "-q", "-a", "-m", "on topic")
    git("checkout", "-q", "main")
    write(repository, {"b.py": "changed\n" + FIVE})
    git("commit", "-q", "-a", "-m", "on main")
    git("checkout", "-q", "topic")
    assert changed_lines(repository, "main") == {"a.py": {6}}


def test_paths_are_relative_to_a_root_below_the_repository(repository: Path) -> None:
    write(repository, {"a.py": "changed\n", "sub/c.py": FIVE + "6\n", "sub/new.py": ""})
    assert changed_lines(repository / "sub", "HEAD") == {"c.py": {6}, "new.py": {1}}


def test_deleted_and_merely_renamed_files_have_no_changed_lines(repository: Path) -> None:
    git = git_in(repository)
    git("mv", "a.py", "moved.py")
    git("rm", "-q", "sub/c.py")
    changed = changed_lines(repository, "HEAD")
    assert changed.get("moved.py", frozenset()) == frozenset()
    assert "a.py" not in changed
    assert "sub/c.py" not in changed


def test_a_renamed_and_edited_file_has_its_edited_lines(repository: Path) -> None:
    write(repository, {"long.py": FIVE * 10})
    git = git_in(repository)
    git("add", "-A")
    git("commit", "-q", "-m", "second")
    git("mv", "long.py", "moved.py")
    write(repository, {"moved.py": FIVE * 10 + "new\n"})
    assert changed_lines(repository, "HEAD") == {"moved.py": {51}}


@pytest.mark.parametrize(
    "name", ["ünï cödé.py", 'quo"te.py', "tab\there.py", "back\\slash.py", "b/b.py", "new\nline.py"]
)
def test_unusual_file_names_are_read(repository: Path, name: str) -> None:
    write(repository, {name: FIVE})
    assert changed_lines(repository, "HEAD") == {name: {1, 2, 3, 4, 5, 6}}
    git = git_in(repository)
    git("add", "-A")
    git("commit", "-q", "-m", "second")
    write(repository, {name: "1\n2\nx\n4\n5\n"})
    assert changed_lines(repository, "HEAD") == {name: {3}}


def test_files_that_cannot_be_read_as_python_have_changed_lines_too(repository: Path) -> None:
    git = git_in(repository)
    (repository / "latin.py").write_bytes(b"1\n2 = '\xe9'\n3\n")
    write(repository, {"notes.txt": FIVE})
    git("add", "-A")
    git("commit", "-q", "-m", "second")
    (repository / "latin.py").write_bytes(b"1\n3 = '\xe9'\n3\n")
    write(repository, {"notes.txt": "1\n2\n4\n5\n"})
    (repository / "broken.py").symlink_to("nothing.py")
    assert changed_lines(repository, "HEAD") == {
        "broken.py": {1},
        "latin.py": {2},
        "notes.txt": frozenset(),
    }


def test_settings_of_the_user_do_not_matter(repository: Path) -> None:
    git = git_in(repository)
    for setting in ("diff.noprefix", "diff.mnemonicPrefix"):
        git("config", setting, "true")
    git("config", "color.ui", "always")
    git("config", "diff.interHunkContext", "9")
    git("config", "diff.external", "false")
    write(repository, {"a.py": "one\n2\n3\n4\nfive\n"})
    assert changed_lines(repository, "HEAD") == {"a.py": {1, 5}}


def test_lines_with_form_feeds_and_foreign_bytes_are_counted_as_git_does(repository: Path) -> None:
    (repository / "a.py").write_bytes(b"1\n2\x0c2\xff\n3\n4\n5\nsix\n")
    assert changed_lines(repository, "HEAD") == {"a.py": {2, 6}}


TWO_TESTS = """\
class TestA:
    def test_one(self):
        x = make()
        assert x

    def test_two(self):
        y = make()
        assert y
"""


def test_taking_a_line_out_of_a_test_touches_its_header(repository: Path) -> None:
    write(repository, {"test_a.py": TWO_TESTS})
    git = git_in(repository)
    git("add", "-A")
    git("commit", "-q", "-m", "second")
    write(repository, {"test_a.py": TWO_TESTS.replace("        assert y\n", "")})
    assert changed_lines(repository, "HEAD") == {"test_a.py": {1, 6}}
    write(repository, {"test_a.py": TWO_TESTS.replace("assert x", "print(x)")})
    assert changed_lines(repository, "HEAD") == {"test_a.py": {1, 2, 4}}


def test_adding_a_line_to_a_test_touches_that_line_only(repository: Path) -> None:
    write(repository, {"test_a.py": TWO_TESTS})
    git = git_in(repository)
    git("add", "-A")
    git("commit", "-q", "-m", "second")
    write(repository, {"test_a.py": TWO_TESTS + "        assert y.more\n"})
    assert changed_lines(repository, "HEAD") == {"test_a.py": {9}}


@pytest.mark.parametrize("ref", ["no-such-branch", "--output=x", "HEAD:a.py"])
def test_an_unknown_ref_is_a_usage_error_that_says_what_to_do(repository: Path, ref: str) -> None:
    with pytest.raises(GitError, match="git does not know") as raised:
        changed_lines(repository, ref)
    assert raised.value.exit_code is ExitCode.USAGE
    assert "git fetch" in raised.value.hint


def test_a_shallow_clone_is_named_as_the_reason(repository: Path, tmp_path: Path) -> None:
    write(repository, {"a.py": "changed\n"})
    git_in(repository)("commit", "-q", "-a", "-m", "second")
    source = repository.as_uri()
    git_in(tmp_path)("clone", "-q", "--depth", "1", source, "clone")
    with pytest.raises(GitError, match="shallow clone") as raised:
        changed_lines(tmp_path / "clone", "HEAD~1")
    assert "--unshallow" in raised.value.hint


def test_no_repository_is_said(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="is not in a git repository"):
        changed_lines(tmp_path, "HEAD")


def test_no_git_is_said(repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="git cannot be run") as raised:
        changed_lines(repository, "HEAD")
    assert raised.value.hint == "install git, or leave --diff and --config-from out"


def finding(code: str, line: int, end_line: int, path: str = "a.py") -> Finding:
    span = Span(line, 1, end_line, 1)
    return Finding(code, "rule", Severity.ERROR, Confidence.CERTAIN, path, span, "message")


@pytest.mark.parametrize(
    ("one", "kept"),
    [
        (finding("TG102", 3, 3), True),
        (finding("TG101", 1, 9), True),
        (finding("TG102", 2, 2), False),
        (finding("TG101", 4, 9), False),
        (finding("TG102", 3, 3, "b.py"), False),
        (finding("TG001", 1, 1), True),
        (finding("TG001", 1, 1, "b.py"), False),
        (finding("TG111", 1, 1), True),
        (finding("TG000", 1, 1, "b.py"), True),
    ],
)
def test_findings_that_touch_a_changed_line_are_kept(one: Finding, kept: bool) -> None:
    assert (on_changed_lines([one], {"a.py": frozenset({3})}) == (one,)) is kept
