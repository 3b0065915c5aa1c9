"""Functions a test defines and nothing mentions again."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.suite.module import decorators_of, name_of
from testguard.suite.scopes import own_nodes
from testguard.syntax import Node, find

_LOOKS_UP_BY_NAME = frozenset({"locals", "vars", "eval", "exec"})


def unused_functions(scope: Node, *, decorated: bool = False) -> Iterator[Node]:
    """The functions nested in ``scope`` whose name occurs only where they are defined.

    With ``decorated`` the decorated ones, otherwise the plain ones.
    """
    nested = own_nodes(scope, "function_definition")
    if not nested:
        return
    mentioned = [node.text() for node in find(scope, "identifier")]
    if _LOOKS_UP_BY_NAME.intersection(mentioned):
        return
    defined = [name_of(node) for node in find(scope, "function_definition")]
    for function in nested:
        name = name_of(function)
        if (
            mentioned.count(name) == defined.count(name)
            and bool(decorators_of(function)) == decorated
        ):
            yield function
