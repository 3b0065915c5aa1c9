"""A stack is deployed to another region."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.model.source import Edit
from testguard.mutation.source_operator import Site, SourceExample, Target, source_operator
from testguard.mutation.vocabulary import other_region


@source_operator(
    Target.PROGRAM,
    SourceExample('HOME = "eu-west-1"\n', ("HOME = 'us-east-1'\n",)),
    SourceExample('NAME = "logs-eu-west-1"\n'),
    SourceExample('NAME = f"{stage}eu-west-1"\n'),
)
def stack_region_swapped(site: Site) -> Iterator[Edit]:
    """A region that an app names is another one."""
    for node in ast.walk(site.code.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            other = other_region(node.value)
            is_part = isinstance(site.code.parents.get(node), ast.JoinedStr)
            if other and not is_part:
                yield site.code.replacing(node, repr(other))
