"""A client talks to the region it happens to run in."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.model.source import Edit
from testguard.mutation.source_operator import Site, SourceExample, Target, source_operator


@source_operator(
    Target.HANDLER,
    SourceExample(
        "rds = boto3.client('rds', region_name='eu-west-1')\n", ("rds = boto3.client('rds')\n",)
    ),
    SourceExample("rds = boto3.client('rds')\n"),
)
def client_region_dropped(site: Site) -> Iterator[Edit]:
    """A client of boto3 is made without its region."""
    for node in ast.walk(site.code.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            kept = [each for each in node.keywords if each.arg != "region_name"]
            if node.func.attr in {"client", "resource"} and len(kept) < len(node.keywords):
                bare = ast.Call(node.func, node.args, kept)
                yield site.code.replacing(node, ast.unparse(bare))
