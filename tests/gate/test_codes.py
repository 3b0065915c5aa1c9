from __future__ import annotations

from testguard.gate.codes import GATE_CODES, LINES_BELOW, below


def test_a_metric_of_testguard_breaks_the_rule_that_has_its_code() -> None:
    assert below("lines", "TG401") is LINES_BELOW


def test_a_plugins_metric_gets_a_rule_of_its_own() -> None:
    made = below("costs", "ACME401")
    assert (made.code, made.name) == ("ACME401", "costs-below-threshold")
    assert "costs" in made.summary


def test_names_and_codes_are_unique() -> None:
    for values in ({info.code for info in GATE_CODES}, {info.name for info in GATE_CODES}):
        assert len(values) == len(GATE_CODES)
