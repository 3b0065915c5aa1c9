from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from testguard.config import Config
from testguard.errors import ConfigError
from testguard.inspection.own_codes import OWN_CODES, RULE_CRASHED, UNUSED_SUPPRESSION
from testguard.inspection.selection import Selection, check_selectors, matches
from testguard.model.finding import Severity
from testguard.model.rule import RuleInfo
from testguard.plugin import Rule


def make(code: str, name: str) -> Rule:
    return Rule(RuleInfo(code, name, Severity.ERROR, "summary"), lambda _: ())


RULES = (make("TG204", "placeholder"), make("TG104", "assertion-free"), make("ORG001", "ours"))


def select(**config: Any) -> Selection:
    return Selection.of(Config(Path(), **config), RULES)


@pytest.mark.parametrize(
    ("config", "codes"),
    [
        ({}, ["ORG001", "TG104", "TG204"]),
        ({"select": ("TG1",)}, ["TG104"]),
        ({"select": ("TG",)}, ["TG104", "TG204"]),
        ({"select": ("assertion-free", "ORG001")}, ["ORG001", "TG104"]),
        ({"select": ("assertion",)}, []),
        ({"ignore": ("TG2", "ours")}, ["TG104"]),
        ({"select": ("TG104",), "ignore": ("TG1",)}, []),
    ],
)
def test_codes_prefixes_and_names_select(config: dict[str, Any], codes: list[str]) -> None:
    assert [rule.code for rule in select(**config).rules] == codes


def test_the_last_configured_severity_holds() -> None:
    selection = select(severities=(("TG1", Severity.INFO), ("TG104", Severity.WARNING)))
    severities = {info.code: info.severity for info in selection.infos}
    assert (severities["TG104"], severities["TG204"]) == (Severity.WARNING, Severity.ERROR)


@pytest.mark.parametrize(
    ("glob", "path", "ignored"),
    [
        ("tests/legacy/**", "tests/legacy/unit/test_a.py", True),
        ("tests/legacy/**", "tests/test_a.py", False),
        ("test_a.py", "tests/deep/test_a.py", True),
        ("/test_a.py", "tests/test_a.py", False),
        ("legacy/", "tests/legacy/test_a.py", True),
    ],
)
def test_per_path_ignores_are_globs_as_in_gitignore(glob: str, path: str, ignored: bool) -> None:
    selection = select(per_path_ignores=((glob, ("TG1",)),))
    assert selection.ignored(RULES[1].info, path) is ignored
    assert not selection.ignored(RULES[0].info, path)


def test_own_codes_are_on_unless_ignored() -> None:
    assert set(OWN_CODES) <= set(select(select=("TG104",)).infos)
    quiet = select(ignore=("TG0",))
    assert quiet.on(RULE_CRASHED)
    assert not quiet.on(UNUSED_SUPPRESSION)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"select": ("TG9",)}, "select names 'TG9'"),
        ({"ignore": ("assertoin-free",)}, "did you mean 'assertion-free'?"),
        ({"severities": (("nope", Severity.INFO),)}, "severity names 'nope'"),
        ({"per_path_ignores": (("*", ("TG105",)),)}, "per-path-ignores names 'TG105'"),
    ],
)
def test_a_selector_that_means_no_rule_is_an_error(config: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError) as raised:
        check_selectors(Config(Path(), **config), [rule.info for rule in RULES])
    assert said in str(raised.value)


def test_a_prefix_is_no_prefix_of_a_name() -> None:
    assert not matches("A", RuleInfo("TG104", "A-name", Severity.ERROR, ""))
