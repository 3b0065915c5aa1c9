"""A kit for authors of rules, reporters and frameworks.

>>> from testguard.testing import check_source
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from testguard.model.finding import Offence
from testguard.model.project import Conventions, SuiteFile
from testguard.model.rule import Example
from testguard.plugin import Rule, Suite
from testguard.suite.library import Library
from testguard.suite.module import Module

PYTEST_DEFAULTS = Conventions()


def make_suite(
    source: str,
    *,
    path: str = "tests/test_example.py",
    others: Mapping[str, str] | None = None,
    conventions: Conventions = PYTEST_DEFAULTS,
    collected: bool = True,
    root: Path | None = None,
) -> Suite:
    """A suite from source text; ``others`` are further files of the repository by path."""
    library = Library(root or Path(tempfile.gettempdir()) / "testguard-no-such-folder")
    module = Module(path, source)
    for name, text in {**(others or {}), path: source}.items():
        library.add(Module(name, text))
    return Suite(SuiteFile(path, conventions, collected), module, library)


def check_source(rule: Rule, source: str, **options: object) -> list[Offence]:
    """The offences ``rule`` finds in ``source``; options as for `make_suite`."""
    if not rule.concerns(source):
        return []
    return list(rule.check(make_suite(source, **options)))  # type: ignore[arg-type]


def check_examples(rule: Rule) -> None:
    """Assert that a rule's *Bad* files offend and its *Good* files do not, file by file."""
    if not rule.info.bad or not rule.info.good:
        raise AssertionError(f"{rule.code} needs a Bad and a Good block in its docstring")
    for example in rule.info.bad:
        assert _offences(rule, example, rule.info.bad), f"{rule.code} misses:\n{example.code}"
    for example in rule.info.good:
        offences = _offences(rule, example, rule.info.good)
        assert not offences, f"{rule.code} flags sound code: {offences}\n{example.code}"


def _offences(rule: Rule, example: Example, siblings: Iterable[Example]) -> list[Offence]:
    others = {other.path: other.code for other in siblings if other.path != example.path}
    return check_source(rule, example.code, path=example.path, others=others)
