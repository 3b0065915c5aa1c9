"""Rules: how one is written, and how its docstring becomes metadata, documentation and tests."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable
from enum import StrEnum
from importlib import import_module
from textwrap import dedent
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from testguard.errors import ConfigError
from testguard.model.finding import Offence, Severity
from testguard.model.rule import Example, RuleInfo
from testguard.patterns import regex

if TYPE_CHECKING:
    from testguard.infrastructure.infrastructure import Infrastructure
    from testguard.suite.suite import Suite

INFRASTRUCTURE_EXAMPLE = "lib/example_stack.py"
CODE = regex(r"[A-Z]{2,6}[0-9]{3}")
_BLOCK = regex(
    r"^(?P<label>Bad|Good)(?: \((?P<path>[^)]+)\))?::\n(?P<code>(?:\n|[ \t]+.*\n?)+)", re.MULTILINE
)
Check = Callable[["Suite"], Iterable[Offence]]
InfrastructureCheck = Callable[["Infrastructure"], Iterable[Offence]]


class Subject(StrEnum):
    """What a rule is about: a file of tests, or one of the system that they test."""

    SUITE = "suite"
    INFRASTRUCTURE = "infrastructure"


class Rule(Struct, frozen=True):
    """A rule: metadata, and a function that gives the offences of one file.

    ``subject`` tells what the function takes: a `Suite` for rules about tests, an `Infrastructure`
    for rules about stack modules and handlers. A file that holds none of ``words`` is not given to
    the rule; without any, every file is.
    """

    info: RuleInfo
    check: Callable[[Any], Iterable[Offence]]
    words: tuple[str, ...] = ()
    subject: Subject = Subject.SUITE

    def concerns(self, text: str) -> bool:
        """Whether a file of this text may offend at all."""
        return not self.words or any(word in text for word in self.words)

    @property
    def code(self) -> str:
        """The stable code, such as ``TG102``."""
        return self.info.code

    @property
    def name(self) -> str:
        """The name, such as ``empty-test``."""
        return self.info.name

    def __reduce__(self) -> str | tuple[Any, ...]:
        """A rule travels to worker processes by the name it is imported by, if it has one."""
        module = getattr(self.check, "__module__", "")
        name = getattr(self.check, "__name__", "")
        if name and getattr(sys.modules.get(module), name, None) is self:
            return _imported, (module, name)
        return Rule, (self.info, self.check, self.words, self.subject)


def _imported(module: str, name: str) -> Any:
    return getattr(import_module(module), name)


def rule(
    code: str,
    severity: Severity = Severity.ERROR,
    *,
    origin: str = "testguard",
    words: tuple[str, ...] = (),
) -> Callable[[Check], Rule]:
    """Make a rule of a function that yields `Offence` values for a `Suite`.

    The function's name is the rule's; its docstring is the documentation: a summary line, an
    explanation, and ``Bad::`` and ``Good::`` blocks of indented code. A block headed
    ``Bad (path/of/file.py)::`` is a file of that name; consecutive blocks of one label with
    different paths belong to one example.

    ``words`` are texts of which every offending file holds at least one, such as
    ``("parametrize",)``; they need not be whole words. The rule is not run on other files, which
    costs next to nothing, so name them wherever there are some. They are looked for in the whole
    text, comments included, and in this file only: a rule that follows imports may have none.

    Raises `ConfigError` for a malformed code.
    """
    _check_code(code)

    def make(check: Check) -> Rule:
        return Rule(_described(code, severity, check, origin), check, words)

    return make


def infrastructure_rule(
    code: str,
    severity: Severity = Severity.ERROR,
    *,
    origin: str = "testguard",
    words: tuple[str, ...] = (),
) -> Callable[[InfrastructureCheck], Rule]:
    """Make a rule of a function that yields `Offence` values for an `Infrastructure`.

    All else is as for `rule`. Each ``Bad::`` and each ``Good::`` example is a repository: one of
    its files must offend, or none.
    """
    _check_code(code)

    def make(check: InfrastructureCheck) -> Rule:
        info = _described(code, severity, check, origin, INFRASTRUCTURE_EXAMPLE)
        return Rule(info, check, words, Subject.INFRASTRUCTURE)

    return make


def _check_code(code: str) -> None:
    if not CODE.fullmatch(code):
        raise ConfigError(f"rule code {code!r} is not two to six capitals and three digits")


def _described(
    code: str,
    severity: Severity,
    check: Callable[..., object],
    origin: str,
    path: str = Example("").path,
) -> RuleInfo:
    name = getattr(check, "__name__", "").replace("_", "-")
    return describe(code, name, severity, inspect.getdoc(check) or "", origin, path)


def describe(
    code: str, name: str, severity: Severity, doc: str, origin: str, path: str = Example("").path
) -> RuleInfo:
    """Metadata from a docstring; ``path`` is that of examples that name none."""
    prose = _BLOCK.sub("", doc + "\n").strip()
    summary, _, explanation = prose.partition("\n")
    examples: dict[str, list[Example]] = {"Bad": [], "Good": []}
    for block in _BLOCK.finditer(doc + "\n"):
        code_text = dedent(block["code"]).strip("\n") + "\n"
        examples[block["label"]].append(Example(code_text, block["path"] or path))
    return RuleInfo(
        code=code,
        name=name,
        severity=severity,
        summary=summary.strip(),
        explanation=explanation.strip(),
        bad=tuple(examples["Bad"]),
        good=tuple(examples["Good"]),
        origin=origin,
    )
