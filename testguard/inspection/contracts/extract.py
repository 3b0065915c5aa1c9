"""From a stack module to its contracts."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from testguard.errors import UnreadableSource
from testguard.inspection.contracts.choices import choices
from testguard.inspection.contracts.code import Code, method_of
from testguard.inspection.contracts.constraints import constraints
from testguard.inspection.contracts.draft import InputDraft, ValidationDraft
from testguard.inspection.contracts.fields import fields, flavour
from testguard.inspection.contracts.lookups import lookups
from testguard.inspection.contracts.parameters import args_classes, signature
from testguard.inspection.contracts.reach import Reached, lineage, reach
from testguard.inspection.contracts.validations import validations
from testguard.model.contract import Contract, Input, Probe, Validation
from testguard.model.project import StackModule
from testguard.suite.library import Library


def extract(stack: StackModule, library: Library) -> tuple[Contract, ...]:
    """A contract for each stack class of a module, or one for the program it is.

    Raises `UnreadableSource` where this Python cannot read or parse the module.
    """
    module = library.load(stack.path)
    if module is None:
        raise UnreadableSource(f"{stack.path} cannot be read")
    code = Code(module, library)
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


def _contract(code: Code, owner: ast.ClassDef | None) -> Contract:
    inputs: list[InputDraft] = []
    refusals: list[ValidationDraft] = []
    reached = reach(code, owner)
    if owner is not None:
        inputs += _constructor(code, owner, stack=True)
    for home, node in _args_classes(reached):
        inputs += _constructor(home, node, stack=False)
        refusals += constraints(home, node)
        known = {at.key for at in reached}
        reached += [at for at in reach(home, node) if at.key not in known]
    for at in reached:
        chosen, consumed = choices(at)
        inputs += [*chosen, *lookups(at, consumed)]
        refusals += validations(at)
    name = owner.name if owner else ""
    return Contract(
        code.path, name, tuple(_named(_merged(inputs))), tuple(_numbered(_unique(refusals)))
    )


def _args_classes(reached: Iterable[Reached]) -> list[tuple[Code, ast.ClassDef]]:
    found: dict[tuple[str, str], tuple[Code, ast.ClassDef]] = {}
    for at in reached:
        if not isinstance(at.scope, ast.Module) and at.constructor:
            for home, node in args_classes(at.code, at.scope):
                found.setdefault((home.path, node.name), (home, node))
    return list(found.values())


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
    seen: Counter[str] = Counter()
    for draft in drafts:
        text = f"{draft.module}::{draft.kind}:{draft.name}"
        seen[text] += 1
        suffix = f"#{seen[text]}" if seen[text] > 1 else ""
        yield Input(
            text + suffix,
            draft.name,
            draft.kind,
            draft.default,
            draft.module,
            draft.line,
            draft.given,
            draft.used,
        )


def _numbered(drafts: list[ValidationDraft]) -> Iterator[Validation]:
    seen: Counter[str] = Counter()
    for draft in drafts:
        text = f"{draft.module}::{draft.raises}:{draft.guard or draft.message}"
        seen[text] += 1
        suffix = f"#{seen[text]}" if seen[text] > 1 else ""
        yield Validation(
            text + suffix,
            draft.module,
            draft.line,
            draft.raises,
            draft.message,
            draft.guard,
            draft.inputs,
            draft.probe,
        )
