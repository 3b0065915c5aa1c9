"""Declared constraints: pydantic's ``Field(ge=1)`` and attrs' ``validator=``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.inspection.contracts.code import Code, dotted
from testguard.inspection.contracts.draft import ValidationDraft, probe
from testguard.inspection.contracts.fields import Flavour, field_call, flavour
from testguard.inspection.contracts.reach import Reached, lineage
from testguard.model.contract import Watch

PYDANTIC = (
    "gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length", "pattern", "max_digits",
    "decimal_places",
)  # fmt: skip
CONSTRAINED_TYPES = frozenset({"conint", "confloat", "constr", "conlist", "conset", "condecimal"})
FUNCTIONAL = frozenset({"AfterValidator", "BeforeValidator", "PlainValidator", "WrapValidator"})
POSITIVE_TYPES = {
    "PositiveInt": "gt=0", "PositiveFloat": "gt=0", "NegativeInt": "lt=0", "NegativeFloat": "lt=0",
    "NonNegativeInt": "ge=0", "NonNegativeFloat": "ge=0", "NonPositiveInt": "le=0",
    "NonPositiveFloat": "le=0",
}  # fmt: skip


def constraints(code: Code, node: ast.ClassDef) -> Iterator[ValidationDraft]:
    """A validation path for each constraint a field of the class declares."""
    kind = flavour(code, node)
    if kind not in (Flavour.PYDANTIC, Flavour.ATTRS):
        return
    seen: set[str] = set()
    for home, owner in lineage(code, node):
        own = {name for each in owner.body if (name := _parts(each)[0])}
        for statement in owner.body:
            name, value, annotation = _parts(statement)
            if name in seen:
                continue
            declared = (
                _attrs(home, value) if kind is Flavour.ATTRS else _pydantic(home, value, annotation)
            )
            for constraint, text in declared if name else ():
                yield _draft(home, owner, node.name, statement, name, constraint, text, kind)
        seen |= own


def _parts(statement: ast.stmt) -> tuple[str, ast.expr | None, ast.expr | None]:
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id, statement.value, statement.annotation
    if isinstance(statement, ast.Assign):
        return dotted(statement.targets[0]), statement.value, None
    return "", None, None


def _pydantic(
    code: Code, value: ast.expr | None, annotation: ast.expr | None
) -> Iterator[tuple[str, str]]:
    call = field_call(code, value)
    calls = [call] if call else []
    for node in ast.walk(annotation) if annotation is not None else ():
        name = code.qualify(node).rpartition(".")[2]
        if isinstance(node, ast.Call):
            calls.append(node)
        elif name in POSITIVE_TYPES:
            key, _, bound = POSITIVE_TYPES[name].partition("=")
            yield key, f"{key}={bound}"
    for each in calls:
        callee = code.qualify(each.func)
        known = callee.rpartition(".")[2] in CONSTRAINED_TYPES | {
            "Field",
            "StringConstraints",
            "Interval",
        }
        if field_call(code, each) or known:
            for keyword in each.keywords:
                if keyword.arg in PYDANTIC:
                    yield keyword.arg, f"{keyword.arg}={ast.unparse(keyword.value)}"


def _attrs(code: Code, value: ast.expr | None) -> Iterator[tuple[str, str]]:
    call = field_call(code, value)
    for keyword in call.keywords if call else ():
        if keyword.arg == "validator":
            several = isinstance(keyword.value, ast.List | ast.Tuple)
            validators = keyword.value.elts if several else [keyword.value]  # type: ignore[attr-defined]
            for validator in validators:
                callee = validator.func if isinstance(validator, ast.Call) else validator
                if code.find_function(dotted(callee)) or isinstance(callee, ast.Lambda):
                    continue
                yield dotted(callee).rpartition(".")[2], ast.unparse(validator)


def _draft(
    code: Code,
    owner: ast.ClassDef,
    class_name: str,
    statement: ast.stmt,
    name: str,
    constraint: str,
    text: str,
    kind: Flavour,
) -> ValidationDraft:
    return ValidationDraft(
        code.path,
        statement.lineno,
        "ValidationError" if kind is Flavour.PYDANTIC else "ValueError",
        "",
        f"{name}: {text}",
        (f"{class_name}.{name}",),
        probe(code, owner, Watch.CONSTRAINT, f"{name}:{constraint}"),
    )


def checks(code: Code, node: ast.ClassDef) -> Iterator[Reached]:
    """The repository's own functions that a field names as its validators or converters."""
    kind = flavour(code, node)
    for home, owner in lineage(code, node) if kind in (Flavour.PYDANTIC, Flavour.ATTRS) else ():
        building = Reached(home, ast.Module([], []), owner, subject=node.name)
        for statement in owner.body:
            name, value, annotation = _parts(statement)
            for each in _named_functions(home, value, annotation) if name else ():
                found = home.find_function(dotted(each))
                if found and found[1].args.args:
                    field = ast.Attribute(ast.Name("self", ast.Load()), name, ast.Load())
                    bound: dict[str, ast.expr] = {found[1].args.args[-1].arg: field}
                    yield Reached(*found, None, bound, building)


def _named_functions(
    code: Code, value: ast.expr | None, annotation: ast.expr | None
) -> Iterator[ast.expr]:
    call = field_call(code, value)
    for keyword in call.keywords if call else ():
        if keyword.arg in ("validator", "converter"):
            several = isinstance(keyword.value, ast.List | ast.Tuple)
            yield from keyword.value.elts if several else [keyword.value]  # type: ignore[attr-defined]
    for node in ast.walk(annotation) if annotation is not None else ():
        if isinstance(node, ast.Call) and code.qualify(node.func).rpartition(".")[2] in FUNCTIONAL:
            yield from node.args
