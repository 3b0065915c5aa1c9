"""Modules and files that a file names in strings, as in ``import_module("lib.stack")``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from testguard.patterns import regex
from testguard.suite.module import Module
from testguard.syntax import Node, dotted, find, literal

_MODULE_NAME = regex(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_MODULE_CALLS = {
    "import_module": "imports",
    "__import__": "imports",
    "run_module": "runs",
    "patch": "patches",
    "setattr": "patches",
}
_FILE_CALLS = {
    "run_path": "runs",
    "spec_from_file_location": "loads",
    "SourceFileLoader": "loads",
}


def named_modules(module: Module) -> Iterator[tuple[str, str]]:
    """Dotted names in calls that import, run or patch what they name, and the verb for it."""
    for call, how in _calls(module, _MODULE_CALLS):
        first = next(iter(_strings(call, nested=False)), "")
        if _MODULE_NAME.fullmatch(first) and (how != "patches" or "." in first):
            yield first, how


def named_files(module: Module) -> Iterator[tuple[Sequence[str], str]]:
    """Strings that spell the path of a Python file that is run or loaded, and the verb for it.

    Where the call itself spells none, every such string of the module may be meant.
    """
    for call, how in _calls(module, _FILE_CALLS):
        words = _until_file(_strings(call))
        if words:
            yield words, how
            continue
        for assignment in find(module.root, "assignment"):
            words = _until_file(_strings(assignment))
            if words:
                yield words, how


def _calls(module: Module, names: dict[str, str]) -> Iterator[tuple[Node, str]]:
    for call in find(module.root, "call"):
        parts = dotted(call.field("function")).split(".")
        how = next((names[part] for part in reversed(parts) if part in names), None)
        if how is not None:
            yield call, how


def _strings(node: Node, *, nested: bool = True) -> list[str]:
    arguments = node.field("arguments") or node
    nodes = find(arguments, "string") if nested else arguments.named_children()[:1]
    values = []
    for string in nodes:
        try:
            value = literal(string)
        except ValueError:
            continue
        if isinstance(value, str):
            values.append(value)
    return values


def _until_file(words: Sequence[str]) -> Sequence[str]:
    """``words`` up to the last one that ends in ``.py``."""
    for index in range(len(words), 0, -1):
        if words[index - 1].endswith(".py") and "\n" not in words[index - 1]:
            return words[:index]
    return ()
