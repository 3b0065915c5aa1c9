"""TG111."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from testguard.model.source import Span
from testguard.plugin import Confidence, Offence, Severity, Suite, rule
from testguard.suite.cases import is_fixture, matches_class, matches_function
from testguard.suite.module import Module, name_of
from testguard.suite.refusal import assignments, opted_out
from testguard.suite.samples import is_sample
from testguard.syntax import Node, find

_GENERATING = re.compile(r"(globals|locals|vars|setattr|exec|type|load_tests|importorskip|doctest\.\w+)\(")
_CLIENTS = frozenset({"TestClient", "TestCase", "TestServer", "TestResponse", "TestApp", "TestingModule"})
_QUIET = frozenset({"import_statement", "import_from_statement", "future_import_statement", "comment", "pass_statement"})
_DEFINITIONS = frozenset({"function_definition", "class_definition", "decorated_definition"})


@rule("TG111", Severity.ERROR)
def testless_test_file(suite: Suite) -> Iterator[Offence]:
    """A test file without a test protects nothing.

    pytest opens the file, finds nothing to run and says nothing. Helper modules, scripts and files
    that import or generate their tests are no findings, whatever their names.

    Bad (tests/test_stack.py)::

        \"\"\"Tests of the stack.\"\"\"
        import pytest

    Good (tests/test_stack.py)::

        def test_bucket_is_encrypted():
            assert make_bucket().encrypted
    """
    if not suite.file.collected or suite.cases or suite.groups or _is_something_else(suite):
        return
    yield Offence(
        Span(1, 1, 1, max(2, len(suite.module.lines[0]) + 1)),
        f"{PurePosixPath(suite.path).name} holds no test",
        "write its tests, or delete or rename the file",
        PurePosixPath(suite.path).name,
        confidence=_confidence(suite),
    )


def _is_something_else(suite: Suite) -> bool:
    stem = PurePosixPath(suite.path).stem
    return (
        _brings_tests(suite)
        or _defines_something(suite)
        or _is_script(suite)
        or _is_imported(suite, stem)
    )


def _brings_tests(suite: Suite) -> bool:
    statements = suite.root.children()
    if opted_out(statements) is not None or _GENERATING.search(suite.module.text):
        return True
    names = [name for name, _ in assignments(statements)]
    names += [entry.local for entry in suite.module.imports.entries if entry.name]
    return any(name == "*" or _is_test_name(suite, name) for name in names)


def _is_test_name(suite: Suite, name: str) -> bool:
    if name in _CLIENTS:
        return False
    return matches_function(name, suite.conventions) or matches_class(name, suite.conventions)


def _defines_something(suite: Suite) -> bool:
    """Whether the module defines what is not a test: fixtures, hooks, steps, helpers, classes."""
    return bool(suite.module.definitions)


def _is_script(suite: Suite) -> bool:
    """Whether importing the module does something: it is a program, not a suite."""
    for statement in suite.root.named_children():
        if statement.kind() in _QUIET or statement.kind() in _DEFINITIONS:
            continue
        first = statement.child(0)
        inert = first is not None and first.kind() in ("string", "assignment", "ellipsis")
        if not (statement.kind() == "expression_statement" and inert):
            return True
    return suite.module.text.startswith("#!")


def _is_imported(suite: Suite, stem: str) -> bool:
    importers = suite.library.mentions.importers(stem) - {suite.path}
    return any(suite.library.load(path) is not None for path in importers)


def _confidence(suite: Suite) -> Confidence:
    return Confidence.LIKELY if is_sample(suite.path) else Confidence.CERTAIN
