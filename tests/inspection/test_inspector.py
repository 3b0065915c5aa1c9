from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from testguard.model.finding import Confidence, Severity
from testguard.plugin import Offence, Suite, rule
from testguard.rules.empty_test import empty_test
from testguard.syntax import MAX_BYTES, find, span

EMPTY = "def test_a():\n    pass\n"


@rule("XX003")
def crashing(suite: Suite) -> Iterator[Offence]:
    """Offends once, then raises."""
    yield Offence(span(suite.root), "never seen")
    raise KeyError(suite.path)


@rule("XX005")
def defeated(suite: Suite) -> Iterator[Offence]:
    """Descends without end."""
    yield from defeated.check(suite)


@rule("XX004")
def every_call(suite: Suite) -> Iterator[Offence]:
    """Every call, as the same offence."""
    for call in find(suite.root, "call"):
        yield Offence(span(call), "a call")


def make_unreadable(path: Path, how: str) -> None:
    path.parent.mkdir()
    if how == "dangling":
        path.symlink_to(path.parent / "nothing.py")
    elif how == "loop":
        path.symlink_to(path)
    elif how == "folder":
        path.mkdir()
    elif how == "fifo":
        os.mkfifo(path)
    else:
        content = {
            "not UTF-8": b"x = '\xff'\n",
            "NUL": b"x = 1\0\n",
            "unknown coding": b"# coding: klingon\n",
            "undefined coding": b"# coding: undefined\n",
            "half characters": b"# coding: utf-7\n+2AA-\n",
            "too large": b"#" * (MAX_BYTES + 1),
        }
        path.write_bytes(content[how])


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("dangling", "cannot be read"),
        ("loop", "cannot be read"),
        ("folder", "is not a regular file"),
        ("fifo", "is not a regular file"),
        ("not UTF-8", "cannot be decoded"),
        ("NUL", "holds NUL bytes"),
        ("unknown coding", "cannot be decoded"),
        ("undefined coding", "cannot be decoded"),
        ("half characters", "cannot be decoded"),
        ("too large", "is too large to inspect"),
    ],
)
def test_an_unreadable_file_is_named_with_the_reason_and_the_others_are_checked(
    inspect_files: Any, tmp_path: Path, how: str, reason: str
) -> None:
    make_unreadable(tmp_path / "tests" / "test_a.py", how)
    result = inspect_files({"other/test_b.py": EMPTY}, suites=("tests/test_a.py",))
    empty, unreadable = result.findings
    assert (empty.code, empty.path) == ("TG102", "other/test_b.py")
    assert (unreadable.code, unreadable.severity) == ("TG001", Severity.ERROR)
    assert unreadable.confidence is Confidence.CERTAIN
    assert unreadable.message.startswith(f"tests/test_a.py {reason}")
    assert result.files == 2


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_without_permission_is_unreadable(inspect_files: Any, tmp_path: Path) -> None:
    inspect_files({"tests/test_a.py": EMPTY})
    (tmp_path / "tests/test_a.py").chmod(0)
    [finding] = inspect_files({}, paths=("tests/test_a.py",)).findings
    assert finding.code == "TG001"


@pytest.mark.parametrize(
    "source",
    [
        b"\xef\xbb\xbfdef test_a():\n    pass\n",
        b"def test_a():\r\n    pass\r\n",
        b"def test_a():\r    pass\r",
        b"\x0cdef test_a():\n    pass\n\x0c\n",
        b"# coding: latin-1\n# \xe9\ndef test_a():\n    pass\n",
    ],
)
def test_odd_but_sound_files_are_inspected_like_others(inspect_files: Any, source: bytes) -> None:
    [finding] = inspect_files({"tests/test_a.py": source}).findings
    assert finding.code == "TG102"
    assert finding.excerpt.strip("\x0c") == "def test_a():"


def test_rules_still_run_on_a_broken_file(inspect_files: Any) -> None:
    broken, empty = inspect_files({"tests/test_a.py": "x = = 1\n" + EMPTY}).findings
    assert (broken.code, empty.code) == ("TG001", "TG102")


