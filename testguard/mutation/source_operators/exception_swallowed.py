"""An error that must get out does not."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.model.source import Edit
from testguard.mutation.source_operator import Site, SourceExample, Target, source_operator


@source_operator(
    Target.HANDLER,
    SourceExample(
        "try:\n    go()\nexcept OSError:\n    log()\n    raise\n",
        ("try:\n    go()\nexcept OSError:\n    log()\n    pass\n",),
    ),
    SourceExample("try:\n    go()\nexcept OSError:\n    log()\n"),
)
def exception_swallowed(site: Site) -> Iterator[Edit]:
    """What an except clause raises is left out."""
    for node in ast.walk(site.code.tree):
        if isinstance(node, ast.ExceptHandler) and isinstance(node.body[-1], ast.Raise):
            yield site.code.replacing(node.body[-1], "pass")
