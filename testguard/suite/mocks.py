"""Names in a test that stand for mocks, and what the test tells them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from testguard.patterns import regex
from testguard.suite.cases import Case
from testguard.syntax import Node, dotted, find, named

MOCK_CLASSES = frozenset(
    {"Mock", "MagicMock", "AsyncMock", "NonCallableMock", "NonCallableMagicMock", "PropertyMock"}
)
_WORD = regex(r"\bpatch\b")
_PATCH = regex(r"(unittest\.)?(mock\.)?(mock\.)?patch|mocker\.patch")


class Patched(Struct, frozen=True):
    """A name bound to the mock that replaces ``target``, a path such as ``lib.stack.Stack``."""

    name: str
    target: str


def is_mock_call(case: Case, node: Node | None) -> bool:
    """Whether an expression makes a mock: ``Mock()``, ``mocker.MagicMock(...)``."""
    if node is None or node.kind() != "call":
        return False
    name = case.module.qualify(node.field("function"))
    return name.rpartition(".")[2] in MOCK_CLASSES


def patched_names(case: Case) -> list[Patched]:
    """The names bound to mocks of patched targets: by ``as``, by assignment, by decorator."""
    if not _speaks_of_patch(case):
        return []
    return [*_by_decorator(case), *_by_as(case), *_by_assignment(case)]


def _speaks_of_patch(case: Case) -> bool:
    texts = [case.text, *(decorator.text() for decorator in case.decorators)]
    others = case.module.imports.names_for("patch")
    return any(
        ("patch" in text and _WORD.search(text)) or any(name in text for name in others)
        for text in texts
    )


def patch_target(case: Case, node: Node | None) -> str:
    """The path that ``patch("a.b.C")`` replaces by a mock; "" for other calls and for ``new=``."""
    if node is None or node.kind() != "call":
        return ""
    arguments = node.field("arguments")
    if not _PATCH.fullmatch(case.module.qualify(node.field("function"))) or arguments is None:
        return ""
    given = named(arguments)
    if not given or given[0].kind() != "string" or _replaces(given):
        return ""
    return given[0].text().strip("\"'")


def _replaces(given: list[Node]) -> bool:
    """Whether ``patch`` is told what to put there instead of a fresh mock."""
    if len(given) > 1 and given[1].kind() != "keyword_argument":
        return True
    keys = {key.text() for node in given if (key := node.field("name"))}
    return bool(keys & {"new", "new_callable", "wraps", "side_effect"})


def _by_decorator(case: Case) -> Iterator[Patched]:
    """Decorators inject from the bottom up, after ``self``."""
    parameters = case.function.field("parameters")
    names = (
        [node.text() for node in named(parameters) if node.kind() == "identifier"]
        if parameters
        else []
    )
    targets = [patch_target(case, decorator) for decorator in reversed(case.decorators)]
    if not all(targets):
        return
    free = [name for name in names if name not in ("self", "cls")]
    yield from (Patched(name, target) for name, target in zip(free, targets, strict=False))


def _by_as(case: Case) -> Iterator[Patched]:
    for pattern in find(case.function, "as_pattern"):
        parts = named(pattern)
        target = patch_target(case, parts[0]) if parts else ""
        if target and len(parts) > 1:
            yield Patched(parts[1].text(), target)


def _by_assignment(case: Case) -> Iterator[Patched]:
    for assignment in find(case.function, "assignment"):
        left, target = assignment.field("left"), patch_target(case, assignment.field("right"))
        if target and left is not None and dotted(left):
            yield Patched(left.text(), target)
