from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from testguard.config import Config
from testguard.inspection.engine import inspect
from testguard.model.finding import Severity
from testguard.model.project import Conventions, Project, SuiteFile
from testguard.plugin import Offence, Suite, rule
from testguard.rules.empty_test import empty_test
from testguard.syntax import find, span

EMPTY = "def test_a():\n    pass\n"


@rule("XX010")
def every_pass(suite: Suite) -> Iterator[Offence]:
    """Every ``pass``, the last one first."""
    for statement in reversed(find(suite.root, "pass_statement")):
        yield Offence(span(statement), "passes")


@rule("XX009")
def every_definition(suite: Suite) -> Iterator[Offence]:
    """Every function."""
    for definition in find(suite.root, "function_definition"):
        yield Offence(span(definition), "is defined")


@rule("XX011")
def imports_of(suite: Suite) -> Iterator[Offence]:
    """The files that the imports of a suite mean."""
    for entry in suite.module.imports.entries:
        found = suite.library.find(entry.module, suite.path)
        yield Offence(span(suite.root), str(found))


def test_findings_are_sorted_by_path_place_and_code(inspect_files: Any) -> None:
    files = {"tests/test_b.py": EMPTY * 2, "tests/test_a.py": EMPTY}
    findings = inspect_files(files, rules=(every_pass, every_definition)).findings
    assert [(each.path, each.span.line, each.code) for each in findings] == [
        ("tests/test_a.py", 1, "XX009"),
        ("tests/test_a.py", 2, "XX010"),
        ("tests/test_b.py", 1, "XX009"),
        ("tests/test_b.py", 2, "XX010"),
        ("tests/test_b.py", 3, "XX009"),
        ("tests/test_b.py", 4, "XX010"),
    ]


def test_the_rules_that_ran_are_described_with_their_configured_severity(
    inspect_files: Any,
) -> None:
    result = inspect_files(
        {"tests/test_a.py": EMPTY},
        rules=(empty_test, every_pass),
        ignore=("XX", "TG003"),
        severities=(("TG102", Severity.INFO),),
    )
    assert [(info.code, info.severity) for info in result.rules] == [
        ("TG000", Severity.ERROR),
        ("TG001", Severity.ERROR),
        ("TG002", Severity.ERROR),
        ("TG102", Severity.INFO),
    ]


def test_a_project_without_suites_has_no_findings(tmp_path: Path) -> None:
    result = inspect(Project(tmp_path), Config(tmp_path), [empty_test])
    assert (result.findings, result.problems, result.files) == ((), (), 0)


def test_rules_find_modules_in_src_and_on_the_configured_python_path(tmp_path: Path) -> None:
    for name in ("src/one.py", "packages/two.py", "tests/test_a.py"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("import one, two\n")
    suite = SuiteFile("tests/test_a.py", Conventions(pythonpath=("packages",)))
    result = inspect(Project(tmp_path, suites=(suite,)), Config(tmp_path), [imports_of])
    assert sorted(each.message for each in result.findings) == ["packages/two.py", "src/one.py"]
