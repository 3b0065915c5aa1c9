"""A pattern lets everything through."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.model.source import Edit
from testguard.mutation.code import Code
from testguard.mutation.refusals import guard_of
from testguard.mutation.source_operator import Site, SourceExample, Target, source_operator

EVERYTHING = "r'(?s).*'"
_MATCHERS = frozenset({"match", "fullmatch", "search"})


@source_operator(
    Target.VALIDATION,
    SourceExample(
        "if not re.match(r'[a-z]+', name):\n    raise ValueError(name)\n",
        ("if not re.match(r'(?s).*', name):\n    raise ValueError(name)\n",),
        line=2,
    ),
    SourceExample(
        "NAME = re.compile('[a-z]+')\nif not NAME.fullmatch(x):\n    raise ValueError(x)\n",
        ("NAME = re.compile(r'(?s).*')\nif not NAME.fullmatch(x):\n    raise ValueError(x)\n",),
        line=3,
    ),
    SourceExample("if name.match('x'):\n    raise ValueError\n", line=2),
)
def pattern_widened(site: Site) -> Iterator[Edit]:
    """A regular expression that a guard asks for matches anything."""
    guard = guard_of(site)
    if guard is None:
        return
    for node in ast.walk(guard):
        pattern = _pattern(site.code, node)
        if pattern is not None:
            yield site.code.replacing(pattern, EVERYTHING)


def _pattern(code: Code, node: ast.AST) -> ast.expr | None:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return None
    owner = node.func.value
    if node.func.attr not in _MATCHERS or not isinstance(owner, ast.Name):
        return None
    if owner.id == "re":
        return node.args[0] if node.args and isinstance(node.args[0], ast.Constant) else None
    for each in ast.walk(code.tree):
        if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == owner.id:
            return _compiled(each.value)
    return None


def _compiled(value: ast.expr) -> ast.expr | None:
    is_call = isinstance(value, ast.Call) and ast.unparse(value.func).endswith("compile")
    first = value.args[0] if is_call and value.args else None  # type: ignore[attr-defined]
    return first if isinstance(first, ast.Constant) else None
