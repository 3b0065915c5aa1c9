"""One parsed Python file and the definitions it holds."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from testguard.suite.imports import Imports, read_imports
from testguard.syntax import Node, Tree, dotted, find


class Module(Struct, frozen=True, dict=True):
    """A Python file: ``path`` relative to the root, its text and its syntax tree.

    ``digest`` is the SHA-256 of the bytes it was read from, or "" for text of other origin.
    """

    path: str
    text: str
    digest: str = ""

    @cached_property
    def tree(self) -> Tree:
        """The syntax tree, indexed for searches."""
        return Tree(self.text)

    @property
    def root(self) -> Node:
        """The root of the syntax tree."""
        return self.tree.root

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The source lines without line ends; index 0 is line 1."""
        return tuple(self.text.split("\n"))

    @cached_property
    def imports(self) -> Imports:
        """What the module's names stand for."""
        return read_imports(self.root)

    @cached_property
    def definitions(self) -> dict[str, Node]:
        """Top-level functions and classes by name; the last one of a name wins, as in Python."""
        return dict(self._defined)

    @property
    def redefines(self) -> bool:
        """Whether two top-level functions or classes have one name."""
        return len(self._defined) > len(self.definitions)

    @cached_property
    def _defined(self) -> list[tuple[str, Node]]:
        return [(name_of(node), node) for node in top_level_definitions(self.root)]

    @cached_property
    def comments(self) -> tuple[Node, ...]:
        """Every comment, in document order."""
        return tuple(find(self.root, "comment"))

    def qualify(self, node: Node | None) -> str:
        """The imported dotted name a name or attribute stands for, or "" for other expressions."""
        name = dotted(node)
        return self.imports.qualify(name) if name else ""


_BLOCKS = frozenset({
    "module", "if_statement", "elif_clause", "else_clause", "try_statement", "except_clause",
    "finally_clause", "with_statement", "block", "for_statement", "while_statement",
    "decorated_definition", "ERROR",
})  # fmt: skip


def definitions_in(block: Node) -> list[Node]:
    """Functions and classes that running ``block`` defines, also inside ``if`` and ``try``."""
    found: list[Node] = []
    stack = [block]
    while stack:
        node = stack.pop()
        if node.kind() in ("function_definition", "class_definition"):
            found.append(node)
        elif node.kind() in _BLOCKS:
            stack.extend(reversed(node.children()))
    return found


def top_level_definitions(root: Node) -> list[Node]:
    """The functions and classes a module defines when it is imported."""
    return definitions_in(root)


def name_of(definition: Node) -> str:
    """The name of a function or class definition."""
    name = definition.field("name")
    return name.text() if name else ""


def decorators_of(definition: Node) -> list[Node]:
    """The decorator expressions of a definition, outermost first."""
    parent = definition.parent()
    if parent is None or parent.kind() != "decorated_definition":
        return []
    return [
        child.named_children()[0]
        for child in parent.children()
        if child.kind() == "decorator" and child.named_children()
    ]


def body_of(definition: Node) -> list[Node]:
    """The statements of a function or class, without comments."""
    block = definition.field("body")
    return [node for node in block.named_children() if node.kind() != "comment"] if block else []


def is_async(function: Node) -> bool:
    """Whether a function definition is ``async def``."""
    first = function.child(0)
    return first is not None and first.kind() == "async"


def docstring_of(definition: Node) -> Node | None:
    """The docstring expression statement of a definition, if it has one."""
    statements = body_of(definition)
    return statements[0] if is_docstring(statements) else None


def is_docstring(statements: list[Node]) -> bool:
    """Whether the first of some statements is a string that stands alone."""
    if not statements or statements[0].kind() != "expression_statement":
        return False
    first = statements[0].child(0)
    return first is not None and first.kind() == "string"
