from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from testguard.inspection.fixes import apply_fixes
from testguard.model.finding import Finding, Severity
from testguard.plugin import Offence, Suite, rule
from testguard.rules.empty_test import empty_test
from testguard.syntax import find, span


@rule("XX001")
def commented_block(suite: Suite) -> Iterator[Offence]:
    """The first comment to the last one, as one offence."""
    comments = find(suite.root, "comment")
    yield Offence(span(comments[0], comments[-1]), "a block")


@rule("XX002")
def called(suite: Suite) -> Iterator[Offence]:
    """Every call of ``bad``."""
    for call in find(suite.root, "call"):
        if call.text().startswith("bad("):
            yield Offence(span(call.field("function") or call), "bad is called")


RULES = (empty_test, commented_block, called)
IGNORE = "# testguard: ignore[TG102] for a reason"


def by_code(findings: tuple[Finding, ...], code: str) -> list[Finding]:
    return [finding for finding in findings if finding.code == code]


@pytest.mark.parametrize(
    "source",
    [
        f"def test_a(): pass  {IGNORE}\n",
        f"def test_a():  {IGNORE}\n    pass\n",
        f"{IGNORE}\ndef test_a():\n    pass\n",
        f"@mark  {IGNORE}\ndef test_a():\n    pass\n",
        f"{IGNORE}\n@mark\ndef test_a():\n    pass\n",
        f"@mark(\n    1,\n)  {IGNORE}\nasync def test_a():\n    pass\n",
        f"def test_a(\n    x,  {IGNORE}\n    y,\n):\n    pass\n",
        f"def test_a(\n    x,\n):  {IGNORE}\n    pass\n",
        f"class TestA:\n    {IGNORE}\n    def test_a(self):\n        pass\n",
        f"{IGNORE}\n# testguard: ignore[XX002] another\ndef test_a():\n    pass\nbad()\n",
        '"""Doc."""\n# testguard: ignore-file[TG102] for a reason\nx = 1\ndef test_a(): pass\n',
        "def test_a():  # testguard: ignore[empty-test] for a reason\n    pass\n",
    ],
)
def test_a_comment_at_the_head_of_a_test_suppresses(inspect_files: Any, source: str) -> None:
    findings = inspect_files({"tests/test_a.py": source}, rules=(empty_test, called)).findings
    [finding] = by_code(findings, "TG102")
    assert finding.suppressed == "for a reason"
    assert not finding.active


@pytest.mark.parametrize(
    "source",
    [
        f"def test_a():\n    pass  {IGNORE}\n",
        f"def test_a():\n    pass\n{IGNORE}\n",
        f"{IGNORE}\n\ndef test_a():\n    pass\n",
        f"x = 1  {IGNORE}\ndef test_a():\n    pass\n",
        f"class TestA:  {IGNORE}\n    def test_a(self):\n        pass\n",
        "def test_a():  # testguard: ignore[XX002] another rule\n    pass\n",
        "def test_a():  # testguard: ignore[TG102]\n    pass\n",
    ],
)
def test_a_comment_elsewhere_does_not_suppress(inspect_files: Any, source: str) -> None:
    findings = inspect_files({"tests/test_a.py": source}, rules=(empty_test, called)).findings
    [finding] = by_code(findings, "TG102")
    assert finding.suppressed is None


@pytest.mark.parametrize(
    "source",
    [
        "bad(  # testguard: ignore[XX002] why\n    1,\n)\n",
        "bad(\n    1,  # testguard: ignore[XX002] why\n)\n",
        "bad(\n    1,\n)  # testguard: ignore[XX002] why\n",
        "x = [\n    bad(1),\n]  # testguard: ignore[XX002] why\n",
        "# testguard: ignore[XX002] why\nx = [\n    bad(1),\n]\n",
        "with bad(1):  # testguard: ignore[XX002] why\n    pass\n",
        "def f():\n    if bad(1):  # testguard: ignore[XX002] why\n        pass\n",
    ],
)
def test_a_comment_on_any_line_of_a_statement_suppresses(inspect_files: Any, source: str) -> None:
    findings = inspect_files({"tests/test_a.py": source}, rules=(called,)).findings
    [finding] = findings
    assert finding.suppressed == "why"


