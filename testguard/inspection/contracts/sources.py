"""Which input an expression reads: a parameter, an args field, or a key."""

from __future__ import annotations

import ast

from msgspec import Struct

from testguard.inspection.contracts.assignments import assignment_to, targets_of
from testguard.inspection.contracts.carriers import ARGS_NAMES, annotated, carried
from testguard.inspection.contracts.code import (
    Function,
    constant_text,
    dotted,
    method_of,
    own_nodes,
)
from testguard.inspection.contracts.fields import flavour
from testguard.inspection.contracts.reach import Reached, builders, lineage, target_of
from testguard.model.contract import InputKind

PLUMBING = frozenset({
    "self", "cls", "scope", "id", "id_", "_id", "construct_id", "stack_id", "opts", "resource_name",
    "__context",
})  # fmt: skip
CONFIG_CLASSES = frozenset({"pulumi.Config", "pulumi.config.Config"})
ENVIRONMENT_GETTERS = frozenset({"os.getenv", "os.environ.get"})
MAX_DEPTH = 12
END = ast.Name("", ast.Load(), lineno=1 << 30, col_offset=0)  # stands behind all else


class Source(Struct, frozen=True):
    """An input that an expression reads."""

    kind: InputKind
    name: str


def source_of(node: ast.expr | None, at: Reached, depth: int = 0) -> Source | None:
    """The one input that ``node`` passes on, or None where it is a value of its own."""
    if node is None or depth > MAX_DEPTH:
        return None
    if isinstance(node, ast.Name):
        return _name(node, at, depth + 1)
    if isinstance(node, ast.Attribute):
        return _attribute(node, at, depth + 1)
    if isinstance(node, ast.IfExp):
        return source_of(node.body, at, depth + 1) or source_of(node.orelse, at, depth + 1)
    if isinstance(node, ast.BoolOp):
        return next(
            (found for each in node.values if (found := source_of(each, at, depth + 1))), None
        )
    if isinstance(node, ast.Subscript):
        return key_source(node, at)
    if isinstance(node, ast.Call):
        return key_source(node, at) or _wrapped(node, at, depth + 1)
    return None


def _wrapped(call: ast.Call, at: Reached, depth: int) -> Source | None:
    if isinstance(call.func, ast.Attribute) and not call.args and not call.keywords:
        return source_of(call.func.value, at, depth)
    if dotted(call.func) in ("str", "int", "float", "bool", "list", "dict", "tuple", "len", "set"):
        return source_of(call.args[0], at, depth) if len(call.args) == 1 else None
    return None


def _name(node: ast.Name, at: Reached, depth: int) -> Source | None:
    if node.id in parameters(at.scope):
        return _parameter(node.id, at, depth)
    assigned = assignment_to(node.id, at.scope, node)
    return source_of(assigned, at, depth) if assigned is not None else None


def _parameter(name: str, at: Reached, depth: int) -> Source | None:
    if at.constructor:
        if name in PLUMBING:
            return None
        kind = InputKind.FIELD if _is_args_class(at) else InputKind.PARAMETER
        return Source(kind, f"{at.owner_name}.{name}")
    bound = at.bindings.get(name)
    return source_of(bound, at.caller, depth) if bound is not None and at.caller else None


def _is_args_class(at: Reached) -> bool:
    return at.owner is not None and at.owner_name.endswith(("Args", "Props", "Config", "Options"))


def _attribute(node: ast.Attribute, at: Reached, depth: int) -> Source | None:
    owner = args_class(node.value, at, depth)
    if owner:
        return Source(InputKind.FIELD, f"{owner}.{node.attr}")
    if not (isinstance(node.value, ast.Name) and node.value.id == "self" and at.owner):
        return None
    if node.attr in ARGS_NAMES:
        return None
    if node.attr in field_names(at.owner) and flavour(at.code, at.owner):
        return Source(InputKind.FIELD, f"{at.owner_name}.{node.attr}")
    kept = stored(node.attr, at)
    return source_of(kept[0], kept[1], depth) if kept is not None else None


def args_class(node: ast.expr, at: Reached, depth: int = 0) -> str:
    """The args class of the instance ``node``, or the parameter's name where none is known."""
    if depth > MAX_DEPTH:
        return ""
    if isinstance(node, ast.Name):
        return _args_class_of_name(node, at, depth)
    if isinstance(node, ast.Attribute) and dotted(node) == f"self.{node.attr}" and at.owner:
        kept = stored(node.attr, at)
        if kept is not None:
            return args_class(kept[0], kept[1], depth + 1)
        return _args_class_of_property(node.attr, at)
    if isinstance(node, ast.BoolOp):
        return args_class(node.values[0], at, depth + 1)
    if isinstance(node, ast.Call):
        return _args_class_of_result(node, at)
    return ""


def _args_class_of_name(node: ast.Name, at: Reached, depth: int) -> str:
    argument = parameters(at.scope).get(node.id)
    if argument is None:
        assigned = assignment_to(node.id, at.scope, node)
        return args_class(assigned, at, depth + 1) if assigned is not None else ""
    bound = at.bindings.get(node.id)
    if bound is not None and at.caller and (found := args_class(bound, at.caller, depth + 1)):
        return found
    classes = carried(at.code, argument)
    if classes:
        return classes[0][1].name
    return node.id if node.id in ARGS_NAMES and node.id != "opts" and at.constructor else ""


