"""The default of an input is another one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.model.source import Edit
from testguard.mutation.defaults import default_of, others
from testguard.mutation.source_operator import Site, SourceExample, Target, source_operator


@source_operator(
    Target.DEFAULT,
    SourceExample(
        "suffix = given or 'dev'\n", ("suffix = given or 'dev-wrong'\n",), default="'dev'"
    ),
    SourceExample(
        "def f(size=3, *, on=True): ...\n", ("def f(size=4, *, on=True): ...\n",), default="3"
    ),
    SourceExample(
        "def f(cidr='10.0.0.0/16'): ...\n",
        ("def f(cidr='10.1.0.0/16'): ...\n",),
        default="'10.0.0.0/16'",
    ),
    SourceExample("x = y or make()\n", default="make()"),
    SourceExample("def f(size=None): ...\n", default="None"),
)
def default_changed(site: Site) -> Iterator[Edit]:
    """A default is another valid value."""
    node = default_of(site)
    if node is None:
        return
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return
    for other in others(value):
        yield site.code.replacing(node, repr(other))
