"""A test file as rules see it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from testguard.model.evidence import SuiteRun
from testguard.model.finding import Confidence
from testguard.model.project import Conventions, SuiteFile
from testguard.patterns import regex
from testguard.suite.assertions import Assertion, CaseReader, Examination
from testguard.suite.cases import (
    Ancestry,
    Case,
    Group,
    ancestry,
    is_fixture,
    is_property,
    matches_class,
    matches_file,
    matches_function,
)
from testguard.suite.flow import RaisesBlock, raises_blocks
from testguard.suite.library import Library
from testguard.suite.lookup import Lookup
from testguard.suite.module import Module, decorators_of, name_of
from testguard.suite.refusal import opted_out, refused
from testguard.suite.samples import is_sample
from testguard.syntax import Node, find

_READS_LIKE_A_SUITE = regex(
    r"\b(pytest|unittest|TestCase|runtime\.test|assertions)\b|^\s+assert\b|\.assert\w+\(",
    re.MULTILINE,
)


class Suite(Struct, frozen=True, dict=True):
    """A parsed test file: the cases and groups pytest would collect from it.

    ``assertion_helpers`` are dotted names or patterns from the configuration. ``run`` is what ran
    of the file when it was last tested, if that is recorded and the file has not changed since.
    """

    file: SuiteFile
    module: Module
    library: Library
    assertion_helpers: tuple[str, ...] = ()
    run: SuiteRun | None = None

    @property
    def path(self) -> str:
        """Relative to the root, with forward slashes."""
        return self.file.path

    @property
    def conventions(self) -> Conventions:
        """What pytest collects here."""
        return self.file.conventions

    @property
    def opened(self) -> bool:
        """Whether pytest opens the file when given its folder; ``testpaths`` may leave it out."""
        return self.file.collected or matches_file(self.path, self.conventions)

    @cached_property
    def meant_to_run(self) -> bool:
        """Whether pytest opens the file, and it is no input of other tests."""
        return self.opened and not is_sample(self.path)

    def at_most(self, confidence: Confidence) -> Confidence:
        """``confidence``, or likely where nobody can be certain that the file is a suite."""
        certain = confidence is Confidence.CERTAIN
        return Confidence.LIKELY if certain and not self.meant_to_run else confidence

    @property
    def root(self) -> Node:
        """The syntax tree."""
        return self.module.root

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Classes pytest collects from, nested ones included."""
        classes = (node for _, node in self._definitions if node.kind() == "class_definition")
        return tuple(group for node in classes for group in self._groups_of(node, None))

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """Every test function and method of this file that pytest would collect.

        A file that pytest does not open holds none unless it reads like a suite: a callback, a
        plugin or an example may be named like a test.
        """
        if not self.opened and not _READS_LIKE_A_SUITE.search(self.module.text):
            return ()
        functions = (
            Case(node, self.module)
            for name, node in self._definitions
            if self._is_test_function(name, node) and node.kind() == "function_definition"
        )
        methods = (case for group in self.groups for case in self.cases_of(group))
        return tuple(sorted((*functions, *methods), key=_position))

    def cases_of(self, group: Group) -> tuple[Case, ...]:
        """The tests a group defines itself; of two with one name the last one."""
        known = self._by_group.get(group.node)
        if known is None:
            known = self._by_group[group.node] = tuple(self._tests_in(group))
        return known

    def _tests_in(self, group: Group) -> list[Case]:
        members = {name_of(node): node for node in group.methods}
        tests = [node for name, node in members.items() if self._is_test_method(name, node, group)]
        if not tests and group.unittest and "runTest" in members:
            tests = [members["runTest"]]
        return [Case(node, self.module, group) for node in tests]

    @cached_property
    def _by_group(self) -> dict[Node, tuple[Case, ...]]:
        return {}

    @cached_property
    def _definitions(self) -> tuple[tuple[str, Node], ...]:
        if "__test__" in self.module.text and opted_out(self.root):
            return ()
        statements = self.root.children() if "del" in self.module.text else ()
        deleted = {
            name.text()
            for statement in statements
            if statement.kind() == "delete_statement"
            for name in find(statement, "identifier")
        }
        members = self.module.definitions.items()
        return tuple((name, node) for name, node in members if name not in deleted)

    def refusal(self, node: Node) -> str:
        """Why pytest would not collect from a class of this file although its name fits, or ""."""
        lineage = self.ancestry(node)
        classes = [node, *(base for _, base in lineage.definitions)]
        return refused(classes, lineage.unreadable, unittest=lineage.unittest)

    def assertions_of(self, case: Case) -> tuple[Assertion, ...]:
        """Everything by which ``case`` asserts, in the order of its text; helpers are followed."""
        return self.examine(case).assertions

    def examine(self, case: Case) -> Examination:
        """What ``case`` asserts, what in it may assert, and what in it could not be read."""
        return self._reader.examine(case)

    def spelled_out(self, case: Case) -> tuple[Assertion, ...]:
        """The assertions that the text of ``case`` itself tells; cheap, for nothing is followed."""
        return self._reader.spelled_out(case)

    @cached_property
    def _reader(self) -> CaseReader:
        return CaseReader(Lookup(self.library, self.path), self.assertion_helpers)

    def raises_blocks(self, case: Case) -> tuple[RaisesBlock, ...]:
        """The raises-blocks that ``case`` itself enters."""
        if "aises" not in case.text:
            return ()
        known = self._raising.get(case.function)
        if known is None:
            known = self._raising[case.function] = tuple(raises_blocks(self.module, case.function))
        return known

    @cached_property
    def _raising(self) -> dict[Node, tuple[RaisesBlock, ...]]:
        return {}

    def ancestry(self, node: Node) -> Ancestry:
        """The ancestors of a class of this file."""
        known = self._ancestries.get(node)
        if known is None:
            known = self._ancestries[node] = ancestry(self.module, node, self.library)
        return known

    @cached_property
    def _ancestries(self) -> dict[Node, Ancestry]:
        return {}

    def _groups_of(self, node: Node, outer: Group | None) -> Iterator[Group]:
        lineage = self.ancestry(node)
        by_name = matches_class(name_of(node), self.conventions)
        if not (by_name or lineage.unittest) or self.refusal(node):
            return
        inherits = lineage.unknown or any(
            self._defines_tests(*base) for base in lineage.definitions
        )
        group = Group(node, self.module, lineage.unittest, inherits, outer)
        yield group
        for inner in () if group.unittest else group.classes:
            yield from self._groups_of(inner, group)

    def _defines_tests(self, module: Module, node: Node) -> bool:
        return any(
            matches_function(name_of(method), self.conventions) or name_of(method) == "runTest"
            for method in Group(node, module, unittest=False).methods
        )

    def _is_test_function(self, name: str, node: Node) -> bool:
        return matches_function(name, self.conventions) and not (
            decorators_of(node) and (is_fixture(self.module, node) or is_property(node))
        )

    def _is_test_method(self, name: str, node: Node, group: Group) -> bool:
        return name.startswith("test") if group.unittest else self._is_test_function(name, node)


def _position(case: Case) -> int:
    return case.function.range().start.index
