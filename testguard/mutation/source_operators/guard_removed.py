"""A stack takes what it refused."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.model.source import Edit
from testguard.mutation.refusals import refusal_of
from testguard.mutation.source_operator import Site, SourceExample, Target, source_operator


@source_operator(
    Target.VALIDATION,
    SourceExample(
        "if size < 1:\n    raise ValueError(\n        size\n    )\n",
        ("if size < 1:\n    pass\n",),
        line=2,
    ),
    SourceExample(
        "if bad:\n    Annotations.of(self).add_error('bad')\n", ("if bad:\n    pass\n",), line=2
    ),
    SourceExample("size: int = Field(ge=1)\n"),
)
def guard_removed(site: Site) -> Iterator[Edit]:
    """A refusal is left out."""
    refusal = refusal_of(site)
    if isinstance(refusal, ast.Raise | ast.Assert | ast.Expr):
        yield site.code.replacing(refusal, "pass")
