"""TG111."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from testguard.model.source import Span
from testguard.patterns import regex
from testguard.plugin import Confidence, Offence, Severity, Suite, rule
from testguard.suite.assignments import assigned_in
from testguard.suite.cases import base_names, is_fixture, matches_class, matches_function
from testguard.suite.refusal import opted_out
from testguard.suite.samples import is_sample
from testguard.suite.uses import is_imported, is_program
from testguard.syntax import Node

_GENERATING = regex(r"\b(globals|locals|vars|setattr|exec|type|load_tests|doctest\.\w+)\(")
_FORMAL = regex(
    r"copyright|licen[cs]e|spdx|coding[:=]|noqa|pylint|todo|\bdef |\bclass |\bassert|import ",
    re.IGNORECASE,
)
_CLIENTS = frozenset(
    {"TestClient", "TestCase", "TestServer", "TestResponse", "TestApp", "TestingModule"}
)


@rule("TG111", Severity.ERROR)
def testless_test_file(suite: Suite) -> Iterator[Offence]:
    """A test file without a test protects nothing.

    pytest opens the file, finds nothing to run and says nothing. Helper modules, scripts and files
    that import or generate their tests are no findings, whatever their names.

    Bad (tests/test_stack.py)::

        import pytest

        from lib.stack import Stack

    Good (tests/test_stack.py)::

        def test_bucket_is_encrypted():
            assert make_bucket().encrypted
    """
    stem = PurePosixPath(suite.path).stem
    if not suite.opened or "test" not in stem.lower() or suite.cases or suite.groups:
        return
    if _is_something_else(suite):
        return
    yield Offence(
        Span(1, 1, 1, max(2, len(suite.module.lines[0]) + 1)),
        f"{PurePosixPath(suite.path).name} holds no test",
        "write its tests, or delete or rename the file",
        PurePosixPath(suite.path).name,
        confidence=_confidence(suite),
    )


def _is_something_else(suite: Suite) -> bool:
    return (
        _brings_tests(suite)
        or _defines_something(suite)
        or is_program(suite)
        or is_imported(suite)
        or _is_named_as_plugin(suite)
    )


def _brings_tests(suite: Suite) -> bool:
    if opted_out(suite.root) is not None or _GENERATING.search(suite.module.text):
        return True
    names = [*assigned_in(suite.root)]
    names += [entry.local for entry in suite.module.imports.entries if entry.name]
    return any(name == "*" or _is_test_name(suite, name) for name in names)


def _is_test_name(suite: Suite, name: str) -> bool:
    if name in _CLIENTS:
        return False
    return matches_function(name, suite.conventions) or matches_class(name, suite.conventions)


def _defines_something(suite: Suite) -> bool:
    """Whether the module defines what is not a test: hooks, steps, helpers, classes."""
    return not all(_is_setting(suite, node) for node in suite.module.definitions.values())


def _is_setting(suite: Suite, node: Node) -> bool:
    """Whether a definition only prepares tests: a fixture, or Pulumi mocks."""
    if node.kind() == "function_definition":
        return is_fixture(suite.module, node)
    return any(name.endswith("runtime.Mocks") for name in base_names(suite.module, node))


def _is_named_as_plugin(suite: Suite) -> bool:
    """Whether the module only holds fixtures that a ``pytest_plugins`` list may name."""
    return bool(suite.module.definitions) and bool(suite.library.mentions.command_for(suite.path))


def _confidence(suite: Suite) -> Confidence:
    """Constants may be settings, an import may be the test, prose may say what the file is for."""
    doubts = (
        not suite.file.collected,
        is_sample(suite.path),
        "empty" in suite.path.rpartition("/")[2],
        suite.module.definitions,
        any(name != "pytestmark" for name in assigned_in(suite.root)),
        any(node.kind() == "try_statement" for node in suite.root.children()),
        _is_explained(suite),
    )
    return Confidence.LIKELY if any(doubts) else Confidence.CERTAIN


def _is_explained(suite: Suite) -> bool:
    """Whether there is nothing but a comment, which is neither a licence nor code nor a plan."""
    only_comments = all(node.kind() == "comment" for node in suite.root.children())
    return only_comments and bool(suite.module.comments) and not _FORMAL.search(suite.module.text)