@pytest.mark.parametrize(
    "source",
    [
        "# testguard: ignore[XX001] why\n# def test_a():\n#     pass\n",
        "# def test_a():  # testguard: ignore[XX001] why\n#     pass\n",
        "# def test_a():\n#     pass\n# testguard: ignore[XX001] why\n",
    ],
)
def test_a_commented_block_is_suppressed_at_its_ends(inspect_files: Any, source: str) -> None:
    [finding] = inspect_files({"tests/test_a.py": source}, rules=(commented_block,)).findings
    assert finding.suppressed == "why"


def test_an_unused_suppression_is_a_warning(inspect_files: Any) -> None:
    source = f"def test_a():  {IGNORE}\n    assert make()\n"
    [finding] = inspect_files({"tests/test_a.py": source}).findings
    assert (finding.code, finding.severity) == ("TG003", Severity.WARNING)
    assert (finding.span.line, finding.span.column) == (1, 16)
    assert "TG102" in finding.message


@pytest.mark.parametrize(
    "config",
    [
        {"select": ("XX002",)},
        {"ignore": ("TG102",)},
        {"per_path_ignores": (("tests/**", ("empty-test",)),)},
    ],
)
def test_a_suppression_of_a_rule_that_did_not_run_is_not_unused(
    inspect_files: Any, config: dict[str, Any]
) -> None:
    source = f"def test_a():  {IGNORE}\n    assert make()\n"
    assert inspect_files({"tests/test_a.py": source}, rules=RULES[::2], **config).findings == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"x = 1  {IGNORE}\ny = 2\n", "x = 1\ny = 2\n"),
        (f"x = 1\n{IGNORE}\ny = 2\n", "x = 1\ny = 2\n"),
        (f"def f():\n    {IGNORE}\n    return 1\n", "def f():\n    return 1\n"),
        (f"x = 1\n{IGNORE}", "x = 1\n"),
        (f"x = 1  {IGNORE}  # noqa: X\n", "x = 1  # noqa: X\n"),
        (f"x = 1  # type: ignore  {IGNORE}\n", "x = 1  # type: ignore\n"),
        (f"x = 'é'  {IGNORE}\r\ny = 2\r\n", "x = 'é'\r\ny = 2\r\n"),
        (
            "def test_a(): pass  # testguard: ignore[TG102,XX002] why\n",
            "def test_a(): pass  # testguard: ignore[TG102] why\n",
        ),
    ],
)
def test_the_fix_takes_out_what_is_unused_and_nothing_else(
    inspect_files: Any, tmp_path: Path, before: str, after: str
) -> None:
    rules = (empty_test, called)
    findings = inspect_files({"tests/test_a.py": before}, rules=rules).findings
    apply_fixes(tmp_path, findings)
    assert (tmp_path / "tests/test_a.py").read_bytes() == after.encode()
    again = inspect_files({"tests/test_a.py": after}, rules=rules).findings
    assert by_code(again, "TG003") == []


def test_a_broken_file_can_be_excused(inspect_files: Any) -> None:
    source = "# testguard: ignore-file[TG001] shows what a broken test looks like\nx = (1,\n"
    [finding] = inspect_files({"tests/test_a.py": source}).findings
    assert finding.suppressed == "shows what a broken test looks like"


def test_an_invalid_suppression_is_an_error(inspect_files: Any) -> None:
    findings = inspect_files({"tests/test_a.py": "x = 1  # testguard: ignore\n"}).findings
    assert [(each.code, each.severity) for each in findings] == [("TG002", Severity.ERROR)]
