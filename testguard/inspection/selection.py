"""Which rules run, where, and how bad their findings are."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace
from pathspec import GitIgnoreSpec

from testguard.config import Config
from testguard.errors import ConfigError
from testguard.inspection.own_codes import OWN_CODES, RULE_CRASHED
from testguard.model.finding import Severity
from testguard.model.rule import RuleInfo
from testguard.patterns import regex
from testguard.plugin import Rule

_PREFIX = regex(r"[A-Z]+[0-9]*")


def matches(selector: str, info: RuleInfo) -> bool:
    """Whether a selector means a rule: its code, its name, or a prefix of its code (``TG1``)."""
    if selector in (info.code, info.name):
        return True
    return bool(_PREFIX.fullmatch(selector)) and info.code.startswith(selector)


class Selection(Struct, frozen=True, dict=True):
    """The rules that run, and the configuration that decides about their findings.

    ``ignore`` beats ``select``. The inspection's own codes are on unless they are ignored, and
    TG000 is always on.
    """

    config: Config
    rules: tuple[Rule, ...]

    @classmethod
    def of(cls, config: Config, rules: Iterable[Rule]) -> Selection:
        """The rules that ``config`` selects, in the order of their codes."""
        chosen = (rule for rule in rules if selected(config, rule.info))
        return cls(config, tuple(sorted(chosen, key=lambda rule: rule.code)))

    @property
    def infos(self) -> tuple[RuleInfo, ...]:
        """The metadata of everything that may produce a finding, with configured severities."""
        own = (info for info in OWN_CODES if self.on(info))
        infos = (*own, *(rule.info for rule in self.rules))
        return tuple(replace(info, severity=self.severity(info)) for info in infos)

    def on(self, info: RuleInfo) -> bool:
        """Whether one of the inspection's own codes is reported."""
        return info is RULE_CRASHED or not _any(self.config.ignore, info)

    def severity(self, info: RuleInfo) -> Severity:
        """The configured severity, of several the last; or the rule's own."""
        if info is RULE_CRASHED:
            return info.severity
        configured = [
            level for selector, level in self.config.severities if matches(selector, info)
        ]
        return configured[-1] if configured else info.severity

    def ignored(self, info: RuleInfo, path: str) -> bool:
        """Whether ``per-path-ignores`` switches a rule off for the file at ``path``."""
        if info is RULE_CRASHED:
            return False
        return any(
            _any(selectors, info) and spec.match_file(path) for spec, selectors in self._per_path
        )

    @cached_property
    def _per_path(self) -> tuple[tuple[GitIgnoreSpec, tuple[str, ...]], ...]:
        return tuple(
            (GitIgnoreSpec.from_lines([glob]), selectors)
            for glob, selectors in self.config.per_path_ignores
        )


def check_selectors(config: Config, infos: Iterable[RuleInfo]) -> None:
    """Raise `ConfigError` for a selector of the configuration that means none of ``infos``."""
    known = tuple(infos)
    for key, selector in _selectors(config):
        if not any(matches(selector, info) for info in known):
            names = [name for info in known for name in (info.code, info.name)]
            near = get_close_matches(selector, names, n=1)
            raise ConfigError(
                f"{config.file or 'the command line'}: {key} names {selector!r}, which is no rule",
                hint=f"did you mean {near[0]!r}?" if near else "`testguard rules` lists them",
            )


def _selectors(config: Config) -> list[tuple[str, str]]:
    return [
        *(("select", selector) for selector in config.select),
        *(("ignore", selector) for selector in config.ignore),
        *(("severity", selector) for selector, _ in config.severities),
        *(("per-path-ignores", each) for _, some in config.per_path_ignores for each in some),
    ]


def selected(config: Config, info: RuleInfo) -> bool:
    """Whether the configuration lets a rule run."""
    wanted = not config.select or _any(config.select, info)
    return wanted and not _any(config.ignore, info)


def _any(selectors: Iterable[str], info: RuleInfo) -> bool:
    return any(matches(selector, info) for selector in selectors)
