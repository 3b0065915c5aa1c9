"""What the source of a handler compares: codes of errors, and fields of what AWS answers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_CODE = re.compile(r"[A-Z][A-Za-z]+(\.[A-Za-z]+)*")
MOST_FILES = 20


def sources_in(folders: list[Path], entry: str) -> list[ast.Module]:
    """The syntax of the module ``entry`` and the modules beside it; the unreadable are left out."""
    found: list[ast.Module] = []
    first = [each / f"{entry}.py" for each in folders]
    others = [path for each in folders for path in sorted(each.glob("*.py"))]
    for path in list(dict.fromkeys([*first, *others]))[:MOST_FILES]:
        if path.is_file():
            try:
                found.append(ast.parse(path.read_text(encoding="utf-8")))
            except (SyntaxError, ValueError):
                continue
    return found


def codes_in(tree: ast.Module) -> Iterator[str]:
    """Strings that something is compared with and that may be codes of errors of AWS."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            if node.value.attr == "exceptions":
                yield node.attr
        elif isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any("Code" in _keys(each) for each in sides):
                yield from (
                    text for each in sides for text in _texts(each) if _CODE.fullmatch(text)
                )


def _keys(side: ast.expr) -> set[str]:
    """The keys by which a side of a comparison is looked up, and the names in it."""
    names = {each.id.title() for each in ast.walk(side) if isinstance(each, ast.Name)}
    texts = {each.value for each in ast.walk(side) if isinstance(each, ast.Constant)}
    words = {part for name in names for part in name.split("_")}
    return words | {each for each in texts if isinstance(each, str)}


def _texts(side: ast.expr) -> Iterator[str]:
    items = side.elts if isinstance(side, ast.Tuple | ast.List | ast.Set) else [side]
    for each in items:
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def fields_in(tree: ast.Module) -> Iterator[str]:
    """Keys by which something is looked up."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript):
            key: ast.expr | None = node.slice
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            key = node.args[0] if node.func.attr == "get" and node.args else None
        else:
            key = None
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value
