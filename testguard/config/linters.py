"""``[linters]``: which rules of other linters are asked."""

from __future__ import annotations

from testguard.config.document import Setting
from testguard.config.values import texts

KNOWN = ("ruff", "cfn-lint")
ALL = {"cfn-lint": ("E", "W")}  # what ``true`` asks for: what these find by default


_EXAMPLES = {"ruff": "G004", "cfn-lint": "E3012"}


def read_linters(setting: Setting) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Rules by linter. Raises `ConfigError` for a linter that is not known, or has no rule."""
    found = []
    for name, part in setting.entries():
        if name not in KNOWN:
            raise part.unknown(KNOWN)
        rules = ALL[name] if part.value is True and name in ALL else texts(part)
        if not rules:
            raise part.wrong("a list of at least one rule", f'write {name} = ["{_EXAMPLES[name]}"]')
        found.append((name, rules))
    return tuple(found)
