"""A stack refuses what is right, and takes what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.source import Edit
from testguard.mutation.refusals import guard_of
from testguard.mutation.source_operator import Site, SourceExample, Target, source_operator


@source_operator(
    Target.VALIDATION,
    SourceExample(
        "if size < 1:\n    raise ValueError(size)\n",
        ("if not (size < 1):\n    raise ValueError(size)\n",),
        line=2,
    ),
    SourceExample("assert size, 'no size'\n", ("assert not (size), 'no size'\n",)),
    SourceExample("def f():\n    raise ValueError\n", line=2),
)
def guard_negated(site: Site) -> Iterator[Edit]:
    """The condition of a refusal is negated."""
    guard = guard_of(site)
    if guard is not None:
        yield site.code.replacing(guard, f"not ({site.code.segment(guard)})")
