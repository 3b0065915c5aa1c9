"""A module of the repository as Python's own syntax tree: contracts are of code that runs."""

from __future__ import annotations

import ast
from functools import cached_property, lru_cache

from msgspec import Struct, field

from testguard.model.source import Span
from testguard.suite.imports import Imports
from testguard.suite.library import Library
from testguard.suite.module import Module
from testguard.syntax import python_span

Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = Function | ast.Module


class Code(Struct, frozen=True, eq=False, dict=True):
    """A parsed module; raises `SyntaxError` at first use where Python cannot parse it.

    ``components`` are the project's stack classes, as path and name.
    """

    module: Module
    library: Library
    components: frozenset[tuple[str, str]] = frozenset()
    known: dict[str, Code] = field(default_factory=dict)

    def beside(self, module: Module) -> Code:
        """The code of another module, with which this one shares what is parsed."""
        found = self.known.get(module.path)
        if found is None or found.module is not module:
            found = Code(module, self.library, self.components, self.known)
            self.known[module.path] = found
        return found

    @property
    def path(self) -> str:
        """Relative to the root."""
        return self.module.path

    @property
    def imports(self) -> Imports:
        """What the module's names stand for."""
        return self.module.imports

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.module.text)

    @cached_property
    def imported(self) -> ast.Module:
        """What runs when the module is imported, and not only when it is run as a script."""
        return ast.Module([each for each in self.tree.body if not _is_script(each)], [])

    @cached_property
    def definitions(self) -> dict[str, ast.AST]:
        """Functions and classes at module level, also inside ``if`` and ``try``."""
        return {
            node.name: node
            for node in _module_level(self.tree)
            if isinstance(node, Function | ast.ClassDef)
        }

    def span(self, node: ast.expr | ast.stmt) -> Span:
        """Where ``node`` stands, in characters counted from 1."""
        return python_span(node, self.module.lines)

    def qualify(self, node: ast.AST | None) -> str:
        """The dotted name that a name or attribute stands for; "" for other expressions."""
        name = dotted(node)
        return self.imports.qualify(name) if name else ""

    def find_class(self, name: str) -> tuple[Code, ast.ClassDef] | None:
        """The class of the repository that a local dotted name means."""
        found = self._find(name)
        return (found[0], found[1]) if found and isinstance(found[1], ast.ClassDef) else None

    def find_function(self, name: str) -> tuple[Code, Function] | None:
        """The function, or method ``Class.method``, of the repository that a name means."""
        found = self._find(name)
        if found is None:
            return None
        home, node, rest = found
        if isinstance(node, ast.ClassDef) and rest:
            node = method_of(node, rest) or node
        return (home, node) if isinstance(node, Function) else None

    def _find(self, name: str) -> tuple[Code, ast.AST, str] | None:
        head, _, rest = name.partition(".")
        if head in self.definitions:
            return self, self.definitions[head], rest
        definition = self.library.define(self.imports.qualify(name), self.path)
        if definition is None:
            return None
        home = self.beside(definition.module)
        found = definition.node.field("name")
        try:
            node = home.definitions.get(found.text() if found else "")
        except SyntaxError:
            return None
        return (home, node, definition.rest) if node is not None else None


def dotted(node: ast.AST | None) -> str:
    """``a.b.c`` of names and attributes; "" for any other expression."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def method_of(node: ast.ClassDef, name: str) -> Function | None:
    """The method of a class body, or None."""
    found = [item for item in node.body if isinstance(item, Function) and item.name == name]
    return found[-1] if found else None


def constant_text(node: ast.AST | None) -> str | None:
    """The value of a string literal, or None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


@lru_cache(maxsize=2048)
def own_nodes(scope: ast.AST) -> tuple[ast.AST, ...]:
    """Every node of a scope, in source order; nested functions and classes are not entered."""
    found: list[ast.AST] = []
    stack: list[ast.AST] = [*reversed(_body(scope))]
    while stack:
        node = stack.pop()
        found.append(node)
        if not isinstance(node, Function | ast.ClassDef | ast.Lambda):
            stack.extend(reversed(list(ast.iter_child_nodes(node))))
    return tuple(found)


def _body(scope: ast.AST) -> list[ast.stmt]:
    return list(getattr(scope, "body", ()))


def _is_script(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test)


def _module_level(tree: ast.Module) -> list[ast.AST]:
    found: list[ast.AST] = []
    stack: list[ast.AST] = [*reversed(tree.body)]
    while stack:
        node = stack.pop()
        found.append(node)
        if isinstance(node, ast.If | ast.Try | ast.With):
            stack.extend(reversed(list(ast.iter_child_nodes(node))))
    return found
