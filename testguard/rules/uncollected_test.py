"""TG108."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from testguard.patterns import regex
from testguard.plugin import Case, Confidence, Group, Offence, Severity, Suite, rule
from testguard.suite.cases import is_fixture, matches_class, matches_function
from testguard.suite.marks import only_marks
from testguard.suite.module import decorators_of, name_of
from testguard.suite.refusal import CONSTRUCTORS
from testguard.suite.samples import is_sample
from testguard.suite.uses import asserts_itself, is_imported, is_program, is_used, takes_only_self
from testguard.syntax import Node, span

_SHARED = regex(
    r".*(Base|Mixin|Abstract|Helper|Mock|Fake|Stub|Dummy|Client|Plugin|Common|Interface|Checks?|Runner)\w*|_.*"
)
_OTHER_PURPOSE = regex(
    r"(bench|perf)\w*|_.*"
    r"|(profile|example|demo|sample|manual|run|conftest|common|base|util|helper|mixin|shared|generate|"
    r"setup|noxfile)(s|_.*)?"
    r"|(.*_)?(bench\w*|perf|utils?|helpers?|mixins?|base|common|cases|suite|testing|fixtures?|"
    r"examples?|script|support|plugins?)"
)
_TESTS = regex(r"^\s*(async )?def test|^class \w*Test", re.MULTILINE)
_SUSPECT = regex(
    r"(?:should|it|when|given|then|spec|verify_that|ensure_that"  # a sentence
    r"|tets|tset|tesst|tst|teset|testt|Test)_\w+"  # a slip
)
_FOLDER = regex(r"(.*[-_])?(tests?|testing|specs?)([-_].*)?")


@rule("TG108", Severity.ERROR)
def uncollected_test(suite: Suite) -> Iterator[Offence]:
    """A test that pytest does not collect never runs.

    The name of its file, its class or itself does not match ``python_files``, ``python_classes``
    or ``python_functions``, or its class has a constructor. Files that are imported, run as
    programs or named in a command somewhere in the repository are no findings; neither are base
    classes and mixins.

    Bad::

        class WhenTheStackIsBuilt:
            def test_the_bucket_is_encrypted(self):
                assert make_bucket().encrypted

    Good::

        class TestStack:
            def test_the_bucket_is_encrypted(self):
                assert make_bucket().encrypted
    """
    if not suite.opened:
        yield from _uncollected_file(suite)
        return
    yield from _uncollected_classes(suite)
    yield from _uncollected_functions(suite)


def _uncollected_file(suite: Suite) -> Iterator[Offence]:
    cases = [
        case
        for case in suite.cases
        if case.name != "test_suite" and asserts_itself(suite, case.function)
    ]
    name = PurePosixPath(suite.path).name
    if not cases or not _is_meant_for_pytest(suite, cases):
        return
    names = tuple(case.name for case in suite.cases)
    patterns = " or ".join(suite.conventions.python_files)
    yield Offence(
        suite.cases[0].header,
        f"pytest never opens {name}: it does not match {patterns}, "
        f"and its {len(names)} test{'s' * (len(names) > 1)} never run",
        f"rename it to test_{name}",
        name,
        names,
        _file_confidence(suite, cases),
    )


def _is_meant_for_pytest(suite: Suite, cases: list[Case]) -> bool:
    stem = PurePosixPath(suite.path).stem
    folders = PurePosixPath(suite.path).parent.parts
    if is_sample(suite.path) or _OTHER_PURPOSE.fullmatch(stem.lower()):
        return False
    if all(case.unittest for case in cases) and stem.lower().startswith("test"):
        return False
    if not any(_FOLDER.fullmatch(part.lower()) for part in folders) and "test" not in stem.lower():
        return False
    return not (
        is_program(suite) or is_imported(suite) or suite.library.mentions.command_for(suite.path)
    )


def _file_confidence(suite: Suite, cases: list[Case]) -> Confidence:
    functions = sum(not case.unittest for case in cases)
    knows_pytest = "pytest" in suite.module.imports.modules() or functions > 1
    siblings = suite.library.mentions.matching(suite.conventions.python_files)
    certain = knows_pytest and siblings and _stands_among_tests(suite)
    return Confidence.CERTAIN if certain else Confidence.LIKELY


def _stands_among_tests(suite: Suite) -> bool:
    """Whether every other module of the folder holds tests or helps them: no folder of data."""
    neighbours = suite.library.mentions.neighbours(suite.path)
    return not PurePosixPath(suite.path).stem.startswith("test") and all(
        _OTHER_PURPOSE.fullmatch(PurePosixPath(path).stem.lower())
        or ((module := suite.library.load(path)) is not None and _TESTS.search(module.text))
        for path in neighbours
    )


def _uncollected_classes(suite: Suite) -> Iterator[Offence]:
    for node in suite.module.definitions.values():
        if node.kind() != "class_definition" or not _is_lost(suite, node):
            continue
        tests = [method for method in _tests_of(suite, node) if asserts_itself(suite, method)]
        if tests:
            yield _class_offence(suite, node, tests)


def _is_lost(suite: Suite, node: Node) -> bool:
    name = name_of(node)
    lineage = suite.ancestry(node)
    if lineage.unittest or lineage.unknown or lineage.definitions or decorators_of(node):
        return False
    if matches_class(name, suite.conventions):
        return _constructs(suite, node) and not is_used(suite, name)
    return not _SHARED.fullmatch(name) and not is_used(suite, name)


def _constructs(suite: Suite, node: Node) -> bool:
    if not any(name in suite.module.text for name in CONSTRUCTORS):
        return False
    methods = Group(node, suite.module, unittest=False).methods
    return any(name_of(method) in CONSTRUCTORS for method in methods)


def _tests_of(suite: Suite, node: Node) -> list[Node]:
    return [
        method
        for method in Group(node, suite.module, unittest=False).methods
        if matches_function(name_of(method), suite.conventions)
        and not is_fixture(suite.module, method)
        and only_marks(method)
    ]


def _class_offence(suite: Suite, node: Node, tests: list[Node]) -> Offence:
    name = name_of(node)
    if matches_class(name, suite.conventions):
        why, hint = "it has a constructor", "move what it sets up into a fixture or setup_method"
    else:
        patterns = " or ".join(suite.conventions.python_classes)
        why, hint = (
            f"its name does not match python_classes ({patterns})",
            f"rename it to Test{name}",
        )
    elsewhere = name.startswith("test") or not suite.file.collected or is_sample(suite.path)
    return Offence(
        span(node.field("name") or node),
        f"pytest does not collect {name}: {why}",
        hint,
        name,
        tuple(name_of(test) for test in tests),
        Confidence.LIKELY if elsewhere else Confidence.CERTAIN,
    )


def _uncollected_functions(suite: Suite) -> Iterator[Offence]:
    methods = [(group, name_of(node), node) for group in suite.groups for node in group.methods]
    functions = [
        (None, name, node)
        for name, node in suite.module.definitions.items()
        if _SUSPECT.fullmatch(name) and node.kind() == "function_definition"
    ]
    for group, own, node in (*methods, *functions):
        if _SUSPECT.fullmatch(own) and _looks_like_a_test(suite, group, node):
            name = f"{group.name}.{own}" if group else own
            yield Offence(
                span(node.field("name") or node),
                f"pytest does not collect {name}: its name does not begin with test",
                f"rename it to test_{own}",
                name,
                (own,),
                Confidence.LIKELY,
            )


def _looks_like_a_test(suite: Suite, group: Group | None, node: Node) -> bool:
    name = name_of(node)
    if decorators_of(node):
        return False
    if matches_function(name, suite.conventions) and not (group and group.unittest):
        return False
    if group is not None and (group.inherits_tests or _SHARED.fullmatch(group.name)):
        return False
    return (
        takes_only_self(node, method=group is not None)
        and not is_used(suite, name)
        and asserts_itself(suite, node)
    )
