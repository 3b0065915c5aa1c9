"""Fields of dataclasses, attrs, pydantic models, TypedDicts and NamedTuples."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from enum import StrEnum

from testguard.inspection.contracts.code import Code, dotted
from testguard.inspection.contracts.draft import InputDraft, probe
from testguard.inspection.contracts.reach import lineage
from testguard.model.contract import InputKind, Watch

FIELD_CALLS = frozenset({
    "dataclasses.field", "attr.ib", "attr.attrib", "attr.field", "attrs.field", "pydantic.Field",
    "pydantic.fields.Field", "attr.attr", "pydantic.dataclasses.Field",
})  # fmt: skip
DEFAULTS = ("default", "default_factory", "factory")
_BASES = {
    "pydantic.BaseModel": "pydantic",
    "pydantic.main.BaseModel": "pydantic",
    "pydantic_settings.BaseSettings": "pydantic",
    "pydantic.BaseSettings": "pydantic",
    "typing.NamedTuple": "namedtuple",
    "typing.TypedDict": "typeddict",
    "typing_extensions.TypedDict": "typeddict",
}
_DECORATORS = {
    "dataclasses.dataclass": "dataclass",
    "pydantic.dataclasses.dataclass": "pydantic",
    **dict.fromkeys(
        ("attr.s", "attr.attrs", "attr.define", "attr.frozen", "attr.mutable", "attr.dataclass",
         "attrs.define", "attrs.frozen", "attrs.mutable"),
        "attrs",
    ),
}  # fmt: skip


class Flavour(StrEnum):
    """How a class gets its constructor from its annotations."""

    DATACLASS = "dataclass"
    ATTRS = "attrs"
    PYDANTIC = "pydantic"
    NAMEDTUPLE = "namedtuple"
    TYPEDDICT = "typeddict"


def flavour(code: Code, node: ast.ClassDef) -> Flavour | None:
    """The flavour of a class, its own or an ancestor's; None for a plain class."""
    for home, ancestor in lineage(code, node):
        names = [_DECORATORS.get(_called(home, item)) for item in ancestor.decorator_list]
        names += [_BASES.get(home.qualify(base)) for base in ancestor.bases]
        known = [name for name in names if name]
        if known:
            return Flavour(known[0])
    return None


def fields(code: Code, node: ast.ClassDef) -> Iterator[InputDraft]:
    """The fields of a class with a flavour, inherited ones included, each once."""
    kind = flavour(code, node)
    seen: set[str] = set()
    for home, owner in lineage(code, node) if kind else ():
        for statement in owner.body:
            name = _field_name(home, statement)
            private = kind is Flavour.PYDANTIC and name.startswith("_")
            if name and name not in seen and not private:
                seen.add(name)
                yield _draft(home, owner, node.name, statement, kind)  # type: ignore[arg-type]


def _called(code: Code, node: ast.expr) -> str:
    return code.qualify(node.func if isinstance(node, ast.Call) else node)


def field_call(code: Code, value: ast.expr | None) -> ast.Call | None:
    """``value`` when it is a call of ``field``, ``attr.ib`` or ``Field``."""
    if isinstance(value, ast.Call) and code.qualify(value.func) in FIELD_CALLS:
        return value
    return None


def _field_name(code: Code, statement: ast.stmt) -> str:
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        outer = dotted(getattr(statement.annotation, "value", statement.annotation))
        if (
            outer.rpartition(".")[2] in ("ClassVar", "InitVar")
            or statement.target.id == "model_config"
        ):
            return ""
        call = field_call(code, statement.value)
        return "" if call and _keyword(call, "init") == "False" else statement.target.id
    if isinstance(statement, ast.Assign) and field_call(code, statement.value):
        return dotted(statement.targets[0])
    return ""


def _keyword(call: ast.Call, name: str) -> str:
    return next((ast.unparse(item.value) for item in call.keywords if item.arg == name), "")


def default_of(code: Code, value: ast.expr | None, flavour_: Flavour) -> ast.expr | None:
    """The default of a field: what a default_factory makes counts; None where it is required."""
    call = field_call(code, value)
    if call is None:
        return value
    for keyword in call.keywords:
        if keyword.arg in DEFAULTS:
            return keyword.value
    first = call.args[0] if call.args and flavour_ is Flavour.PYDANTIC else None
    return None if isinstance(first, ast.Constant) and first.value is ... else first


def _draft(
    code: Code, owner: ast.ClassDef, name: str, statement: ast.stmt, kind: Flavour
) -> InputDraft:
    field_name = _field_name(code, statement)
    value = statement.value if isinstance(statement, ast.AnnAssign | ast.Assign) else None
    default = default_of(code, value, kind)
    passed = _passed_as(code, field_name, value, kind)
    watched = default is not None
    text = ast.unparse(default) if default is not None else None
    return InputDraft(
        f"{name}.{field_name}",
        InputKind.FIELD,
        text,
        code.path,
        statement.lineno,
        given=probe(code, owner, Watch.GIVEN_FIELD, passed) if watched else None,
        used=probe(code, owner, Watch.LEFT_OUT_FIELD, passed) if watched else None,
        optional=kind is Flavour.TYPEDDICT and _may_be_left_out(owner, statement),
    )


def _may_be_left_out(owner: ast.ClassDef, statement: ast.stmt) -> bool:
    outer = dotted(getattr(getattr(statement, "annotation", None), "value", None))
    marked = outer.rpartition(".")[2]
    total = {item.arg: ast.unparse(item.value) for item in owner.keywords}.get("total", "True")
    return marked != "Required" and (marked == "NotRequired" or total == "False")


def _passed_as(code: Code, name: str, value: ast.expr | None, kind: Flavour) -> str:
    """The name by which a constructor takes a field: attrs leaves out a leading underscore."""
    if kind is not Flavour.ATTRS:
        return name
    call = field_call(code, value)
    alias = _keyword(call, "alias") if call else ""
    return alias.strip("'\"") or name.lstrip("_")
