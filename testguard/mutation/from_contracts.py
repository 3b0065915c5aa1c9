"""From contracts, handlers and programs to mutants of their source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from msgspec import Struct, field

from testguard.model.contract import Contract, Input, Validation
from testguard.model.mutant import Act, Mutant
from testguard.model.source import Edit
from testguard.mutation.code import Code
from testguard.mutation.generate import Work
from testguard.mutation.source_operator import (
    Site,
    SourceOperator,
    Target,
    all_source_operators,
)

Lines = Mapping[str, Mapping[int, tuple[str, ...]]]


class Sources(Struct, frozen=True, dict=True):
    """Texts of modules by path, which tests ran which of their lines, and which import them.

    ``importing`` are for each stack module the tests of the suites that belong to it.
    """

    texts: Mapping[str, str]
    lines: Lines = field(default_factory=dict)
    importing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def codes(self) -> dict[str, Code]:
        """The modules that parse, by path."""
        found = {path: Code(text) for path, text in self.texts.items()}
        return {path: code for path, code in found.items() if _parses(code)}

    def touching(self, module: str, stack: str, line: int) -> tuple[str, ...]:
        """The tests that run a line.

        A line that runs when the module is imported counts for all tests that run any of it.
        """
        by_line = self.lines.get(module, {})
        if not self.codes[module].runs_at_import(line):
            return by_line.get(line, ())
        every = {test for tests in by_line.values() for test in tests}
        return tuple(sorted({*every, *self.importing.get(stack, ())}))


def contract_work(contracts: Iterable[Contract], sources: Sources) -> Iterator[Work]:
    """Every mutant of every default, override and validation path, once."""
    known: set[tuple[str, Edit]] = set()
    for contract in contracts:
        refusals = tuple(sorted({_name(each.raises) for each in contract.validations}))
        for item, target in _items(contract):
            if item.module not in sources.codes:
                continue
            site = _site(item, sources.codes[item.module])
            made = _Maker(sources, contract.path, item.module, item.id, _label(item), refusals)
            for operator in _of(target):
                for edit in operator.edits(site):
                    if (item.module, edit) not in known:
                        known.add((item.module, edit))
                        yield made.work(operator, edit, site.code)


def module_work(target: Target, modules: Mapping[str, str], sources: Sources) -> Iterator[Work]:
    """Every mutant of handlers or programs; ``modules`` gives the stack module each belongs to."""
    for module, stack in sorted(modules.items()):
        if module in sources.codes:
            code = sources.codes[module]
            made = _Maker(sources, stack, module, module, module, ())
            for operator in _of(target):
                for edit in operator.edits(Site(code)):
                    yield made.work(operator, edit, code)


class _Maker(Struct, frozen=True):
    sources: Sources
    stack: str
    module: str
    item: str
    symbol: str
    refusals: tuple[str, ...]

    def work(self, operator: SourceOperator, edit: Edit, code: Code) -> Work:
        line = edit.span.line
        mutant = Mutant(
            operator=operator.name,
            act=Act.EDIT,
            stack=self.stack,
            module=self.module,
            line=line,
            old=code.cut(edit.span),
            new=edit.text.strip(),
            span=edit.span,
            item=self.item,
            symbol=self.symbol,
        )
        beside = self.item == self.module != self.stack  # tests of the stack may not import it
        tests = self.sources.touching(self.module, "" if beside else self.stack, line)
        return Work(mutant, tests, code.edited(edit), self.refusals)


def _of(target: Target) -> list[SourceOperator]:
    return [each for each in all_source_operators() if each.target is target]


def _items(contract: Contract) -> Iterator[tuple[Input | Validation, Target]]:
    for each in contract.inputs:
        if each.default is not None:
            yield each, Target.DEFAULT
    for path in contract.validations:
        yield path, Target.VALIDATION


def _site(item: Input | Validation, code: Code) -> Site:
    if isinstance(item, Input):
        return Site(code, item.line, item.name, item.default or "")
    return Site(code, item.line, item.raises)


def _label(item: Input | Validation) -> str:
    if isinstance(item, Input):
        return item.name
    return f"{item.raises} if {item.guard}" if item.guard else item.raises


def _name(raises: str) -> str:
    return raises.rpartition(".")[2]


def _parses(code: Code) -> bool:
    try:
        return bool(code.tree)
    except (SyntaxError, ValueError, RecursionError):
        return False
