"""Putting probes into a module's syntax tree, each on a line that is there already."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from testguard.measurement.probing.plan import ARGUMENTS, CLASSES, EXPRESSIONS, LOOKUPS, Plan
from testguard.model.contract import Watch
from testguard.model.source import Span
from testguard.syntax import python_span

PROBE = "@testguard"
ADDS_ERROR = frozenset({"add_error", "add_error_v2"})
Function = ast.FunctionDef | ast.AsyncFunctionDef


def instrument(source: str, plan: Plan, module: str) -> ast.Module:
    """The tree of ``source`` with the probes that ``plan`` has for ``module``.

    Raises `SyntaxError` where Python cannot parse the source.
    """
    tree = ast.parse(source)
    sites = plan.sites.get(module, {})
    _Prober(plan, sites, tuple(source.split("\n"))).visit(tree)
    return ast.fix_missing_locations(tree)


class _Prober(ast.NodeTransformer):
    def __init__(
        self, plan: Plan, sites: Mapping[Span, tuple[int, ...]], lines: tuple[str, ...]
    ) -> None:
        self._plan = plan
        self._sites = sites
        self._lines = lines
        self._starts = {span.line for span in sites}

    def visit(self, node: ast.AST) -> ast.AST | list[ast.stmt]:
        """Visit below ``node`` first, then put in what its own site asks for."""
        indexes = self._at(node)
        arguments = self._arguments(node) if isinstance(node, Function) else []
        if isinstance(node, ast.Call) and (lookups := self._of(indexes, LOOKUPS)):
            _remember_default(node, lookups)
        visited = self.generic_visit(node)
        if isinstance(visited, Function) and arguments:
            _insert_first(visited, arguments)
        if not indexes:
            return visited
        if isinstance(visited, ast.expr):
            return self._expression(visited, indexes)
        if isinstance(visited, ast.stmt):
            return self._statement(visited, indexes)
        return visited

    def _at(self, node: ast.AST) -> tuple[int, ...]:
        if not isinstance(node, ast.expr | ast.stmt) or node.lineno not in self._starts:
            return ()
        return self._sites.get(python_span(node, self._lines), ())

    def _of(self, indexes: tuple[int, ...], watches: frozenset[Watch]) -> list[int]:
        return [index for index in indexes if self._watch(index) in watches]

    def _watch(self, index: int) -> Watch:
        return self._plan.watchers[index].probe.watch

    def _expression(self, node: ast.expr, indexes: tuple[int, ...]) -> ast.expr:
        if getattr(node, "ctx", None).__class__ in (ast.Store, ast.Del):
            return node
        for watches, method in (
            (LOOKUPS, "compare"),
            (ARGUMENTS, "default"),
            (EXPRESSIONS, "value"),
        ):
            found = self._of(indexes, watches)
            if found:
                node = _call(method, found, node, node)
        return node

    def _statement(self, node: ast.stmt, indexes: tuple[int, ...]) -> ast.stmt | list[ast.stmt]:
        if isinstance(node, ast.ClassDef):
            found = self._of(indexes, CLASSES)
            target = ast.copy_location(ast.Name(node.name, ast.Load()), node)
            return [node, _statement(_call("observe", found, target, node))] if found else node
        reached = self._of(indexes, frozenset({Watch.REACHED}))
        if reached and isinstance(node, ast.Expr):
            _tell_refusals(node, reached)
        return [_statement(_call("reached", reached, None, node)), node] if reached else node

    def _arguments(self, function: Function) -> list[tuple[str, list[int]]]:
        found = []
        for default in (*function.args.defaults, *function.args.kw_defaults):
            indexes = self._of(self._at(default), ARGUMENTS) if default is not None else []
            if indexes:
                found.append((self._plan.watchers[indexes[0]].probe.name, indexes))
        return found


def _remember_default(call: ast.Call, indexes: list[int]) -> None:
    for keyword in call.keywords:
        if keyword.arg == "default":
            keyword.value = _call("remember", indexes, keyword.value, keyword.value)
            return
    if len(call.args) > 1:
        call.args[-1] = _call("remember", indexes, call.args[-1], call.args[-1])


def _tell_refusals(statement: ast.Expr, indexes: list[int]) -> None:
    """Let the calls that add an error or a validation to a construct tell which."""
    for call in [each for each in ast.walk(statement) if isinstance(each, ast.Call)]:
        callee = call.func
        if not isinstance(callee, ast.Attribute):
            continue
        if callee.attr == "add_validation":
            callee.value = _call("node", indexes, callee.value, callee.value)
        elif callee.attr in ADDS_ERROR and call.args:
            call.args[-1] = _call("message", indexes, call.args[-1], call.args[-1])
        elif callee.attr in ADDS_ERROR:
            for keyword in (each for each in call.keywords if each.arg == "message"):
                keyword.value = _call("message", indexes, keyword.value, keyword.value)


def _insert_first(function: Function, arguments: list[tuple[str, list[int]]]) -> None:
    place = 1 if ast.get_docstring(function) is not None and len(function.body) > 1 else 0
    first = function.body[place]
    for name, indexes in reversed(arguments):
        value = ast.copy_location(ast.Name(name, ast.Load()), first)
        function.body.insert(place, _statement(_call("argument", indexes, value, first)))


def _call(method: str, indexes: list[int], value: ast.expr | None, at: ast.AST) -> ast.Call:
    callee = ast.Attribute(ast.Name(PROBE, ast.Load()), method, ast.Load())
    which = ast.Tuple([ast.Constant(index) for index in indexes], ast.Load())
    call = ast.Call(callee, [which, *([value] if value is not None else [])], [])
    return _located(call, at)


def _located(call: ast.Call, at: ast.AST) -> ast.Call:
    """Give a new call, but not the code it wraps, the first line of ``at``."""
    for node in (call, call.func, call.func.value, call.args[0], *call.args[0].elts):  # type: ignore[attr-defined]
        ast.copy_location(node, at)
        node.end_lineno, node.end_col_offset = node.lineno, node.col_offset
    return call


def _statement(call: ast.Call) -> ast.Expr:
    return ast.copy_location(ast.Expr(call), call)
