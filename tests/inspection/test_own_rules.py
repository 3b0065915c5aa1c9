from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from testguard.inspection.own_rules import load_own_rules
from testguard.model.finding import Severity
from testguard.plugin import Rule
from testguard.testing import check_source

SLEEP = """\
id: ORG001
language: python
severity: warning
message: $CALL waits for $SECONDS seconds
note: wait for a state instead
rule:
  pattern: $CALL($SECONDS)
constraints:
  CALL: {regex: 'sleep$'}
"""
PRINT = "id: no-print\nlanguage: Python\nmessage: printed\nrule: {pattern: print($$$)}\n"


def load(root: Path, text: str, name: str = "rules.yml") -> tuple[Rule, ...]:
    (root / name).write_text(text)
    rules, problems = load_own_rules(root, [name])
    assert problems == ()
    return rules


def test_a_rule_file_makes_a_rule(tmp_path: Path) -> None:
    [rule] = load(tmp_path, SLEEP)
    assert (rule.code, rule.info.severity, rule.info.origin) == (
        "ORG001",
        Severity.WARNING,
        "rules.yml",
    )
    [offence] = check_source(rule, "import time\n\nx = time.sleep(5)\nabs(5)\n")
    assert offence.message == "time.sleep waits for 5 seconds"
    assert offence.hint == "wait for a state instead"
    assert (offence.span.line, offence.span.column, offence.span.end_column) == (3, 5, 18)


def test_a_file_may_hold_several_documents(tmp_path: Path) -> None:
    rules = load(tmp_path, f"{SLEEP}---\n{PRINT}---\n")
    assert [rule.code for rule in rules] == ["ORG001", "no-print"]


@pytest.mark.parametrize("entry", ["rules", "rules/*.yml", "rules/**/*.y*ml"])
def test_folders_and_globs_name_rule_files(tmp_path: Path, entry: str) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yml").write_text(SLEEP)
    (tmp_path / "rules" / "b.yml").write_text(PRINT)
    rules, problems = load_own_rules(tmp_path, [entry])
    assert ([rule.code for rule in rules], problems) == (["ORG001", "no-print"], ())


@pytest.mark.parametrize(
    ("written", "severity"),
    [
        ("error", Severity.ERROR),
        ("warning", Severity.WARNING),
        ("info", Severity.INFO),
        ("hint", Severity.INFO),
        (None, Severity.INFO),
    ],
)
def test_severities_are_those_of_ast_grep(
    tmp_path: Path, written: str | None, severity: Severity
) -> None:
    [rule] = load(tmp_path, PRINT + (f"severity: {written}\n" if written else ""))
    assert rule.info.severity is severity


def test_a_rule_that_is_off_is_left_out(tmp_path: Path) -> None:
    assert load(tmp_path, PRINT + "severity: off\n") == ()
    assert load(tmp_path, PRINT + "severity: 'off'\n") == ()


@pytest.mark.parametrize(
    ("globs", "path", "found"),
    [
        ("files: [tests/unit/**]\n", "tests/unit/test_a.py", 1),
        ("files: [tests/unit/**]\n", "tests/test_a.py", 0),
        ("ignores: ['**/test_a.py']\n", "tests/test_a.py", 0),
        ("files: [tests/**]\nignores: [tests/unit/**]\n", "tests/unit/test_a.py", 0),
        ("files: [tests/**]\nignores: [tests/unit/**]\n", "tests/test_a.py", 1),
    ],
)
def test_files_and_ignores_are_globs(tmp_path: Path, globs: str, path: str, found: int) -> None:
    [rule] = load(tmp_path, PRINT + globs)
    assert len(check_source(rule, "print(1)\n", path=path)) == found


