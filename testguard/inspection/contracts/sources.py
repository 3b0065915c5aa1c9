"""Which input an expression reads: a parameter, an args field, or a key."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from testguard.inspection.contracts.code import Function, constant_text, dotted, own_nodes
from testguard.inspection.contracts.reach import Reached
from testguard.model.contract import InputKind

ARGS_NAMES = ("args", "props", "params", "config", "settings", "options", "opts")
PLUMBING = frozenset({
    "self", "cls", "scope", "id", "id_", "_id", "construct_id", "stack_id", "opts", "resource_name",
    "__context",
})  # fmt: skip
CONFIG_CLASSES = frozenset({"pulumi.Config", "pulumi.config.Config"})
ENVIRONMENT_GETTERS = frozenset({"os.getenv", "os.environ.get"})
MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Source:
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
    if isinstance(node.value, ast.Name) and node.value.id == "self" and at.owner:
        if node.attr in ARGS_NAMES:
            return None
        if at.owner_name and node.attr in field_names(at.owner):
            return Source(InputKind.FIELD, f"{at.owner_name}.{node.attr}")
        stored = attribute_value(node.attr, at)
        return source_of(stored, at, depth) if stored is not None else None
    return None


def args_class(node: ast.expr, at: Reached, depth: int = 0) -> str:
    """The args class of the instance ``node``, or the parameter's name where none is known."""
    if depth > MAX_DEPTH:
        return ""
    if isinstance(node, ast.Name) and node.id in parameters(at.scope):
        bound = at.bindings.get(node.id)
        if bound is not None and at.caller:
            return args_class(bound, at.caller, depth + 1)
        annotated = annotated_class(parameters(at.scope)[node.id])
        found = at.code.find_class(annotated) if annotated else None
        if found:
            return found[1].name
        return node.id if node.id in ARGS_NAMES and node.id != "opts" else ""
    if isinstance(node, ast.Attribute) and dotted(node) == f"self.{node.attr}" and at.owner:
        stored = attribute_value(node.attr, at)
        return args_class(stored, at, depth + 1) if stored is not None else ""
    if isinstance(node, ast.BoolOp):
        return args_class(node.values[0], at, depth + 1)
    return ""


def annotated_class(argument: ast.arg) -> str:
    """The class a parameter's annotation names: ``Args`` of ``Optional["pkg.Args"]``."""
    return class_in(argument.annotation)


def class_in(annotation: ast.expr | None) -> str:
    """The first class name in an annotation that is not part of ``typing``'s own vocabulary."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            return class_in(ast.parse(annotation.value, mode="eval").body)
        except SyntaxError:
            return ""
    if isinstance(annotation, ast.BinOp):
        return class_in(annotation.left) or class_in(annotation.right)
    if isinstance(annotation, ast.Subscript):
        outer = dotted(annotation.value).rpartition(".")[2]
        return class_in(annotation.slice) if outer in ("Optional", "Annotated", "Union") else ""
    if isinstance(annotation, ast.Tuple) and annotation.elts:
        return class_in(annotation.elts[0])
    return dotted(annotation)


def key_source(node: ast.expr, at: Reached) -> Source | None:
    """The config, context, environment or keyword key that a look-up or subscript reads."""
    if isinstance(node, ast.Subscript):
        key = constant_text(node.slice)
        kind = _mapping_kind(node.value, at)
        return _keyed(kind, key, node.value) if key and kind else None
    if not isinstance(node, ast.Call):
        return None
    key = constant_text(node.args[0]) if node.args else None
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
        return Source(InputKind.CONFIG, key)
    kind = _mapping_kind(node.func.value, at)
    return _keyed(kind, key, node.func.value) if kind and method in ("get", "pop") else None


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
    if isinstance(node, ast.Call):
        return at.code.qualify(node.func) in CONFIG_CLASSES
    if isinstance(node, ast.Name):
        assigned = assignment_to(node.id, at.scope, node)
        if assigned is None:
            assigned = assignment_to(node.id, at.code.tree, node)
        if assigned is None and at.caller and node.id in at.bindings:
            return is_config(at.bindings[node.id], at.caller)
        return isinstance(assigned, ast.Call) and is_config(assigned, at)
    if isinstance(node, ast.Attribute) and dotted(node).startswith("self.") and at.owner:
        stored = attribute_value(node.attr, at)
        return isinstance(stored, ast.Call) and is_config(stored, at)
    return False


def parameters(scope: ast.AST) -> dict[str, ast.arg]:
    """The named parameters of a function by name; none for a module."""
    if not isinstance(scope, Function):
        return {}
    arguments = scope.args
    return {
        item.arg: item for item in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    }


def assignment_to(name: str, scope: ast.AST, before: ast.expr) -> ast.expr | None:
    """The value last assigned to a plain name in a scope, in the source above ``before``."""
    found = None
    limit = (before.lineno, before.col_offset)
    for node in own_nodes(scope):
        if (getattr(node, "lineno", 0), getattr(node, "col_offset", 0)) >= limit:
            continue
        if isinstance(node, ast.Assign) and any(dotted(target) == name for target in node.targets):
            found = node.value
        elif isinstance(node, ast.AnnAssign) and dotted(node.target) == name:
            found = node.value or found
        elif isinstance(node, ast.NamedExpr) and node.target.id == name:
            found = node.value
    return found


def attribute_value(name: str, at: Reached) -> ast.expr | None:
    """What ``self.name`` is first assigned in the function at hand."""
    for node in own_nodes(at.scope):
        if isinstance(node, ast.Assign):
            if any(dotted(target) == f"self.{name}" for target in node.targets):
                return node.value
        elif isinstance(node, ast.AnnAssign) and dotted(node.target) == f"self.{name}":
            return node.value
    return None


def field_names(owner: ast.ClassDef) -> set[str]:
    """The names a class body annotates."""
    return {
        node.target.id
        for node in owner.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
