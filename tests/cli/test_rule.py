from __future__ import annotations

import json
from typing import Any

import pytest

from testguard.cli.rule import find_rule
from testguard.errors import TestguardError
from testguard.model.finding import Severity
from testguard.model.rule import RuleInfo

INFOS = (
    RuleInfo("TG102", "empty-test", Severity.ERROR, "Empty."),
    RuleInfo("TG104", "assertion-free-test", Severity.ERROR, "Asserts nothing."),
)


@pytest.mark.parametrize("wanted", ["TG104", "tg104", "assertion-free-test", "Assertion-Free-Test"])
def test_a_rule_is_found_by_code_and_name(wanted: str) -> None:
    assert find_rule(wanted, INFOS) == INFOS[1]


@pytest.mark.parametrize(
    ("wanted", "near"), [("TG144", "'TG104'"), ("empty", "'empty-test'"), ("x", "known are:")]
)
def test_the_nearest_rule_is_named(wanted: str, near: str) -> None:
    with pytest.raises(TestguardError) as caught:
        find_rule(wanted, INFOS)
    assert repr(wanted) in str(caught.value)
    assert near in caught.value.hint


def test_a_rule_is_explained_with_bad_and_good_code(repository: Any) -> None:
    done = repository().run("rule", "TG102")
    assert done.code == 0
    assert done.out.startswith("TG102 empty-test (error)\n\n")
    bad, _, good = done.out.partition("Bad:")[2].partition("Good:")
    assert "    def test_" in bad
    assert "        assert " in good


def test_the_title_stands_out_on_demand(repository: Any) -> None:
    done = repository().run("rule", "TG102", "--color", "always")
    assert done.out.startswith("\x1b[1mTG102")


def test_other_forms(repository: Any) -> None:
    made = repository()
    markdown = made.run("rule", "TG102", "--output-format", "markdown").out
    assert markdown.startswith("## TG102 empty-test\n")
    assert markdown.count("```python\n") == 2
    assert json.loads(made.run("rule", "TG102", "--output-format", "json").out)["code"] == "TG102"


def test_the_judges_own_codes_are_explained_too(repository: Any) -> None:
    done = repository().run("rule", "lines-below-threshold")
    assert done.out.startswith("TG401")
    assert "Bad:" not in done.out


def test_long_paragraphs_are_wrapped(repository: Any) -> None:
    lines = repository().run("rule", "TG405").out.splitlines()
    assert max(len(line) for line in lines) <= 100
