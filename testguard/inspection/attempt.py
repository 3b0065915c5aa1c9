"""Running one rule on one file, whatever the rule does."""

from __future__ import annotations

from testguard.plugin import Infrastructure, Offence, Rule, Suite


def attempt(rule: Rule, subject: Suite | Infrastructure) -> list[Offence] | Exception:
    """The offences of ``rule`` in ``subject``, or the exception by which it crashed."""
    try:
        return list(rule.check(subject))
    except Exception as error:  # noqa: BLE001 - one rule is one of two broad excepts
        return error
