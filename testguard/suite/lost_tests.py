"""Tests in text that was taken out of use: what pytest would collect if the text were live."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from textwrap import dedent

from msgspec import Struct

from testguard.patterns import regex
from testguard.suite.cases import Ancestry, matches_class, matches_function
from testguard.suite.commented_code import Definition
from testguard.suite.module import definitions_in, name_of
from testguard.suite.suite import Suite
from testguard.syntax import Node, find, parse

_FIXTURE = regex(r"\s*@\s*(?:[\w.]+\.)?(?:yield_)?fixture\b")
_UNTOLD = frozenset({"fail", "pprint", "print", "skip", "skipTest", "super", "todo", "xfail"})
_TEST_WORD = regex(r"Tests?(?![a-z])|^tests?_|_tests?$")


class LostTests(Struct, frozen=True):
    """A function or class that would be collected, and the tests it holds.

    ``tests`` is empty for a class that only inherits its tests; ``sure`` is False where a base
    class that cannot be read decides whether there are any.
    """

    definition: Definition
    tests: tuple[Definition, ...]
    sure: bool = True

    @property
    def bodiless(self) -> bool:
        """Whether it is a function of which only the header is there."""
        return self.definition.keyword == "def" and self.definition.bodiless


def exercises(test: Definition) -> bool:
    """Whether a test asserts, yields or calls anything but what prints, skips or gives up."""
    root = parse(dedent(test.text))
    if find(root, "assert_statement", "yield"):
        return True
    return any(_tells(call) for call in find(root, "call", outside=("parameters",)))


def _tells(call: Node) -> bool:
    callee = call.field("function")
    name = callee.text().rpartition(".")[2] if callee else ""
    parent = call.parent()
    return name not in _UNTOLD and (parent is None or parent.kind() != "raise_statement")


class Collector(Struct, frozen=True, dict=True):
    """pytest's view of definitions that would stand inside the live definitions ``scopes``."""

    suite: Suite
    scopes: tuple[Node, ...] = ()

    def collect(self, definitions: Sequence[Definition]) -> Iterator[LostTests]:
        """Those of ``definitions`` that hold tests."""
        if not self._open:
            return
        for definition in definitions:
            if definition.keyword == "class":
                yield from self._collect_class(definition)
            elif self._is_test(definition, unittest=self._in_unittest):
                yield LostTests(definition, (definition,))

    @cached_property
    def _open(self) -> bool:
        """Whether pytest looks for tests here: not in functions, nor in classes without tests."""
        kinds = {scope.kind() for scope in self.scopes}
        return "function_definition" not in kinds and all(map(self._holds_tests, self.scopes))

    def _holds_tests(self, scope: Node) -> bool:
        if any(group.node == scope for group in self.suite.groups):
            return True
        return _TEST_WORD.search(name_of(scope)) is not None or self._defines_tests(scope)

    def _defines_tests(self, scope: Node) -> bool:
        block = scope.field("body")
        members = definitions_in(block) if block else []
        return any(matches_function(name_of(node), self.suite.conventions) for node in members)

    @cached_property
    def _in_unittest(self) -> bool:
        return any(group.unittest and group.node in self.scopes for group in self.suite.groups)

    def _collect_class(self, definition: Definition) -> Iterator[LostTests]:
        lineage = self._lineage(definition)
        tests = tuple(self._tests_of(definition, lineage))
        if tests:
            yield LostTests(definition, tests)
        elif not definition.bodiless and self._is_group(definition, lineage):
            inherits = any(self._defines_tests(node) for _, node in lineage.definitions)
            if inherits or lineage.unknown:
                yield LostTests(definition, (), sure=inherits)

    def _tests_of(self, definition: Definition, lineage: Ancestry) -> Iterator[Definition]:
        named_so = _TEST_WORD.search(definition.name) is not None
        if not (named_so or lineage.unknown or self._is_group(definition, lineage)):
            return
        for member in definition.members:
            if member.keyword == "class":
                yield from self._tests_of(member, self._lineage(member))
            elif self._is_test(member, unittest=lineage.unittest):
                yield member

    def _is_group(self, definition: Definition, lineage: Ancestry) -> bool:
        return lineage.unittest or matches_class(definition.name, self.suite.conventions)

    def _is_test(self, definition: Definition, *, unittest: bool) -> bool:
        if any(_FIXTURE.match(decorator) for decorator in definition.decorators):
            return False
        by_name = matches_function(definition.name, self.suite.conventions)
        return by_name or (unittest and definition.name.startswith("test"))

    def _lineage(self, definition: Definition) -> Ancestry:
        bases = ", ".join(definition.bases)
        [node] = find(parse(f"class {definition.name}({bases}): pass\n"), "class_definition")
        return self.suite.ancestry(node)
