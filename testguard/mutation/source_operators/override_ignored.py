"""What is given for an input is not used."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.model.source import Edit, Span
from testguard.mutation.code import Code, Function
from testguard.mutation.defaults import default_of
from testguard.mutation.source_operator import Site, SourceExample, Target, source_operator


@source_operator(
    Target.DEFAULT,
    SourceExample("suffix = given or 'dev'\n", ("suffix = 'dev'\n",), default="'dev'"),
    SourceExample("a = x if x is not None else 3\n", ("a = 3\n",), default="3"),
    SourceExample(
        "import os\nzone = os.getenv('ZONE', 'a')\n",
        ("import os\nzone = 'a'\n",),
        line=2,
        default="'a'",
    ),
    SourceExample(
        "def f(size=3):\n    return size\n",
        ("def f(size=3):\n    size = 3\n    return size\n",),
        name="size",
        default="3",
    ),
    SourceExample(
        "@dataclass\nclass Args:\n    size: int = 3\n",
        (
            (
                "@dataclass\nclass Args:\n    size: int = 3\n"
                "    def __post_init__(self):\n"
                "        object.__setattr__(self, 'size', 3)\n"
            ),
        ),
        line=3,
        name="Args.size",
        default="3",
    ),
    SourceExample("value = compute(3)\nother = 3\n", line=2, default="3"),
)
def override_ignored(site: Site) -> Iterator[Edit]:
    """An input has its default, whatever is given."""
    node = default_of(site)
    if node is None:
        return
    choice = _choice(site.code.parents.get(node), node)
    if choice is not None:
        yield site.code.replacing(choice, site.code.segment(node))
        return
    for outer in site.code.around(node):
        if isinstance(outer, Function):
            yield from _in_function(site, outer, node)
            return
        if isinstance(outer, ast.ClassDef):
            yield from _in_dataclass(site, outer, node)
            return
        if isinstance(outer, ast.stmt) and not isinstance(outer, ast.AnnAssign):
            return


def _choice(outer: ast.AST | None, node: ast.expr) -> ast.expr | None:
    """``x or node``, ``x if ... else node``, ``look_up(key, node)``."""
    if isinstance(outer, ast.BoolOp) and isinstance(outer.op, ast.Or):
        return outer if outer.values[-1] is node else None
    if isinstance(outer, ast.IfExp):
        return outer if outer.orelse is node else None
    if isinstance(outer, ast.Call) and len(outer.args) > 1 and outer.args[-1] is node:
        name = outer.func.attr if isinstance(outer.func, ast.Attribute) else ""
        return outer if name in {"get", "getenv", "pop"} else None
    return None


def _in_function(site: Site, function: ast.AST, node: ast.expr) -> Iterator[Edit]:
    arguments: ast.arguments = function.args  # type: ignore[attr-defined]
    names = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    pairs = dict(zip(reversed(names), reversed(arguments.defaults), strict=False))
    pairs |= {
        each.arg: default
        for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        if default is not None
    }
    for name, default in pairs.items():
        if default is node:
            first = _first(function.body)  # type: ignore[attr-defined]
            yield site.code.before(first, f"{name} = {site.code.segment(node)}")


def _in_dataclass(site: Site, owner: ast.ClassDef, node: ast.expr) -> Iterator[Edit]:
    decorated = any("dataclass" in ast.unparse(each) for each in owner.decorator_list)
    statement = site.code.parents.get(node)
    if not decorated or not isinstance(statement, ast.AnnAssign):
        return
    setting = (
        f"object.__setattr__(self, {ast.unparse(statement.target)!r}, {site.code.segment(node)})"
    )
    for each in owner.body:
        if isinstance(each, Function) and each.name == "__post_init__":
            yield site.code.before(_first(each.body), setting)
            return
    yield _after(site.code, owner.body[-1], setting)


def _after(code: Code, last: ast.stmt, setting: str) -> Edit:
    at = code.span(last)
    indent = " " * (code.span(last).column - 1)
    text = f"\n{indent}def __post_init__(self):\n{indent}    {setting}"
    return Edit(Span(at.end_line, at.end_column, at.end_line, at.end_column), text)


def _first(body: list[ast.stmt]) -> ast.stmt:
    """The first statement behind a docstring."""
    documented = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    return body[1] if documented and len(body) > 1 else body[0]
