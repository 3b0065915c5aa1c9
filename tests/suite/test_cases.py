from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.model.project import Conventions
from testguard.plugin import Case, Suite
from testguard.suite.cases import (
    COMPUTED,
    base_names,
    is_fixture,
    is_property,
    matches_class,
    matches_file,
    matches_function,
)
from testguard.testing import make_suite


def first(suite: Suite) -> Case:
    return suite.cases[0]


def test_a_case_knows_where_it_stands() -> None:
    case = first(
        make_suite("class TestA:\n    class TestB:\n        async def test_c(self): ...\n")
    )
    assert (case.symbol, case.is_async, case.unittest) == ("TestA.TestB.test_c", True, False)
    assert (case.header.line, case.header.column) == (3, 19)


def test_a_body_has_neither_docstring_nor_comments() -> None:
    case = first(make_suite('def test_a():\n    """Says."""\n    # why\n    run()\n'))
    assert [node.text() for node in case.body] == ["run()"]


@pytest.mark.parametrize(
    ("decorator", "found"),
    [("@pulumi.runtime.test", True), ("@p.runtime.test()", True), ("@other", False)],
)
def test_decorators_are_known_by_what_was_imported(decorator: str, found: bool) -> None:
    case = first(make_suite(f"import pulumi\nimport pulumi as p\n{decorator}\ndef test_a(): ...\n"))
    assert (case.decorated_with("pulumi.runtime.test") is not None) is found


@pytest.mark.parametrize(
    ("bases", "names"),
    [
        ("", []),
        ("()", []),
        ("(A, b.C)", ["A", "b.C"]),
        ("(Generic[T], metaclass=M)", ["Generic"]),
        ("(make(1), A)", [COMPUTED, "A"]),
        ("(t.TestCase)", ["unittest.TestCase"]),
    ],
)
def test_bases_are_read_as_written(bases: str, names: list[str]) -> None:
    suite = make_suite(f"import unittest as t\nclass X{bases}: ...\n")
    assert base_names(suite.module, suite.module.definitions["X"]) == names


@pytest.mark.parametrize(
    ("source", "unittest", "unknown"),
    [
        ("class X: ...", False, False),
        ("import unittest\nclass X(unittest.TestCase): ...", True, False),
        ("from unittest import TestCase as T\nclass B(T): ...\nclass X(B): ...", True, False),
        ("from elsewhere import StackTestCase\nclass X(StackTestCase): ...", True, True),
        ("from elsewhere import Base\nclass X(Base): ...", False, True),
        ("class FooTestCase: ...\nclass X(FooTestCase): ...", False, False),
        ("class X(make()): ...", False, True),
        ("class X(X): ...", False, True),
        ("from abc import ABC\nclass X(ABC): ...", False, False),
    ],
)
def test_ancestors_are_followed_as_far_as_they_can_be_read(
    source: str, unittest: bool, unknown: bool
) -> None:
    suite = make_suite(source)
    lineage = suite.ancestry(suite.module.definitions["X"])
    assert (lineage.unittest, lineage.unknown) == (unittest, unknown)


def test_ancestors_in_other_modules_are_read() -> None:
    others = {
        "tests/base.py": "from tests.root import Base as Root\nclass Base(Root): ...\n",
        "tests/root.py": "import unittest\nclass Base(unittest.TestCase): ...\n",
    }
    suite = make_suite("from tests.base import Base\nclass X(Base): ...\n", others=others)
    lineage = suite.ancestry(suite.module.definitions["X"])
    assert lineage.unittest
    assert [module.path for module, _ in lineage.definitions] == ["tests/base.py", "tests/root.py"]


@pytest.mark.parametrize(
    ("decorators", "fixture", "attribute"),
    [
        ("@pytest.fixture", True, False),
        ("@pytest.fixture(scope='module')", True, False),
        ("@pytest_asyncio.fixture", True, False),
        ("@property", False, True),
        ("@pytest.mark.slow", False, False),
    ],
)
def test_fixtures_and_properties_are_no_tests(
    decorators: str, fixture: bool, attribute: bool
) -> None:
    suite = make_suite(f"import pytest, pytest_asyncio\n{decorators}\ndef test_client(): ...\n")
    node = suite.module.definitions["test_client"]
    assert (is_fixture(suite.module, node), is_property(node)) == (fixture, attribute)


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("test", "test_a", True),
        ("test", "tested", True),
        ("test", "a_test", False),
        ("should_*", "should_build", True),
        ("*_check", "size_check", True),
        ("check", "size_check", False),
    ],
)
def test_names_match_as_pytest_matches_them(pattern: str, name: str, expected: bool) -> None:
    conventions = Conventions(python_functions=(pattern,), python_classes=(pattern,))
    assert matches_function(name, conventions) is expected
    assert matches_class(name, conventions) is expected


@given(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.from_regex(r"\w{0,8}", fullmatch=True))
def test_a_plain_pattern_is_a_prefix(prefix: str, rest: str) -> None:
    assert matches_function(prefix + rest, Conventions(python_functions=(prefix,)))


@pytest.mark.parametrize(
    ("patterns", "path", "expected"),
    [
        (("test_*.py",), "a/test_b.py", True),
        (("test_*.py",), "test_a/b.py", False),
        (("*_test.py", "check_*.py"), "a/check_b.py", True),
        (("unit/test_*.py",), "tests/unit/test_a.py", True),
        (("unit/test_*.py",), "tests/e2e/test_a.py", False),
        (("*.py",), "a/b.py", True),
    ],
)
def test_files_match_as_pytest_matches_them(
    patterns: tuple[str, ...], path: str, expected: bool
) -> None:
    assert matches_file(path, Conventions(python_files=patterns)) is expected
