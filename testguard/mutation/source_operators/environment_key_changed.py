"""A handler reads what the stack does not set."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.model.source import Edit
from testguard.mutation.source_operator import Site, SourceExample, Target, source_operator

WRONG = "_WRONG"


@source_operator(
    Target.HANDLER,
    SourceExample("table = os.environ['TABLE']\n", ("table = os.environ['TABLE_WRONG']\n",)),
    SourceExample("t = os.environ.get('T', 'x')\n", ("t = os.environ.get('T_WRONG', 'x')\n",)),
    SourceExample("t = os.getenv('T')\n", ("t = os.getenv('T_WRONG')\n",)),
    SourceExample("t = settings['T']\n"),
)
def environment_key_changed(site: Site) -> Iterator[Edit]:
    """A key of the environment is another one."""
    for node in ast.walk(site.code.tree):
        key = _key(node)
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield site.code.replacing(key, repr(f"{key.value}{WRONG}"))


def _key(node: ast.AST) -> ast.expr | None:
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
        return node.slice
    if isinstance(node, ast.Call) and node.args:
        name = ast.unparse(node.func)
        return node.args[0] if name in {"os.environ.get", "os.getenv"} else None
    return None
