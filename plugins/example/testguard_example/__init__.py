"""An example plugin for testguard: one rule, one reporter."""

from __future__ import annotations

from testguard.plugin import Reporter, Rule, hookimpl
from testguard_example.codes import codes
from testguard_example.sleeping_test import sleeping_test


@hookimpl
def testguard_rules() -> list[Rule]:
    """The rules this plugin brings."""
    return [sleeping_test]


@hookimpl
def testguard_reporters() -> list[Reporter]:
    """The report formats this plugin brings."""
    return [codes]
