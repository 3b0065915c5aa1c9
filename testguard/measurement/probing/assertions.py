"""Seeing assertions run: probes in test files, put in as pytest rewrites them."""

from __future__ import annotations

import ast
import unittest
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from unittest import mock
from zlib import crc32

from _pytest.assertion import rewrite

from testguard.measurement.probing.assertion_sites import assertion_sites
from testguard.measurement.probing.instrument import PROBE
from testguard.measurement.probing.tally import Tally
from testguard.measurement.tracing import at_rest

HOOKS = ("rewrite_asserts", "PYC_TAIL")
FORMAT = 4
Method = Callable[..., Any]


class AssertionProbes:
    """Counts assertions while installed: those in test files, and unittest's and mock's methods.

    Those in test files are not seen where pytest does not rewrite them, or does it in another way
    than the one known here (``available`` is False).
    """

    def __init__(self, tally: Tally, root: Path) -> None:
        self._tally = tally
        self._root = root
        self._originals: list[tuple[Any, str, Any]] = []
        self.available = all(hasattr(rewrite, name) for name in HOOKS)

    def install(self) -> None:
        """Begin to count. Test files get caches of their own, since their code differs."""
        if self.available:
            self._replace(rewrite, "PYC_TAIL", f"{self._tag()}{rewrite.PYC_TAIL}")
            self._replace(rewrite, "rewrite_asserts", self._rewriting(rewrite.rewrite_asserts))
        for owner in (unittest.TestCase, mock.NonCallableMock):
            for name in dir(owner):
                if name.startswith("assert") and callable(getattr(owner, name)):
                    self._replace(owner, name, self._counting(getattr(owner, name)))

    def remove(self) -> None:
        """Put everything back."""
        while self._originals:
            owner, name, original = self._originals.pop()
            setattr(owner, name, original)

    def _replace(self, owner: Any, name: str, value: Any) -> None:
        self._originals.append((owner, name, vars(owner).get(name, getattr(owner, name))))
        setattr(owner, name, value)

    def _tag(self) -> str:
        """What tells a cache apart: the probes in it name files as they are seen from the root."""
        root = crc32(str(self._root).encode("utf-8", "surrogateescape"))
        return f"-testguard{FORMAT}-{root:08x}"

    def _rewriting(self, original: Method) -> Method:
        @wraps(original)
        def rewrite_asserts(tree: ast.Module, source: bytes, *rest: Any) -> None:
            path = Path(str(rest[0])) if rest and rest[0] else None
            with at_rest():
                if path is not None and path.is_relative_to(self._root):
                    probe_assertions(tree, path.relative_to(self._root).as_posix())
                original(tree, source, *rest)

        return rewrite_asserts

    def _counting(self, original: Method) -> Method:
        tally = self._tally

        @wraps(original)
        def assertion(*arguments: Any, **keywords: Any) -> Any:
            __tracebackhide__ = True
            tally.notes.assertions += 1
            return original(*arguments, **keywords)

        return assertion


def probe_assertions(tree: ast.Module, path: str) -> None:
    """Put a probe before every assertion of a test file's tree, on the assertion's own line.

    One more, before the first statement, tells that the file has probes when it is imported.
    """
    _Prober({id(site) for site in assertion_sites(tree)}, path).visit(tree)
    start = next((at for at, each in enumerate(tree.body) if not _introduces(each)), None)
    if start is not None:
        first = tree.body[start]
        tree.body.insert(start, _probe("probed_file", ast.Constant(path), first))


def _introduces(statement: ast.stmt) -> bool:
    """Whether a statement must stand before all others: a docstring, or an import of the future."""
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


class _Prober(ast.NodeTransformer):
    def __init__(self, sites: set[int], path: str) -> None:
        self._sites = sites
        self._path = path

    def visit(self, node: ast.AST) -> Any:
        """A site becomes its probe and itself; all else is searched."""
        visited = self.generic_visit(node)
        if id(node) not in self._sites:
            return visited
        line = ast.Constant(node.lineno)  # type: ignore[attr-defined]
        place = ast.Tuple([ast.Constant(self._path), line], ast.Load())
        return [_probe("assertion", place, node), visited]


def _probe(method: str, argument: ast.expr, site: Any) -> ast.Expr:
    callee = ast.Attribute(ast.Name(PROBE, ast.Load()), method, ast.Load())
    probe = ast.Expr(ast.Call(callee, [argument], []))
    for part in ast.walk(probe):
        if isinstance(part, ast.expr | ast.stmt):
            # on the first line alone: Python traces a call of a method at the end of its name
            part.lineno = part.end_lineno = site.lineno
            part.col_offset = part.end_col_offset = site.col_offset
    return probe
