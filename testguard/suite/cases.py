"""Test cases and groups: what pytest would collect from a module, and what it would not."""

from __future__ import annotations

from fnmatch import fnmatch

from msgspec import Struct

from testguard.model.project import Conventions
from testguard.model.source import Span
from testguard.suite.library import Library
from testguard.suite.module import (
    Module,
    body_of,
    decorators_of,
    definitions_in,
    is_docstring,
    name_of,
)
from testguard.suite.once import once
from testguard.suite.scopes import own_nodes
from testguard.syntax import Node, dotted, span

UNITTEST_BASES = frozenset(
    {
        "unittest.TestCase",
        "unittest.IsolatedAsyncioTestCase",
        "unittest.case.TestCase",
        "unittest.async_case.IsolatedAsyncioTestCase",
        "django.test.TestCase",
        "django.test.SimpleTestCase",
        "django.test.TransactionTestCase",
        "django.test.LiveServerTestCase",
        "twisted.trial.unittest.TestCase",
        "testtools.TestCase",
        "asynctest.TestCase",
        "aiounittest.AsyncTestCase",
        "absl.testing.absltest.TestCase",
        "absl.testing.parameterized.TestCase",
    }
)
OWN_KINDS = (
    "assert_statement", "call", "class_definition", "expression_statement", "function_definition",
    "raise_statement", "return_statement", "with_statement",
)  # fmt: skip
MAX_BASES = 40
COMPUTED = "<computed>"
PLAIN_BASES = frozenset({"abc.ABC", "typing.Generic", "typing.Protocol"})


class Case(Struct, frozen=True, dict=True):
    """One test function or method.

    ``function`` is the ``function_definition`` node; ``group`` the class it lives in, if any.
    """

    function: Node
    module: Module
    group: Group | None = None

    @once
    def name(self) -> str:
        """The function's name."""
        return name_of(self.function)

    @property
    def symbol(self) -> str:
        """``Class.method`` or ``function``."""
        return f"{self.group.name}.{self.name}" if self.group else self.name

    @once
    def decorators(self) -> tuple[Node, ...]:
        """Decorator expressions, outermost first."""
        return tuple(decorators_of(self.function))

    @once
    def text(self) -> str:
        """The source of the function, from ``def`` on, without its decorators."""
        extent = self.function.range()
        return self.module.text[extent.start.index : extent.end.index]

    @once
    def body(self) -> tuple[Node, ...]:
        """The statements without docstring and comments."""
        statements = body_of(self.function)
        return tuple(statements[1:] if is_docstring(statements) else statements)

    @once
    def plainly_asserts(self) -> bool:
        """Whether an ``assert`` stands among the statements of the body itself."""
        return any(node.kind() == "assert_statement" for node in self.body)

    def own(self, *kinds: str) -> list[Node]:
        """Nodes of `OWN_KINDS` that running the test itself runs, as `own_nodes` gives them."""
        return [node for kind, node in self.own_by_kind if kind in kinds]

    @once
    def own_by_kind(self) -> list[tuple[str, Node]]:
        """The same, each with its kind."""
        return [(node.kind(), node) for node in own_nodes(self.function, *OWN_KINDS)]

    @property
    def may_nest(self) -> bool:
        """Whether functions may be defined in it: False where its text rules that out."""
        return self.text.count("def") > 1 + self.name.count("def")

    @property
    def is_async(self) -> bool:
        """Whether it is a coroutine function."""
        return self.text.startswith("async")

    @property
    def unittest(self) -> bool:
        """Whether it is a method of a ``unittest.TestCase``."""
        return self.group is not None and self.group.unittest

    @property
    def header(self) -> Span:
        """Where its name stands: the place to point at."""
        return span(self.function.field("name") or self.function)

    def decorated_with(self, *qualified: str) -> Node | None:
        """The first decorator that is, or calls, one of the dotted names."""
        for decorator in self.decorators:
            callee = decorator.field("function") if decorator.kind() == "call" else decorator
            if self.module.qualify(callee) in qualified:
                return decorator
        return None


class Group(Struct, frozen=True, dict=True):
    """A class that pytest collects tests from.

    ``inherits_tests`` tells that a base class of the repository, or one that cannot be read, may
    bring tests of its own.
    """

    node: Node
    module: Module
    unittest: bool
    inherits_tests: bool = False
    outer: Group | None = None

    @once
    def name(self) -> str:
        """The class name, with those of enclosing groups: ``TestOuter.TestInner``."""
        own = name_of(self.node)
        return f"{self.outer.name}.{own}" if self.outer else own

    @property
    def header(self) -> Span:
        """Where its name stands."""
        return span(self.node.field("name") or self.node)

    @once
    def decorators(self) -> tuple[Node, ...]:
        """Decorator expressions, outermost first."""
        return tuple(decorators_of(self.node))

    @once
    def methods(self) -> tuple[Node, ...]:
        """Every function definition in the class body, tests or not."""
        return tuple(node for node in self._members if node.kind() == "function_definition")

    @once
    def classes(self) -> tuple[Node, ...]:
        """The classes nested in the class body."""
        return tuple(node for node in self._members if node.kind() == "class_definition")

    @once
    def _members(self) -> list[Node]:
        block = self.node.field("body")
        return definitions_in(block) if block else []


