"""A limit is off by one."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.source import Edit
from testguard.mutation.refusals import limits_of
from testguard.mutation.source_operator import Site, SourceExample, Target, source_operator


@source_operator(
    Target.VALIDATION,
    SourceExample(
        "if size < 1:\n    raise ValueError(3)\n",
        (
            "if size < 2:\n    raise ValueError(3)\n",
            "if size < 0:\n    raise ValueError(3)\n",
        ),
        line=2,
    ),
    SourceExample(
        "size: int = Field(5, ge=1)\n",
        ("size: int = Field(5, ge=2)\n", "size: int = Field(5, ge=0)\n"),
    ),
    SourceExample("if not name:\n    raise ValueError(3)\n", line=2),
)
def bound_moved(site: Site) -> Iterator[Edit]:
    """A number that the guard compares with is one larger, or one smaller."""
    for limit in limits_of(site):
        for moved in (1, -1):
            yield site.code.replacing(limit, repr(limit.value + moved))  # type: ignore[operator]
