"""From a stack module to its contracts."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec.structs import replace

from testguard.errors import UnreadableSource
from testguard.inspection.contracts.carriers import nested
from testguard.inspection.contracts.choices import choices
from testguard.inspection.contracts.code import Code, method_of
from testguard.inspection.contracts.constraints import checks, constraints
from testguard.inspection.contracts.draft import InputDraft, ValidationDraft
from testguard.inspection.contracts.fields import Flavour, fields, flavour
from testguard.inspection.contracts.lookups import lookups
from testguard.inspection.contracts.parameters import args_classes, signature
from testguard.inspection.contracts.reach import Reached, accessors, lineage, reach
from testguard.inspection.contracts.validations import validations
from testguard.model.contract import Contract, Input, Probe, Validation
from testguard.model.project import StackModule
from testguard.suite.library import Library


def extract(
    stack: StackModule,
    library: Library,
    components: frozenset[tuple[str, str]] = frozenset(),
    known: dict[str, Code] | None = None,
) -> tuple[Contract, ...]:
    """A contract for each stack class of a module, or one for the program it is.

    ``components`` are path and name of the project's stack classes: an instance of one that is
    passed to another is a resource, and no args. ``known`` is where several extractions from one
    library share what they parse.

    Raises `UnreadableSource` where this Python cannot read or parse the module.
    """
    module = library.load(stack.path)
    if module is None:
        raise UnreadableSource(f"{stack.path} cannot be read")
    code = Code(module, library, components, {} if known is None else known).beside(module)
    try:
        owners = [
            node
            for name in stack.classes
            if isinstance(node := code.definitions.get(name), ast.ClassDef)
        ]
        contracts = [_contract(code, owner) for owner in owners]
        if stack.program or not stack.classes:
            contracts.append(_contract(code, None))
    except SyntaxError as error:
        raise UnreadableSource(
            f"{stack.path}:{error.lineno} does not parse: {error.msg}"
        ) from error
    return tuple(contracts)


def contracts_of(stack: StackModule, library: Library) -> tuple[Contract, ...]:
    """The contracts of one stack module, read once; none where it cannot be read."""

    def read() -> tuple[Contract, ...]:
        try:
            return extract(stack, library, frozenset((stack.path, name) for name in stack.classes))
        except UnreadableSource:
            return ()

    return library.keep(stack.path, ("contracts", stack.path), read)


def _contract(code: Code, owner: ast.ClassDef | None) -> Contract:
    reached = reach(code, owner)
    inputs, refusals = _found(reached)
    if owner is not None:
        inputs += [*_constructor(code, owner, stack=True), *_looked_up(_importing(code))]
    for home, node in _args_classes(reached):
        taken, refused = _of_args_class(home, node)
        inputs += taken
        refusals += refused
    name = owner.name if owner else ""
    return Contract(
        code.path, name, tuple(_named(_merged(inputs))), tuple(_numbered(_unique(refusals)))
    )


Found = tuple[list[InputDraft], list[ValidationDraft]]


@lru_cache(maxsize=1024)
def _of_args_class(code: Code, owner: ast.ClassDef) -> Found:
    """What an args class takes and refuses, which is the same for each stack that it is for."""
    inputs, refusals = _found([*reach(code, owner), *accessors(code, owner), *checks(code, owner)])
    return (
        [*_constructor(code, owner, stack=False), *inputs],
        [*constraints(code, owner), *refusals],
    )


def _found(reached: Iterable[Reached]) -> Found:
    inputs: list[InputDraft] = []
    refusals: list[ValidationDraft] = []
    for at in reached:
        inputs += _looked_up(at)
        refusals += validations(at)
    return inputs, refusals


def _importing(code: Code) -> Reached:
    return Reached(code, code.imported)


def _looked_up(at: Reached) -> list[InputDraft]:
    chosen, consumed = choices(at)
    return [*chosen, *lookups(at, consumed)]


def _args_classes(reached: Iterable[Reached]) -> list[tuple[Code, ast.ClassDef]]:
    """The args classes of constructors, and those that their fields hold, each once."""
    found: dict[tuple[str, str], tuple[Code, ast.ClassDef]] = {}
    queue = [
        each
        for at in reached
        if not isinstance(at.scope, ast.Module) and at.constructor
        for each in args_classes(at.code, at.scope)
    ]
    while queue:
        home, node = queue.pop(0)
        if found.setdefault((home.path, node.name), (home, node))[1] is node:
            queue += [
                each for each in _held(home, node) if (each[0].path, each[1].name) not in found
            ]
    return list(found.values())


def _held(code: Code, owner: ast.ClassDef) -> Iterator[tuple[Code, ast.ClassDef]]:
    if flavour(code, owner) is Flavour.TYPEDDICT:
        return
    for home, node in lineage(code, owner):
        for statement in node.body:
            if isinstance(statement, ast.AnnAssign):
                yield from nested(home, statement.annotation)
        init = method_of(node, "__init__")
        if init is not None:
            yield from args_classes(home, init)


def _constructor(code: Code, owner: ast.ClassDef, *, stack: bool) -> Iterator[InputDraft]:
    if flavour(code, owner):
        yield from fields(code, owner)
    for home, node in lineage(code, owner):
        init = method_of(node, "__init__")
        if init is not None:
            yield from signature(home, owner, init, stack=stack)
            return


def _merged(drafts: list[InputDraft]) -> list[InputDraft]:
    """Drop a signature's plain ``None`` where a choice in the body holds the real default."""
    chosen = {draft.subsumes for draft in drafts if draft.subsumes}
    kept: dict[tuple[object, object], InputDraft] = {}
    for draft in drafts:
        if not draft.subsumes and draft.name in chosen and draft.default in (None, "None"):
            continue
        site = draft.given or draft.used
        kept.setdefault((site, draft.used) if site else (draft.name, draft.line), draft)
    return sorted(kept.values(), key=lambda draft: (draft.module, draft.line))


def _unique(drafts: list[ValidationDraft]) -> list[ValidationDraft]:
    kept: dict[Probe, ValidationDraft] = {}
    for draft in drafts:
        first = kept.setdefault(draft.probe, draft)
        names = tuple(dict.fromkeys((*first.inputs, *draft.inputs)))
        kept[draft.probe] = replace(first, inputs=names)
    return sorted(kept.values(), key=lambda draft: (draft.module, draft.line, draft.guard))


def _named(drafts: list[InputDraft]) -> Iterator[Input]:
    ids = _Ids()
    for draft in drafts:
        yield Input(
            ids.of(f"{draft.module}::{draft.kind}:{draft.name}"),
            draft.name,
            draft.kind,
            draft.default,
            draft.module,
            draft.line,
            draft.given,
            draft.used,
            draft.optional,
        )


def _numbered(drafts: list[ValidationDraft]) -> Iterator[Validation]:
    ids = _Ids()
    for draft in drafts:
        yield Validation(
            ids.of(f"{draft.module}::{draft.raises}:{draft.guard or draft.message}"),
            draft.module,
            draft.line,
            draft.raises,
            draft.message,
            draft.guard,
            draft.inputs,
            draft.probe,
        )


class _Ids:
    """Gives each item an id of its own: the text, and a number where others have the text too."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._seen: Counter[str] = Counter()

    def of(self, text: str) -> str:
        while True:
            self._seen[text] += 1
            found = f"{text}#{self._seen[text]}" if self._seen[text] > 1 else text
            if found not in self._given:
                self._given.add(found)
                return found
