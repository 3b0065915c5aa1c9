"""A stack is deployed without waiting for another one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.model.source import Edit
from testguard.mutation.source_operator import Site, SourceExample, Target, source_operator


@source_operator(
    Target.PROGRAM,
    SourceExample("replica.add_dependency(primary)\n", ("pass\n",)),
    SourceExample("bucket.node.add_dependency(policy)\n"),
)
def stack_dependency_cut(site: Site) -> Iterator[Edit]:
    """A dependency between stacks is not said; those of resources are seen in templates."""
    for node in ast.walk(site.code.tree):
        match node:
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr="add_dependency") as called)):
                if not (isinstance(called.value, ast.Attribute) and called.value.attr == "node"):
                    yield site.code.replacing(node, "pass")
