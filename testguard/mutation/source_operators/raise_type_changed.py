"""A stack refuses with another error than callers expect."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.model.source import Edit
from testguard.mutation.refusals import refusal_of
from testguard.mutation.source_operator import Site, SourceExample, Target, source_operator


@source_operator(
    Target.VALIDATION,
    SourceExample(
        "if bad:\n    raise ValueError('bad')\n",
        ("if bad:\n    raise RuntimeError('bad')\n",),
        line=2,
    ),
    SourceExample(
        "if bad:\n    raise RuntimeError\n", ("if bad:\n    raise LookupError\n",), line=2
    ),
    SourceExample("assert good\n"),
)
def raise_type_changed(site: Site) -> Iterator[Edit]:
    """The error that is raised has another type."""
    refusal = refusal_of(site)
    if not isinstance(refusal, ast.Raise) or refusal.exc is None:
        return
    callee = refusal.exc.func if isinstance(refusal.exc, ast.Call) else refusal.exc
    if isinstance(callee, ast.Name | ast.Attribute):
        other = "LookupError" if ast.unparse(callee) == "RuntimeError" else "RuntimeError"
        yield site.code.replacing(callee, other)
