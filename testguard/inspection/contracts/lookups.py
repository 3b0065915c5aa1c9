"""Look-ups by key: ``kwargs.get("k", d)``, ``Config().get*``, ``os.getenv``, CDK context."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.inspection.contracts.code import own_nodes
from testguard.inspection.contracts.draft import InputDraft, probe
from testguard.inspection.contracts.reach import Reached
from testguard.inspection.contracts.sources import Source, key_source
from testguard.model.contract import Watch


def lookups(at: Reached, consumed: set[ast.AST]) -> Iterator[InputDraft]:
    """The inputs a function looks up by key, apart from those in ``consumed``."""
    for node in own_nodes(at.scope):
        if node in consumed or not isinstance(node, ast.Call | ast.Subscript):
            continue
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            continue
        source = key_source(node, at)
        if source is not None:
            yield _draft(node, source, at)


def default_argument(node: ast.expr) -> ast.expr | None:
    """The default that a look-up call gives for a missing key, or None."""
    if not isinstance(node, ast.Call) or _required(node):
        return None
    named = [keyword.value for keyword in node.keywords if keyword.arg == "default"]
    position = 2 if isinstance(node.func, ast.Name) and node.func.id == "getattr" else 1
    return named[0] if named else (node.args[position] if len(node.args) > position else None)


def _required(node: ast.expr) -> bool:
    if isinstance(node, ast.Subscript):
        return True
    callee = node.func if isinstance(node, ast.Call) else None
    return isinstance(callee, ast.Attribute) and callee.attr.startswith("require")


def _draft(node: ast.expr, source: Source, at: Reached) -> InputDraft:
    text, given, used = _default_and_watches(node)
    return InputDraft(
        source.name,
        source.kind,
        text,
        at.code.path,
        node.lineno,
        given=probe(at.code, node, given) if given else None,
        used=probe(at.code, node, used) if used else None,
        subsumes=source.name,
    )


def _default_and_watches(node: ast.expr) -> tuple[str | None, Watch | None, Watch | None]:
    default = default_argument(node)
    if default is not None:
        return ast.unparse(default), Watch.OTHER, Watch.SAME
    if _required(node):
        return None, None, None
    return "None", Watch.GIVEN, Watch.MISSING