class Ancestry(Struct, frozen=True):
    """What the bases of a class are, as far as the repository can be read.

    ``qualified`` are the dotted names of all ancestors; ``definitions`` those found in the
    repository, nearest first; ``unreadable`` those that are not; ``unknown`` tells that one of
    these may bring tests.
    """

    qualified: frozenset[str]
    definitions: tuple[tuple[Module, Node], ...]
    unknown: bool
    unreadable: frozenset[str] = frozenset()

    @property
    def unittest(self) -> bool:
        """Whether it descends from ``unittest.TestCase``, as far as names tell."""
        return any(
            name in UNITTEST_BASES or name.rpartition(".")[2].endswith("TestCase")
            for name in self.unreadable
        )


def base_names(module: Module, node: Node) -> list[str]:
    """The dotted names of a class's direct bases; subscripts such as ``Generic[T]`` are stripped.

    A base that is computed, such as ``make_base()``, is `COMPUTED`.
    """
    arguments = node.field("superclasses")
    names = []
    for given in arguments.named_children() if arguments else ():
        if given.kind() in ("keyword_argument", "comment"):
            continue
        base = given.field("value") if given.kind() == "subscript" else given
        name = dotted(base)
        names.append(module.imports.qualify(name) if name else COMPUTED)
    return names


def ancestry(module: Module, node: Node, library: Library) -> Ancestry:
    """All ancestors of a class that names and the repository's own modules tell."""
    seen: set[tuple[str, str]] = set()
    definitions: list[tuple[Module, Node]] = []
    unreadable: set[str] = set()
    queue = [(module, name) for name in base_names(module, node)]
    while queue and len(seen) < MAX_BASES:
        home, name = queue.pop(0)
        if (home.path, name) in seen or name == "object":
            continue
        seen.add((home.path, name))
        found = _definition(home, name, library)
        if found is None or found == (module, node):
            unreadable.add(name)
            continue
        definitions.append(found)
        queue += [(found[0], base) for base in base_names(*found)]
    return Ancestry(
        frozenset(name for _, name in seen),
        tuple(definitions),
        unknown=not unreadable <= UNITTEST_BASES | PLAIN_BASES,
        unreadable=frozenset(unreadable),
    )


def _definition(module: Module, name: str, library: Library) -> tuple[Module, Node] | None:
    local = module.definitions.get(name)
    if local is not None:
        return (module, local) if local.kind() == "class_definition" else None
    found = library.define(name, module.path)
    if found is None or found.rest or found.node.kind() != "class_definition":
        return None
    return found.module, found.node


def matches_file(path: str, conventions: Conventions) -> bool:
    """Whether pytest's ``python_files`` opens a file of this path, wherever ``testpaths`` point.

    As in pytest, a pattern without a slash is held against the name, one with a slash against the
    end of the path.
    """
    name = path.rpartition("/")[2]
    return any(
        fnmatch(f"/{path}", f"*/{pattern}") if "/" in pattern else fnmatch(name, pattern)
        for pattern in conventions.python_files
    )


def matches_function(name: str, conventions: Conventions) -> bool:
    """Whether pytest's ``python_functions`` collects a function of this name."""
    return _matches(name, conventions.python_functions)


def matches_class(name: str, conventions: Conventions) -> bool:
    """Whether pytest's ``python_classes`` collects a class of this name."""
    return _matches(name, conventions.python_classes)


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return name.startswith(patterns) or any(
        any(mark in pattern for mark in "*?[") and fnmatch(name, pattern) for pattern in patterns
    )


def is_fixture(module: Module, function: Node) -> bool:
    """Whether a function is a pytest fixture, which pytest never collects as a test."""
    for decorator in decorators_of(function):
        callee = decorator.field("function") if decorator.kind() == "call" else decorator
        name = module.qualify(callee)
        if name.rpartition(".")[2] in ("fixture", "yield_fixture"):
            return True
    return False


def is_property(function: Node) -> bool:
    """Whether a method is read like an attribute, so that pytest finds nothing to call."""
    names = (dotted(decorator).rpartition(".")[2] for decorator in decorators_of(function))
    return any(name in ("property", "cached_property", "setter", "getter") for name in names)
