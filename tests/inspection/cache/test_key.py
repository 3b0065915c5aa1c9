from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from testguard import default_plugin
from testguard.config import Config
from testguard.inspection.cache.key import key_of
from testguard.inspection.inspector import Inspector
from testguard.inspection.own_codes import OWN_CODES
from testguard.inspection.own_rules import Pattern
from testguard.inspection.selection import Selection
from testguard.model.finding import Confidence, Severity
from testguard.model.rule import RuleInfo
from testguard.model.source import Span
from testguard.plugin import Offence, Rule, Suite, load_plugins
from testguard.rules.empty_test import empty_test
from testguard.suite.contents import Contents
from testguard.suite.library import Library

FIRST_PARTY = load_plugins([default_plugin], points=[]).rules
PRINTS = Rule(
    RuleInfo("no-print", "no-print", Severity.ERROR, "No print."),
    Pattern({"rule": {"pattern": "print($A)"}}, "prints"),
)


def digest(root: Path, rules: tuple[Rule, ...] = (empty_test,), **options: Any) -> str | None:
    config = Config(root, **options)
    known = (*OWN_CODES, *(rule.info for rule in rules))
    library = Library(root)
    key = key_of(Inspector(Selection.of(config, rules), library, known), Contents(root))
    return key.digest if key else None


def test_all_rules_of_testguard_can_be_identified(tmp_path: Path) -> None:
    assert digest(tmp_path, FIRST_PARTY)
    assert digest(tmp_path, FIRST_PARTY) == digest(tmp_path, FIRST_PARTY)


@pytest.mark.parametrize(
    "options",
    [
        {"ignore": ("TG102",)},
        {"ignore": ("TG003",)},
        {"select": ("TG1",)},
        {"severities": (("TG102", Severity.INFO),)},
        {"per_path_ignores": (("tests/**", ("TG102",)),)},
        {"assertion_helpers": ("check",)},
    ],
)
def test_what_decides_about_findings_is_in_the_key(tmp_path: Path, options: dict[str, Any]) -> None:
    assert digest(tmp_path, **options) != digest(tmp_path)


@pytest.mark.parametrize(
    "options",
    [
        {"baseline": "other.json"},
        {"fail_on": tuple(Confidence)},
        {"file": "pyproject.toml", "origins": (("select", "pyproject.toml:3"),)},
        {"ref": "origin/main"},
    ],
)
def test_what_is_applied_to_findings_afterwards_is_not(
    tmp_path: Path, options: dict[str, Any]
) -> None:
    assert digest(tmp_path, **options) == digest(tmp_path)
    assert digest(tmp_path / "moved", **options) == digest(tmp_path)


def test_own_rules_are_in_the_key_by_all_they_say(tmp_path: Path) -> None:
    assert isinstance(PRINTS.check, Pattern)
    others = (
        replace(PRINTS, check=replace(PRINTS.check, matcher={"rule": {"pattern": "pprint($A)"}})),
        replace(PRINTS, check=replace(PRINTS.check, message="writes")),
        replace(PRINTS, check=replace(PRINTS.check, ignores=("lib/**",))),
        replace(PRINTS, info=replace(PRINTS.info, severity=Severity.INFO)),
    )
    digests = {digest(tmp_path, (rule,)) for rule in (PRINTS, *others)}
    assert len(digests) == 1 + len(others)


def test_python_is_in_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest(tmp_path)
    monkeypatch.setattr(sys, "version", "3.99.0")
    assert digest(tmp_path) != before


PLUGIN = """
from testguard.plugin import rule
from acme_rules_{name}.words import WORD

@rule("AC001")
def own(suite):
    \"\"\"Own.\"\"\"
    return ()
"""


def test_all_sources_of_a_plugin_are_in_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "acme_rules_keyed"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "words.py").write_text("WORD = 'a'\n")
    (package / "own.py").write_text(PLUGIN.format(name="keyed"))
    monkeypatch.syspath_prepend(tmp_path)
    own = import_module("acme_rules_keyed.own").own
    before = digest(tmp_path, (own,))
    assert before is not None
    (package / "words.py").write_text("WORD = 'b'\n")
    assert digest(tmp_path, (own,)) not in (None, before)


def rule_made_for(word: str) -> Rule:
    def check(suite: Suite) -> Iterator[Offence]:
        assert word not in suite.path
        return iter(())

    return Rule(RuleInfo("XX001", "made", Severity.ERROR, "Made."), check)


class _Callable:
    def __call__(self, suite: Suite) -> tuple[Offence, ...]:
        return (Offence(Span(1, 1, 1, 2), suite.path),)


@pytest.mark.parametrize(
    "made",
    [rule_made_for("a"), Rule(RuleInfo("XX001", "object", Severity.ERROR, "Object."), _Callable())],
    ids=["a function that remembers something", "an object"],
)
def test_a_rule_that_is_no_plain_function_has_no_key(tmp_path: Path, made: Rule) -> None:
    assert digest(tmp_path, (empty_test, made)) is None
