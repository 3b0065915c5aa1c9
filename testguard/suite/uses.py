"""How the rest of a file or repository uses what a test file defines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from testguard.patterns import regex
from testguard.suite.assertion_calls import Kind, asserting_statement, call_kind
from testguard.suite.suite import Suite
from testguard.syntax import Node, dotted, find, named

_UNITTEST = regex(r"self\.(assert\w+|fail)")
_MOCK = regex(r"(\w+\.)+assert_\w+")
_SETTINGS = regex(
    r"(sys\.(path|modules)|os\.environ|logging|warnings|django|pulumi|matplotlib|socket|site|nltk)\..*"
    r"|load_dotenv|set_mocks|.*\.set_mocks|.*\.(setLevel|basicConfig|register\w*|skip|importorskip)"
)
_ACTIONS = frozenset({"assert_statement", "for_statement", "while_statement", "with_statement"})
_CHOICES = frozenset({"if_statement", "try_statement"})
_DEFINITIONS = frozenset({"function_definition", "class_definition"})
_ARGUMENTS = regex(r"argparse|sys\.argv|optparse|parse_args\(|unittest\.main\(|pytest\.main\(")


def asserts_itself(suite: Suite, function: Node) -> bool:
    """Whether a function, or one defined in it, spells out at least one assertion."""
    for node in find(function, "assert_statement", "raise_statement", "call"):
        if node.kind() != "call":
            if asserting_statement(suite.module, node):
                return True
            continue
        name = dotted(node.field("function"))
        if _UNITTEST.fullmatch(name) or _MOCK.fullmatch(name):
            return True
        kind = call_kind(suite.module, node)
        if kind is not None and kind is not Kind.OTHER:
            return True
    return False


def is_used(suite: Suite, name: str) -> bool:
    """Whether the file speaks of ``name`` besides defining it, or another module imports it."""
    uses = re.findall(rf"\b{re.escape(name)}\b", suite.module.text)
    others = suite.library.mentions.users(name) - {suite.path}
    return len(uses) > 1 or bool(others)


def is_imported(suite: Suite) -> bool:
    """Whether another module of the repository imports the file."""
    path = PurePosixPath(suite.path)
    stem = path.parent.name if path.stem == "__init__" else path.stem
    for importer in suite.library.mentions.users(stem) - {suite.path}:
        module = suite.library.load(importer)
        names = module.imports.modules() if module else ()
        for name in names:
            if stem in name and suite.library.find(name, importer) == suite.path:
                return True
    return False


def is_program(suite: Suite) -> bool:
    """Whether running the file does something of its own, so that it is more than a suite."""
    text = suite.module.text
    if text.startswith("#!") or "__main__" in text or _ARGUMENTS.search(text):
        return True
    return any(map(_acts, _run_on_import(suite.root)))


def takes_only_self(function: Node, *, method: bool) -> bool:
    """Whether pytest could call a function without any fixture."""
    parameters = function.field("parameters")
    names = [node.text() for node in named(parameters)] if parameters else []
    return names == (["self"] if method else [])


def _run_on_import(root: Node) -> Iterator[Node]:
    """The top-level statements, and those in the blocks of ``if`` and ``try`` among them."""
    yield from named(root)
    for statement in named(root):
        if statement.kind() in _CHOICES:
            for block in find(statement, "block", outside=_DEFINITIONS):
                yield from named(block)


def _acts(statement: Node) -> bool:
    """Whether a statement is more than an import, definition, constant or setting."""
    if statement.kind() in _ACTIONS:
        return True
    first = statement.child(0) if statement.kind() == "expression_statement" else None
    if first is None or first.kind() not in ("call", "await"):
        return False
    return _SETTINGS.fullmatch(dotted(first.field("function"))) is None
