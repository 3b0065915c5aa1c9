"""Bringing commented-out tests back, exactly as they were indented, as far as they pass."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct

from testguard.model.source import Span
from testguard.scaffold.files import Draft, Dropped
from testguard.scaffold.trials import run_tests
from testguard.scaffold.workcopy import workcopy
from testguard.suite.commented_code import definitions_in_text, iterate
from testguard.suite.comments import CommentBlock, comment_blocks
from testguard.suite.module import Module
from testguard.warm.python import WarmPython

MAX_LAYERS = 3
MOST_ROUNDS = 4


class Revived(Struct, frozen=True):
    """A file with tests brought back: what it would be, which tests pass, and which do not."""

    draft: Draft
    tests: tuple[str, ...] = ()
    lost: tuple[Dropped, ...] = ()


@dataclass
class Patient:
    """A file in whose comments tests lie; ``live`` are the lines to bring back, by number."""

    path: str
    text: str
    fresh: dict[int, str] = field(default_factory=dict)
    live: set[int] = field(default_factory=set)
    lost: list[Dropped] = field(default_factory=list)
    newline: str = "\n"

    @property
    def revived(self) -> str:
        """The file with the lines brought back."""
        lines = self.text.splitlines()
        shown = [self.fresh[n] if n in self.live else line for n, line in enumerate(lines, 1)]
        return self.newline.join(shown) + self.newline

    def tests(self) -> dict[str, tuple[int, int]]:
        """The tests that were brought back, as ``Class.test``, with their first and last lines."""
        found = {}
        for owner, node in _functions(ast.parse(self.revived)):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            if node.name.startswith("test") and first in self.live:
                found[f"{owner}.{node.name}" if owner else node.name] = (
                    first,
                    node.end_lineno or 0,
                )
        return found


def patient(path: str, module: Module, spans: Sequence[Span]) -> Patient:
    """What can be brought back of the commented-out tests at ``spans``, if it parses."""
    newline = "\r\n" if "\r\n" in module.text else "\n"
    found = Patient(path, module.text, newline=newline)
    blocks = comment_blocks(module)
    for span in spans:
        for block in blocks:
            if block.first <= span.line <= block.lines[-1].line:
                _uncover(found, block, span)
    _needed(found, blocks)
    return found


def _uncover(found: Patient, block: CommentBlock, span: Span) -> None:
    """Bring one span back; where the file would not parse, say so and leave it."""
    error = "it does not parse"
    for layers in range(1, MAX_LAYERS + 1):
        texts = block.uncommented(layers)
        numbers = range(span.line, span.end_line + 1)
        fresh = {number: texts[number - block.first] for number in numbers}
        if not definitions_in_text(list(fresh.values())):
            continue
        before = found.live.copy()
        found.fresh |= fresh
        found.live |= fresh.keys()
        try:
            ast.parse(found.revived)
        except SyntaxError as wrong:
            found.live = before
            error = f"line {wrong.lineno}: {wrong.msg}"
            continue
        return
    found.lost.append(Dropped(found.path, f"line {span.line}", error))


def _needed(found: Patient, blocks: Sequence[CommentBlock]) -> None:
    """Bring back what the tests name and only comments define, such as their mocks."""
    for block in blocks:
        texts = block.uncommented()
        for definition in definitions_in_text(texts):
            numbers = range(block.first + definition.start, block.first + definition.end + 1)
            if found.live.intersection(numbers) or definition.name not in _names(found):
                continue
            before = found.live.copy()
            found.fresh |= {number: texts[number - block.first] for number in numbers}
            found.live |= set(numbers)
            try:
                ast.parse(found.revived)
            except SyntaxError:
                found.live = before


def _names(found: Patient) -> set[str]:
    tree = ast.parse(found.revived)
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def revive(python: WarmPython, root: Path, patients: Sequence[Patient]) -> tuple[Revived, ...]:
    """Run what was brought back in a copy of the project, and keep what passes."""
    sick = [each for each in patients if each.live]
    with workcopy(root) as copy:
        for number in range(MOST_ROUNDS):
            for each in sick:
                _write(copy / each.path, each.revived)
            outcome = run_tests(
                python, copy, [each.path for each in sick], copy.parent / str(number)
            )
            if sum(_bury(each, outcome.failed) for each in sick) == 0:
                break
            sick = [each for each in sick if each.live]
            if not sick:
                break
        return tuple(_result(each) for each in patients)


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


def _bury(each: Patient, failed: Mapping[tuple[str, str], str]) -> bool:
    """Comment out again what failed; whether there was any."""
    wrong = {
        name.partition("[")[0]: error for (file, name), error in failed.items() if file == each.path
    }
    tests = each.tests()
    gone = {name: span for name, span in tests.items() if name.rpartition(".")[2] in wrong}
    if wrong and not gone:
        each.lost += [Dropped(each.path, name, error) for name, error in wrong.items()]
        each.live.clear()
        return True
    for name, (first, last) in gone.items():
        each.lost.append(Dropped(each.path, name, wrong[name.rpartition(".")[2]]))
        each.live -= set(range(first, last + 1))
    _clear_empty(each, set(tests) - set(gone))
    return bool(gone)


def _clear_empty(each: Patient, kept: Iterable[str]) -> None:
    """A class without a test that passes goes back whole, and so does what nobody needs then."""
    owners = {name.rpartition(".")[0] for name in kept}
    lines = each.text.splitlines()
    texts = [each.fresh.get(number, "") for number in range(1, len(lines) + 1)]
    for definition in iterate(definitions_in_text(texts)):
        numbers = set(range(definition.start + 1, definition.end + 2))
        is_test_class = definition.keyword == "class" and any(
            member.name.startswith("test") for member in definition.members
        )
        if is_test_class and definition.name not in owners:
            each.live -= numbers
    if not list(kept):
        each.live.clear()


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield "", node
        elif isinstance(node, ast.ClassDef):
            for member in node.body:
                if isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield node.name, member


def _result(each: Patient) -> Revived:
    tests = tuple(each.tests()) if each.live else ()
    text = each.revived if each.live else each.text
    return Revived(Draft(each.path, text), tests, tuple(each.lost))
