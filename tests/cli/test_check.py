from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from testguard.cli.check import with_baseline, with_rules
from testguard.config import Config
from tests.conftest import git_in


def codes(made: Any, *args: object) -> list[str]:
    report = json.loads(made.run("check", "--output-format", "json", *args).out)
    return [finding["code"] for finding in report["findings"]]


def test_a_hollow_test_fails_the_check(repository: Any) -> None:
    done = repository().run("check")
    assert done.code == 1
    assert "tests/test_bucket.py:4:5" in done.out
    assert "TG102" in done.out


def test_a_sound_repository_passes(repository: Any) -> None:
    assert repository(hollow=False).run("check").code == 0


def test_paths_narrow_what_is_read(repository: Any) -> None:
    made = repository({"tests/unit/test_other.py": "def test_other(): pass\n"})
    assert len(codes(made)) == 2
    assert codes(made, "tests/unit") == ["TG102"]
    assert codes(made, "tests/unit/test_other.py", "tests/test_bucket.py") == ["TG102", "TG102"]


def test_a_path_that_does_not_exist_is_named(repository: Any) -> None:
    done = repository().run("check", "tests/nope.py")
    assert done.code == 2
    assert "tests/nope.py does not exist" in done.err


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["--select", "TG101"], []),
        (["--select", "TG101,empty-test"], ["TG102"]),
        (["--select", "TG101", "--select", "TG102"], ["TG102"]),
        (["--ignore", "TG102"], []),
        (["--ignore", "TG101, TG102"], []),
        (["--select", "TG1", "--ignore", "empty-test"], []),
    ],
)
def test_rules_are_chosen_by_option(args: list[str], expected: list[str], repository: Any) -> None:
    assert codes(repository(), *args) == expected


def test_select_replaces_the_configuration_and_ignore_adds_to_it(tmp_path: Path) -> None:
    config = Config(
        tmp_path,
        select=("TG1",),
        ignore=("TG109",),
        origins=(("select", "a:1"), ("select[0]", "a:1"), ("ignore[0]", "a:2")),
    )
    changed = with_rules(config, ["TG2"], ["TG105"])
    assert (changed.select, changed.ignore) == (("TG2",), ("TG109", "TG105"))
    origins = [changed.origin(key) for key in ("select[0]", "ignore[0]", "ignore[1]")]
    assert origins == ["--select", "a:2", "--ignore"]
    assert with_rules(config, [], []) == config


def test_an_unknown_code_is_wrong_usage(repository: Any) -> None:
    done = repository().run("check", "--select", "TG999")
    assert done.code == 2
    assert "TG999" in done.err


def test_exit_zero_forgives_findings_only(repository: Any) -> None:
    made = repository()
    assert made.run("check", "--exit-zero").code == 0
    assert made.run("check", "--exit-zero", "--select", "TG999").code == 2


def test_the_baseline_of_the_option_counts(repository: Any) -> None:
    made = repository()
    made.run("baseline")
    (made.root / "testguard-baseline.json").rename(made.root / "known.json")
    assert made.run("check").code == 1
    assert made.run("check", "--baseline", "known.json").code == 0
    done = made.run("check", "--baseline", "nope.json")
    assert done.code == 2
    assert "nope.json is not a file" in done.err


def test_without_the_option_the_baseline_stays(tmp_path: Path) -> None:
    assert with_baseline(Config(tmp_path), None) == Config(tmp_path)


def test_fix_mends_what_is_safe_to_mend(repository: Any) -> None:
    test = "def test_a(bucket):\n    assert bucket.name  # testguard: ignore[TG102] why\n"
    made = repository({"tests/test_bucket.py": test})
    assert "TG003" in codes(made)
    done = made.run("check", "--fix", "--select", "TG102")
    assert "fixed TG003" in done.out
    assert "ignore" not in (made.root / "tests/test_bucket.py").read_text(encoding="utf-8")


def test_diff_keeps_findings_on_changed_lines(repository: Any) -> None:
    made = repository()
    (made.root / ".git" / "HEAD").unlink()

    def git(*args: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *args],
            cwd=made.root,
            check=True,
            capture_output=True,
        )

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    made.write({"tests/test_new.py": "def test_new(): pass\n"})
    git("add", ".")
    git("commit", "-qm", "two")
    report = json.loads(made.run("check", "--diff", "HEAD~1", "--output-format", "json").out)
    assert [finding["path"] for finding in report["findings"]] == ["tests/test_new.py"]
    assert made.run("check", "--diff", "nowhere").code == 2


def test_several_processes_find_the_same(repository: Any) -> None:
    more = {f"tests/test_{number}.py": "def test_a(): pass\n" for number in range(90)}
    made = repository(more)
    assert codes(made, "-j", "2") == codes(made, "-j", "1") == ["TG102"] * 91


def test_a_change_cannot_switch_off_its_own_rules(repository: Any) -> None:
    made = repository({"testguard.toml": 'ignore = ["TG109"]\n'})
    shutil.rmtree(made.root / ".git")
    git_in(made.root, "init", "-q", "-b", "main")
    git_in(made.root, "add", "-A")
    git_in(made.root, "commit", "-q", "-m", "first")
    made.write({"testguard.toml": 'ignore = ["TG1"]\n'})
    assert made.run("check").code == 0
    done = made.run("check", "--config-from", "main")
    assert done.code == 1
    assert "TG102" in done.out


def test_an_unknown_ref_is_a_usage_error(repository: Any) -> None:
    made = repository()
    shutil.rmtree(made.root / ".git")
    git_in(made.root, "init", "-q", "-b", "main")
    done = made.run("check", "--config-from", "main")
    assert done.code == 2
    assert "no commit yet" in done.err
    made.write({"a.txt": ""})
    git_in(made.root, "add", "a.txt")
    git_in(made.root, "commit", "-q", "-m", "first")
    assert "git fetch" in made.run("check", "--config-from", "elsewhere").err


def untimed(done: Any) -> tuple[int, str, str]:
    """How a command ended, without the seconds that it took."""
    return done.code, re.sub(r"[\d.]+ s\)", "s)", done.out), done.err


def test_the_second_check_says_the_same_and_no_cache_keeps_nothing(repository: Any) -> None:
    made = repository()
    kept = made.root / ".testguard" / "cache" / "findings"
    first = untimed(made.run("check", "--no-cache"))
    assert not kept.exists()
    assert untimed(made.run("check")) == first
    written = kept.read_bytes()
    assert untimed(made.run("check")) == first
    assert untimed(made.run("check", "--no-cache")) == first
    assert kept.read_bytes() == written


def test_fixes_are_made_to_kept_findings_and_reported_once(repository: Any) -> None:
    text = "def test_a():  # testguard: ignore[TG102] it is long done\n    assert run() == 1\n"
    made = repository({"tests/test_a.py": text})
    assert "TG003" in codes(made)
    assert "TG003" in codes(made)
    assert "TG003" not in codes(made, "--fix")
    assert "testguard:" not in (made.root / "tests" / "test_a.py").read_text()
    assert "TG003" not in codes(made)