def test_python_2_is_unreadable_and_named(inspect_files: Any) -> None:
    findings = inspect_files({"tests/test_a.py": EMPTY + "print 'x'\n"}).findings
    assert [each.code for each in findings] == ["TG102", "TG001"]
    assert "is Python 2" in findings[1].message
    assert findings[1].span.line == 3


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python knows the syntax")
def test_newer_syntax_is_information_only(inspect_files: Any) -> None:
    [finding] = inspect_files({"tests/test_a.py": "type Alias = int\n"}).findings
    assert (finding.code, finding.severity) == ("TG001", Severity.INFO)


def test_a_crashed_rule_is_a_finding_and_the_others_run(inspect_files: Any) -> None:
    files = {"tests/test_a.py": EMPTY, "tests/test_b.py": EMPTY}
    findings = inspect_files(files, rules=(crashing, empty_test)).findings
    assert [(each.code, each.path) for each in findings] == [
        ("TG000", "tests/test_a.py"),
        ("TG102", "tests/test_a.py"),
        ("TG000", "tests/test_b.py"),
        ("TG102", "tests/test_b.py"),
    ]
    assert findings[0].message == (
        "rule XX003 (crashing) crashed on tests/test_a.py: KeyError: 'tests/test_a.py'"
    )


def test_a_rule_that_nesting_defeats_is_not_said_to_be_broken(inspect_files: Any) -> None:
    [finding] = inspect_files({"tests/test_a.py": EMPTY}, rules=(defeated,)).findings
    assert finding.code == "TG000"
    assert finding.message == "tests/test_a.py is nested too deeply for rule XX005 (defeated)"
    assert "report this" not in finding.hint


@pytest.mark.parametrize(
    "config",
    [
        {"ignore": ("TG000",)},
        {"ignore": ("TG",)},
        {"severities": (("TG000", Severity.INFO),)},
        {"per_path_ignores": (("*", ("TG000",)),)},
    ],
)
def test_a_crash_cannot_be_silenced(inspect_files: Any, config: dict[str, Any]) -> None:
    findings = inspect_files({"tests/test_a.py": EMPTY}, rules=(crashing,), **config).findings
    assert [(each.code, each.severity) for each in findings] == [("TG000", Severity.ERROR)]


@pytest.mark.parametrize(
    "config", [{"ignore": ("TG001",)}, {"per_path_ignores": (("tests/*", ("unreadable-file",)),)}]
)
def test_an_unreadable_file_can_be_ignored(inspect_files: Any, config: dict[str, Any]) -> None:
    files = {"tests/test_a.py": b"\xff", "tests/test_b.py": "x = = 1\n"}
    assert inspect_files(files, **config).findings == ()


def test_a_finding_says_what_the_rule_said_and_where(inspect_files: Any) -> None:
    [finding] = inspect_files({"tests/test_a.py": "\n" + EMPTY}).findings
    assert (finding.rule, finding.symbol, finding.tests) == ("empty-test", "test_a", ("test_a",))
    assert (finding.span.line, finding.span.column) == (2, 5)
    assert finding.excerpt == "def test_a():"


def fingerprints(inspect_files: Any, source: str) -> list[str]:
    findings = inspect_files({"tests/test_a.py": source}, rules=(every_call,)).findings
    return [finding.fingerprint for finding in findings]


def test_fingerprints_survive_moved_and_reindented_lines(inspect_files: Any) -> None:
    before = fingerprints(inspect_files, "a(1)\nb(2)\n")
    after = fingerprints(inspect_files, "import os\n\nif os:\n    x = 1\n    a(1)\n\n\nb(2)\n")
    assert before == after


def test_equal_findings_have_different_fingerprints(inspect_files: Any) -> None:
    some = fingerprints(inspect_files, "a(1)\na(1)\na(1)\n")
    assert len(set(some)) == 3
    assert fingerprints(inspect_files, "a(1)\na(1)\n") == some[:2]


def test_own_rules_alone_read_stack_modules(inspect_files: Any) -> None:
    assert inspect_files({"lib/stack.py": EMPTY}).findings == ()


def test_hostile_nesting_does_not_crash_the_inspection(inspect_files: Any) -> None:
    source = "def test_a():\n    assert " + "-" * 20_000 + "1 <> 2\n"
    findings = inspect_files({"tests/test_a.py": source, "tests/test_b.py": EMPTY}).findings
    assert [(each.code, each.path) for each in findings] == [
        ("TG001", "tests/test_a.py"),
        ("TG102", "tests/test_b.py"),
    ]
