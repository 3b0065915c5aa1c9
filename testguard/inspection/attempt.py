"""Running one rule on one suite, whatever the rule does."""

from __future__ import annotations

from testguard.plugin import Offence, Rule, Suite


def attempt(rule: Rule, suite: Suite) -> list[Offence] | Exception:
    """The offences of ``rule`` in ``suite``, or the exception by which it crashed."""
    try:
        return list(rule.check(suite))
    except Exception as error:  # noqa: BLE001 - one rule is one of two broad excepts
        return error
