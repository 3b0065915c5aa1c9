"""Whether a file is Python source that the running interpreter can parse."""

from __future__ import annotations

import symtable
import sys
import warnings

from msgspec import Struct

from testguard.patterns import regex
from testguard.suite.module import Module
from testguard.syntax import Node, find

# Words are found many times as fast as patterns, and patterns with a literal beginning ten times
# as fast as anchored ones.
_DEEP = (*(bracket * 40 for bracket in "([{"), "\n" + " " * 100)
_DOUBTFUL_WORDS = ("<>", "\t", ' t"', " t'", '(t"', "(t'", *_DEEP)
_DOUBTFUL_TEXT = tuple(
    (words, regex(pattern))
    for words, pattern in (
        (("print",), r"print[ \t]+[^\s(=.:,)\[]"),
        (("print",), r"print[ \t]*(?:>>|\n)"),
        (("exec ",), r"exec[ \t]+[^\s(=.:,)\[]"),
        (("except ",), r"except[ \t]+[\w.]+[ \t]*,"),
        (("raise ",), r"raise[ \t]+[\w.]+[ \t]*,"),
        (("type ",), r"type[ \t]+\w+(?:\[[^\]]*\])?[ \t]*="),
        (("[",), r"def[ \t]+\w+[ \t]*\["),
        (("class ",), r"class[ \t]+\w+[ \t]*\["),
        (('f"', "f'"), r"f([\"'])[^\"'\n]*\{[^}\"'\n]*(?:\1|\n)"),
        (('f"', "f'"), r"f[\"'][^{\n]*\{[^}\n]*\\"),
    )
)
_PYTHON_2 = regex(
    r"Missing parentheses in call to|multiple exception types must be parenthesized"
    r"|leading zeros in decimal integer|parameters cannot be parenthesized"
)
_PYTHON_2_TEXT = regex(
    r"^\s*raise\s+[\w.]+\s*,|<>|`|\b\d+[lL]\b|\b[uU][rR][\"']|\bexcept\s+[\w.]+\s*,\s*[a-z_]\w*\s*:"
)
_NEWER_EXCEPT = regex(r"\bexcept\s+[\w.]+\s*,\s*(?:[\w.]+\.)?[A-Z]\w*")
_NEWER_NODES = ("type_alias_statement", "type_parameter")


class Flaw(Struct, frozen=True):
    """Why a file does not parse; ``newer`` tells syntax that this Python does not know yet."""

    line: int
    message: str
    hint: str = ""
    newer: bool = False


def flaw_in(module: Module) -> Flaw | None:
    """What keeps this Python from parsing the module, or None.

    Only what looks doubtful is parsed by Python itself, which costs as much as the syntax tree.
    """
    if not _doubtful(module):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            symtable.symtable(module.text, module.path, "exec")
    except SyntaxError as error:
        return _explain(module, error)
    except (RecursionError, MemoryError):
        return Flaw(1, "is nested too deeply for Python to parse")
    except ValueError as error:
        return Flaw(1, f"does not parse: {error}")
    return None


def _doubtful(module: Module) -> bool:
    if not module.text.strip():
        return False
    return (
        module.tree.broken
        or any(word in module.text for word in _DOUBTFUL_WORDS)
        or any(
            pattern.search(module.text)
            for words, pattern in _DOUBTFUL_TEXT
            if any(word in module.text for word in words)
        )
        or any(node.range().start.column and _starts_line(node) for node in module.root.children())
    )


def _starts_line(node: Node) -> bool:
    previous = node.prev()
    return (
        node.kind() != "comment"
        and node.kind() != ";"
        and (previous is None or previous.range().end.line < node.range().start.line)
    )


def _explain(module: Module, error: SyntaxError) -> Flaw:
    line = min(max(error.lineno or 1, 1), len(module.lines))
    text = module.lines[line - 1]
    if _newer(module, error, text):
        running = f"{sys.version_info.major}.{sys.version_info.minor}"
        return Flaw(
            line,
            f"needs a newer Python than {running} to be parsed: {error.msg}",
            "run testguard with the Python that runs these tests",
            newer=True,
        )
    if _python_2(module, error, text):
        return Flaw(line, f"is Python 2: {error.msg}", "port it to Python 3, or exclude it")
    return Flaw(line, f"does not parse: {error.msg}", "pytest cannot import it; mend the syntax")


def _newer(module: Module, error: SyntaxError, text: str) -> bool:
    if isinstance(error, IndentationError) or find(module.root, "ERROR"):
        return False
    if (error.msg or "").startswith(("f-string", "t-string")):
        return True
    on_line = [
        node
        for node in find(module.root, *_NEWER_NODES, "string_start")
        if node.range().start.line == (error.lineno or 1) - 1
    ]
    return bool(_NEWER_EXCEPT.search(text)) or any(
        node.kind() != "string_start" or "t" in node.text().lower() for node in on_line
    )


def _python_2(module: Module, error: SyntaxError, text: str) -> bool:
    if isinstance(error, IndentationError):
        return False
    return bool(
        _PYTHON_2.search(error.msg or "")
        or _PYTHON_2_TEXT.search(text)
        or find(module.root, "print_statement", "exec_statement")
    )
