"""The source files of a declared function."""

from __future__ import annotations

import sys
from posixpath import join, normpath
from textwrap import dedent

from msgspec import Struct

from testguard.infrastructure.functions import DeclaredFunction
from testguard.infrastructure.strings import value_of
from testguard.suite.library import Library
from testguard.suite.module import Module

KNOWN_PACKAGES = frozenset({
    "aws_lambda_powertools", "aws_xray_sdk", "boto3", "botocore", "cfnresponse", "crhelper",
    "pydantic", "pydantic_settings", "requests", "typing_extensions",
})  # fmt: skip
MAX_FILES = 40


class HandlerSource(Struct, frozen=True):
    """What a function runs: the module of its handler, and the modules beside it that this imports.

    ``line`` is what to add to line numbers of ``entry``, for code that stands in a string of
    another file. ``closed`` tells that every import was followed or is known.
    """

    entry: Module
    others: tuple[Module, ...] = ()
    line: int = 0
    closed: bool = True

    @property
    def modules(self) -> tuple[Module, ...]:
        """All of them, the handler's first."""
        return (self.entry, *self.others)


def handler_source(declared: DeclaredFunction, home: str, library: Library) -> HandlerSource | None:
    """The source of a function that the module at ``home`` declares; None where it is not found."""
    if declared.inline is not None:
        return _inline(declared, home)
    for folder in _candidates(declared.folder, home):
        path = normpath(join(folder, declared.entry))
        entry = None if path.startswith("..") else library.load(path)
        if entry is not None:
            return _followed(entry, normpath(folder), library)
    return None


def _inline(declared: DeclaredFunction, home: str) -> HandlerSource | None:
    node = declared.inline
    if node is None or any(child.kind() == "interpolation" for child in node.children()):
        return None
    text = value_of(node)
    module = Module(home, dedent(text))
    return HandlerSource(module, line=node.range().start.line, closed=_closed(module, frozenset()))


def _candidates(folder: str, home: str) -> list[str]:
    """Where a written folder may lie: it counts from the root, or from a folder around ``home``."""
    parts = home.split("/")[:-1]
    above = ["/".join(parts[:count]) for count in range(len(parts), -1, -1)]
    return [folder, *(join(each, folder) for each in above if each)]


def _followed(entry: Module, folder: str, library: Library) -> HandlerSource:
    found = {entry.path: entry}
    waiting, closed = [entry], True
    while waiting and len(found) < MAX_FILES:
        module = waiting.pop()
        own: set[str] = set()
        for name in sorted(module.imports.modules()):
            path = _beside(name, module, folder, library)
            near = library.load(path) if path else None
            if near is None:
                continue
            own.add(name.partition(".")[0])
            if near.path not in found:
                found[near.path] = near
                waiting.append(near)
        closed = closed and _closed(module, frozenset(own))
    others = tuple(each for path, each in sorted(found.items()) if path != entry.path)
    return HandlerSource(entry, others, closed=closed and not waiting)


def _beside(name: str, module: Module, folder: str, library: Library) -> str | None:
    """The path of an imported module that is part of the same folder of code."""
    if name.startswith("."):
        path = library.find(name, module.path)
    else:
        path = library.find_from(name, "" if folder == "." else folder)
    inside = folder == "." or (path or "").startswith(f"{folder}/")
    return path if inside else None


def _closed(module: Module, own: frozenset[str]) -> bool:
    heads = {each.module.partition(".")[0] for each in module.imports.entries}
    known = sys.stdlib_module_names | KNOWN_PACKAGES | own | {""}
    return heads <= known