def _args_class_of_property(name: str, at: Reached) -> str:
    """The args class that a property, or an annotation in the class's body, names."""
    for home, owner in lineage(at.code, at.owner) if at.owner else ():
        method = method_of(owner, name)
        annotations = [each.annotation for each in annotated_names(owner) if each.target.id == name]  # type: ignore[union-attr]
        for annotation in (method.returns if method else None, *annotations):
            if classes := annotated(home, annotation):
                return classes[0][1].name
    return ""


def _args_class_of_result(call: ast.Call, at: Reached) -> str:
    """The args class that a function of the repository is annotated to give."""
    target = target_of(at, call)
    classes = annotated(target[0], target[1].returns) if target else []
    return classes[0][1].name if classes else ""


def key_source(node: ast.expr, at: Reached) -> Source | None:
    """The config, context, environment or keyword key that a look-up or subscript reads."""
    if isinstance(node, ast.Subscript):
        key = _key(node.slice, at)
        kind = _mapping_kind(node.value, at)
        return _keyed(kind, key, node.value) if key and kind else None
    if not isinstance(node, ast.Call):
        return None
    key = _key(node.args[0], at) if node.args else None
    if dotted(node.func) == "getattr" and len(node.args) > 1:
        owner, name = args_class(node.args[0], at), constant_text(node.args[1])
        return Source(InputKind.FIELD, f"{owner}.{name}") if owner and name else None
    if key is None:
        return None
    if at.code.qualify(node.func) in ENVIRONMENT_GETTERS:
        return Source(InputKind.ENVIRONMENT, key)
    if not isinstance(node.func, ast.Attribute):
        return None
    method = node.func.attr
    if method in ("try_get_context", "get_context"):
        return Source(InputKind.CONTEXT, key)
    if method.startswith(("get", "require")) and is_config(node.func.value, at):
        return Source(InputKind.CONFIG, f"{namespace_of(node.func.value, at)}{key}")
    kind = _mapping_kind(node.func.value, at)
    return _keyed(kind, key, node.func.value) if kind and method in ("get", "pop") else None


def _key(node: ast.expr, at: Reached) -> str | None:
    """A literal key, also one that a caller passes or a constant holds."""
    text = constant_text(node)
    if text is not None or not isinstance(node, ast.Name):
        return text
    if node.id in parameters(at.scope):
        return constant_text(at.bindings.get(node.id))
    value = assignment_to(node.id, at.scope, node)
    if value is None:
        value = assignment_to(node.id, at.code.tree, END)
    return constant_text(value)


def namespace_of(node: ast.expr, at: Reached) -> str:
    """``aws:`` for a ``pulumi.Config("aws")``; "" for the project's own."""
    made = config_call(node, at)
    text = constant_text(made.args[0]) if made is not None and made.args else None
    return f"{text}:" if text else ""


def _keyed(kind: InputKind, key: str, mapping: ast.expr) -> Source:
    prefix = f"{dotted(mapping)}." if kind is InputKind.FIELD else ""
    return Source(kind, f"{prefix}{key}")


def _mapping_kind(node: ast.expr, at: Reached) -> InputKind | None:
    if at.code.qualify(node) == "os.environ":
        return InputKind.ENVIRONMENT
    if not isinstance(node, ast.Name) or not isinstance(at.scope, Function):
        return None
    keywords = at.scope.args.kwarg
    if keywords is not None and keywords.arg == node.id:
        return InputKind.KEYWORD if at.constructor else None
    if node.id in parameters(at.scope) and node.id in ARGS_NAMES and at.constructor:
        return InputKind.FIELD
    return None


def is_config(node: ast.expr, at: Reached) -> bool:
    """Whether ``node`` is a ``pulumi.Config``."""
    return config_call(node, at) is not None


def config_call(node: ast.expr, at: Reached, depth: int = 0) -> ast.Call | None:
    """The call that made the ``pulumi.Config`` that ``node`` is, or None."""
    if isinstance(node, ast.Call):
        return node if at.code.qualify(node.func) in CONFIG_CLASSES else None
    if depth > MAX_DEPTH:
        return None
    if isinstance(node, ast.Name):
        if at.caller and node.id in at.bindings:
            return config_call(at.bindings[node.id], at.caller, depth + 1)
        assigned = assignment_to(node.id, at.scope, node)
        if assigned is None and node.id not in parameters(at.scope):
            assigned = assignment_to(node.id, at.code.tree, END)
        return config_call(assigned, at, depth + 1) if assigned is not None else None
    if isinstance(node, ast.Attribute) and dotted(node).startswith("self.") and at.owner:
        kept = stored(node.attr, at)
        return config_call(*kept, depth + 1) if kept is not None else None
    return None


def parameters(scope: ast.AST) -> dict[str, ast.arg]:
    """The named parameters of a function by name; none for a module."""
    if not isinstance(scope, Function):
        return {}
    arguments = scope.args
    return {
        item.arg: item for item in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    }


def stored(name: str, at: Reached) -> tuple[ast.expr, Reached] | None:
    """What ``self.name`` is first assigned, and where: in the function at hand or a constructor."""
    for place in (at, *builders(at)):
        for node in own_nodes(place.scope):
            if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
                continue
            if any(dotted(target) == f"self.{name}" for target in targets_of(node)):
                return node.value, place
    return None


def field_names(owner: ast.ClassDef) -> set[str]:
    """The names a class body annotates."""
    return {each.target.id for each in annotated_names(owner)}  # type: ignore[union-attr]


def annotated_names(owner: ast.ClassDef) -> list[ast.AnnAssign]:
    """The statements by which a class body annotates plain names."""
    return [
        node
        for node in owner.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    ]
