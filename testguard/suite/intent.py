"""What a test without assertions is for, as far as its words and its calls tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from testguard.patterns import regex
from testguard.suite.cases import Case
from testguard.suite.helper_names import BUILTINS, plain_package
from testguard.suite.marks import only_marks
from testguard.suite.module import docstring_of
from testguard.syntax import Node, find, named

_NAME = regex(
    r"(^|_)(no|not|without|never|doesnt|dont|does_not|any)_*(raise|raises|error|errors|crash|exception|"
    r"exceptions|fail|fails|warn|warning|warnings|explode|hang|deadlock|block|leak)"
    r"|(^|_)(accept|accepts|accepted|allow|allows|allowed|valid|ok|okay|works|smoke|runs|permits|"
    r"tolerates|instantiate|instantiation|instantiates|constructor|constructible|construction|exists?|"
    r"access|possible|hashable|picklable|ignores|ignored|supports|import|imports|importable|"
    r"regression|issue|bug)(_|\d|$)",
    re.IGNORECASE,
)
_WORDS = regex(
    r"\b(no|not|n't|never|without|shouldn.t|doesn.t|don.t|any)\s+(\w+\s+){0,3}"
    r"(rais|error|crash|exception|fail|warn|throw|hang|deadlock|block|explode|segfault)"
    r"|\b(smoke test|just (make sure|check|run|test)|regression|should (work|pass|succeed)|"
    r"is valid|segfault|barf\w*|instantiat\w*|constructor)\b",
    re.IGNORECASE,
)
_RETURN_TYPES = regex(r"\b(None|NoReturn|Never|Generator|Iterator|AsyncIterator|Output)\b")
_BUILDING = frozenset({
    "from_stack", "from_string", "from_json", "synth", "synthesize", "add", "append", "get",
    "setenv", "delenv", "setdefault", "update", "pop", "format", "join", "to_json", "set_context",
    "get_template", "setattr", "apply", "get_stack_by_name", "find_resources", "find_outputs",
})  # fmt: skip


_COLLECTIONS = frozenset({"dictionary", "list", "set", "tuple"})
_HANDING = frozenset({"pair", "argument_list", "keyword_argument", "list", "tuple", "assignment"})


def meant_not_to_raise(case: Case) -> bool:
    """Whether a test says by its name, docstring or comments that it only wants no exception."""
    if _NAME.search(case.name):
        return True
    return any(_WORDS.search(text) for text in _prose(case))


def no_test_at_all(case: Case) -> bool:
    """Whether a function only has a test's name.

    It promises a result, answers with a literal collection, is a callback that the file hands on,
    or builds a test suite.
    """
    result = case.function.field("return_type") if "->" in case.text else None
    promised = result is not None and not _RETURN_TYPES.search(result.text())
    return promised or case.name in ("test_suite", "load_tests") or _only_answers(case)


def answers_a_decorator(case: Case) -> bool:
    """Whether a decorator that is no test's own may use what the function returns."""
    return bool(case.decorators) and bool(_answers(case)) and not only_marks(case.function)


def harmless_calls_only(case: Case) -> bool:
    """Whether all a test does is import, build, synthesize and print."""
    return all(_harmless(case, call) for call in case.own("call"))


def _only_answers(case: Case) -> bool:
    answers = _answers(case)
    return any(value.kind() in _COLLECTIONS for value in answers) or (
        bool(answers) and _handed_on(case)
    )


def _answers(case: Case) -> list[Node]:
    if "return" not in case.text:
        return []
    values = (next(iter(named(node)), None) for node in case.own("return_statement"))
    return [value for value in values if value is not None and value.kind() != "none"]


def _handed_on(case: Case) -> bool:
    """Whether the file uses a function by its name without calling it."""
    if case.group is not None or case.module.text.count(case.name) == 1:
        return False
    uses = (node for node in find(case.module.root, "identifier") if node.text() == case.name)
    return any(_is_value(use) for use in uses)


def _is_value(use: Node) -> bool:
    parent = use.parent()
    return parent is not None and parent.kind() in _HANDING


def _prose(case: Case) -> Iterator[str]:
    docstring = docstring_of(case.function)
    if docstring is not None:
        yield docstring.text()
    for comment in find(case.function, "comment"):
        yield comment.text()


def _harmless(case: Case, call: Node) -> bool:
    callee = call.field("function")
    if callee is None:
        return False
    qualified = case.module.qualify(callee)
    if qualified.startswith(("self.", "cls.")):
        return False
    last = qualified.rpartition(".")[2] or callee.text().rpartition(".")[2]
    if last[:1].isupper() or last in _BUILDING:
        return True
    bound = case.module.imports.binds(qualified.partition(".")[0])
    root = qualified.partition(".")[0]
    return qualified in BUILTINS or (plain_package(root) and (bound or "." in qualified))
