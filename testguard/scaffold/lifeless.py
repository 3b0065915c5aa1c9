"""Test files in which no test asserts anything: what they test is written anew in their place."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from msgspec import Struct

from testguard.model.finding import Confidence, Finding

# Of these, a test or a file needs one to assert nothing; of the others, as many as it has asserts.
SILENT = frozenset({"TG101", "TG102", "TG103", "TG104", "TG111", "TG119"})
CONSTANT = "TG105"
_TEST, _TEST_CLASS = "test", "Test"
_READERS = frozenset({"os", "json", "Path", "pathlib", "open", "dict", "list", "str", "len"})


class Lifeless(Struct, frozen=True):
    """A test file in which nothing asserts; ``tests`` of it are commented out or hollow."""

    path: str
    text: str
    tests: int = 0


def lifeless(
    root: Path, findings: Iterable[Finding], suites: Collection[str] = ()
) -> tuple[Lifeless, ...]:
    """The files with certain ``findings`` in which these leave no test that asserts something.

    What another of ``suites`` imports is alive.
    """
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.confidence is Confidence.CERTAIN and finding.code in {*SILENT, CONSTANT}:
            by_path.setdefault(finding.path, []).append(finding)
    found = []
    for path, own in by_path.items():
        text = _read(root / path)
        if text is None or not is_lifeless(text, own):
            continue
        others = (_read(root / each) or "" for each in suites if each != path)
        if not any(_imports(other, PurePosixPath(path).stem) for other in others):
            tests = {name for each in own for name in each.tests}
            found.append(Lifeless(path, text, len(tests)))
    return tuple(found)


def is_lifeless(text: str, findings: Sequence[Finding] = ()) -> bool:
    """Whether a module has no test that asserts something, nor anything that others may use."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return _Reader(findings).all_idle(tree.body)


class _Reader:
    """Reads the statements of a module, knowing what the rules say of its tests."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.silent = {each.symbol for each in findings if each.code in SILENT}
        self.constants = Counter(each.symbol for each in findings if each.code == CONSTANT)
        self.bound = set(_READERS)

    def all_idle(self, statements: Sequence[ast.stmt]) -> bool:
        return all(map(self.idle, statements))

    def idle(self, node: ast.stmt) -> bool:
        match node:
            case ast.Import() | ast.ImportFrom() | ast.Pass():
                return True
            case ast.Expr(value=ast.Constant()):
                return True
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                self._bind(node)
                return self._only_reads(value)
            case ast.If(test=test, orelse=[]) if ast.unparse(test) == "__name__ == '__main__'":
                return True
            case ast.If(test=test, body=body, orelse=orelse):
                return self._only_reads(test) and self.all_idle([*body, *orelse])
            case ast.With(items=items, body=body):
                self._bind(*items)
                return all(self._only_reads(each.context_expr) for each in items) and (
                    self.all_idle(body)
                )
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return self._hollow(node, "")
            case ast.ClassDef():
                return self._hollow_class(node)
        return False

    def _bind(self, *nodes: ast.AST) -> None:
        found = (each for node in nodes for each in ast.walk(node) if isinstance(each, ast.Name))
        self.bound |= {each.id for each in found if isinstance(each.ctx, ast.Store)}

    def _only_reads(self, value: ast.expr) -> bool:
        """Whether an expression calls nothing but what reads files and paths."""
        calls = [each for each in ast.walk(value) if isinstance(each, ast.Call)]
        lookups = [each for each in ast.walk(value) if isinstance(each, ast.Subscript)]
        return not lookups and all(_root(each.func) in self.bound for each in calls)

    def _hollow_class(self, node: ast.ClassDef) -> bool:
        if not (node.name.startswith(_TEST_CLASS) or _is_unittest(node)):
            return False
        methods = [each for each in node.body if isinstance(each, ast.FunctionDef)]
        others = [each for each in node.body if each not in methods]
        tests = [each for each in methods if each.name.startswith(_TEST)]
        return self.all_idle(others) and all(self._hollow(each, node.name) for each in tests)

    def _hollow(self, node: ast.FunctionDef | ast.AsyncFunctionDef, group: str) -> bool:
        if not node.name.startswith(_TEST):
            return False
        symbol = f"{group}.{node.name}" if group else node.name
        asserts = sum(1 for _ in _asserts(node))
        constant = self.constants[symbol]
        return (symbol in self.silent and not asserts) or 0 < asserts == constant


def _asserts(node: ast.AST) -> Iterator[ast.AST]:
    """Everything below a node that is, or looks like, an assertion."""
    for each in ast.walk(node):
        if isinstance(each, ast.Assert | ast.Raise) or _calls_an_assertion(each):
            yield each


def _calls_an_assertion(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _last(node.func).startswith(("assert", "raises"))


def _imports(text: str, name: str) -> bool:
    return (
        re.search(rf"^[ \t]*(from|import)\b.*\b{re.escape(name)}\b", text, re.MULTILINE) is not None
    )


def _is_unittest(node: ast.ClassDef) -> bool:
    return any(_last(base) == "TestCase" for base in node.bases)


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else ""


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def named(files: Iterable[Lifeless]) -> frozenset[str]:
    """The paths of some files."""
    return frozenset(each.path for each in files)