def test_utils_are_known_to_the_rule(tmp_path: Path) -> None:
    text = "id: A1\nlanguage: python\nrule: {matches: p}\nutils: {p: {pattern: print($A)}}\n"
    [rule] = load(tmp_path, text)
    assert len(check_source(rule, "print(1)\n")) == 1


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", "rules.yml", "holds no rule"),
        ("a: [", "rules.yml", "is not YAML"),
        ("- a\n", "rules.yml:1", "is not a mapping"),
        ("id: !!python/name:os.system x\n", "rules.yml:1", "is not YAML"),
        ("rule: {pattern: x}\nlanguage: python\n", "rules.yml:1", "needs an `id`"),
        ("id: A1\nlanguage: python\n", "rules.yml:1", "rule 'A1' needs a `rule`"),
        ("id: A1\nrule: {pattern: x}\nlanguage: rust\n", "rules.yml:1", "language 'rust'"),
        (PRINT + "severity: fatal\n", "rules.yml:1", "severity 'fatal'"),
        (PRINT + "severity: [error]\n", "rules.yml:1", "severity ['error']"),
        (PRINT + "mesage: typo\n", "rules.yml:1", "unknown key 'mesage'"),
        (PRINT + "files: tests\n", "rules.yml:1", "lists of globs"),
        (PRINT + "files: ['a[']\n---\n" + PRINT + "files: 1\n", "rules.yml:7", "lists of globs"),
        ("\nid: A1\nlanguage: python\nrule: {kind: nope}\n", "rules.yml:2", "Kind `nope` is inv"),
        ("id: A1\nlanguage: python\nrule: {patern: x}\n", "rules.yml:1", "unknown field `patern`"),
        ("id: A1\nlanguage: python\nrule: {regex: '('}\n", "rules.yml:1", "unclosed group"),
        ("id: A1\nlanguage: python\nrule: {}\n", "rules.yml:1", "one positive matcher"),
        ("id: A1\nlanguage: python\nrule: {matches: u}\n", "rules.yml:1", "`u` is not defined"),
    ],
)
def test_what_is_wrong_with_a_rule_is_a_fatal_problem_that_says_where(
    tmp_path: Path, text: str, place: str, said: str
) -> None:
    (tmp_path / "rules.yml").write_text(text)
    _, [problem] = load_own_rules(tmp_path, ["rules.yml"])
    assert problem.fatal
    assert problem.path == place
    assert said in problem.message
    assert "backtrace" not in problem.message.lower()


def test_a_missing_file_is_a_fatal_problem_and_the_others_are_loaded(tmp_path: Path) -> None:
    (tmp_path / "good.yml").write_text(f"a: 1\n---\n{PRINT}")
    rules, problems = load_own_rules(tmp_path, ["nothing.yml", "good.yml"])
    assert [rule.code for rule in rules] == ["no-print"]
    assert [problem.path for problem in problems] == ["nothing.yml", "good.yml:1"]
    assert all(problem.fatal for problem in problems)


def test_a_path_may_be_absolute(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yml"
    outside.write_text(PRINT)
    root = tmp_path / "project"
    rules, [problem] = load_own_rules(root, [str(outside), str(tmp_path / "nothing.yml")])
    assert [rule.info.origin for rule in rules] == [str(outside)]
    assert problem.message == "no such rule file"


@pytest.mark.parametrize("content", [b"id: \xff\n", b"\0"])
def test_a_file_that_is_no_text_is_a_fatal_problem(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "rules.yml").write_bytes(content)
    rules, [problem] = load_own_rules(tmp_path, ["rules.yml"])
    assert (rules, problem.path, problem.fatal) == ((), "rules.yml", True)


def test_own_rules_travel_to_worker_processes(tmp_path: Path) -> None:
    [rule] = load(tmp_path, SLEEP)
    assert pickle.loads(pickle.dumps(rule)) == rule


def test_own_rules_read_suites_and_stack_modules(inspect_files: Any, tmp_path: Path) -> None:
    rules = load(tmp_path, PRINT)
    files = {"lib/stack.py": "print(1)\n", "tests/test_a.py": "print(1)\n"}
    findings = inspect_files(files, rules=rules).findings
    assert [each.path for each in findings] == ["lib/stack.py", "tests/test_a.py"]


def test_own_rules_can_be_suppressed_by_their_id(inspect_files: Any, tmp_path: Path) -> None:
    source = "print(1)  # testguard: ignore[no-print] shows progress\n"
    [finding] = inspect_files({"tests/test_a.py": source}, rules=load(tmp_path, PRINT)).findings
    assert finding.suppressed == "shows progress"
