"""A kit for authors of rules, reporters and frameworks.

>>> from testguard.testing import check_source
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from testguard.infrastructure.infrastructure import Infrastructure
from testguard.inspection.contracts.extract import contracts_of
from testguard.inspection.survey import survey
from testguard.model.finding import Offence
from testguard.model.project import Conventions, Project, StackModule, SuiteFile, SystemFile
from testguard.model.rule import Example
from testguard.plugin import Rule, Suite
from testguard.plugin.rule import INFRASTRUCTURE_EXAMPLE, Subject
from testguard.suite.library import Library
from testguard.suite.module import Module

PYTEST_DEFAULTS = Conventions()
HANDLER_NAMES = ("handler", "lambda_handler", "main")


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


def make_infrastructure(
    source: str,
    *,
    path: str = INFRASTRUCTURE_EXAMPLE,
    others: Mapping[str, str] | None = None,
    regions: tuple[str, ...] = (),
    root: Path | None = None,
) -> Infrastructure:
    """A file of the system from source text; ``others`` are further files of it by path.

    A file that imports Pulumi or the CDK is a stack module, any other one a file of a handler:
    of the function that a stack module deploys it for, else of those that are named like one.
    """
    library = Library(root or Path(tempfile.gettempdir()) / "testguard-no-such-folder")
    files = {**(others or {}), path: source}
    for name, text in files.items():
        library.add(Module(name, text))
    stacks = [stack for name in files if (stack := _stack_of(library, name))]
    known = survey(Project(library.root, stacks=tuple(stacks)), library, regions)
    lone = SystemFile(path, None, HANDLER_NAMES, tuple(stacks), regions)
    file = next((each for each in known if each.path == path), lone)
    module = library.load(path) or Module(path, source)
    return Infrastructure(file, module, library, partial(contracts_of, library=library))


def _stack_of(library: Library, path: str) -> StackModule | None:
    module = library.load(path)
    heads = {each.module.partition(".")[0] for each in module.imports.entries} if module else ()
    frameworks = {"pulumi": "pulumi", "aws_cdk": "cdk"}
    found = [
        name for head, name in frameworks.items() if any(each.startswith(head) for each in heads)
    ]
    if module is None or not found:
        return None
    classes = [
        name for name, node in module.definitions.items() if node.kind() == "class_definition"
    ]
    named = [name for name in classes if not name.endswith(("Args", "Props"))]
    return StackModule(path, found[0], tuple(named), program=not named)


def check_source(rule: Rule, source: str, **options: object) -> list[Offence]:
    """The offences ``rule`` finds in ``source``.

    Options are those of `make_suite`, or of `make_infrastructure` for a rule about that.
    """
    if not rule.concerns(source):
        return []
    if rule.subject is Subject.INFRASTRUCTURE:
        return list(rule.check(make_infrastructure(source, **options)))  # type: ignore[arg-type]
    return list(rule.check(make_suite(source, **options)))  # type: ignore[arg-type]


def check_examples(rule: Rule) -> None:
    """Assert that a rule's *Bad* files offend and its *Good* files do not.

    That is asked file by file, but of a rule about infrastructure one bad file must offend.
    """
    if not rule.info.bad or not rule.info.good:
        raise AssertionError(f"{rule.code} needs a Bad and a Good block in its docstring")
    bad = [(example, _offences(rule, example, rule.info.bad)) for example in rule.info.bad]
    missed = [example for example, offences in bad if not offences]
    if rule.subject is Subject.INFRASTRUCTURE and len(missed) < len(bad):
        missed = []
    assert not missed, f"{rule.code} misses:\n{missed[0].code}"
    for example in rule.info.good:
        offences = _offences(rule, example, rule.info.good)
        assert not offences, f"{rule.code} flags sound code: {offences}\n{example.code}"


def _offences(rule: Rule, example: Example, siblings: Iterable[Example]) -> list[Offence]:
    others = {other.path: other.code for other in siblings if other.path != example.path}
    return check_source(rule, example.code, path=example.path, others=others)
