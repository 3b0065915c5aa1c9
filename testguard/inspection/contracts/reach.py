"""The functions a constructor runs: itself, its bases', and the repository's own that it calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from msgspec import Struct, field

from testguard.inspection.contracts.code import (
    Code,
    Function,
    Scope,
    constant_text,
    dotted,
    method_of,
    own_nodes,
)

CONSTRUCTORS = ("__init__", "__post_init__", "__attrs_post_init__", "model_post_init", "__new__")
MAX_REACHED = 200


class Reached(Struct, frozen=True):
    """A function, or a program's module body, that runs when a stack is built.

    ``owner`` is the class whose method it is, ``subject`` the name of the class that is
    constructed, which may inherit it. ``bindings`` are the caller's expressions for the
    function's parameters, with the caller; both are empty for a constructor.
    """

    code: Code
    scope: Scope
    owner: ast.ClassDef | None = None
    bindings: dict[str, ast.expr] = field(default_factory=dict)
    caller: Reached | None = None
    subject: str = ""

    @property
    def constructor(self) -> bool:
        """Whether callers of the stack itself provide the parameters."""
        return self.caller is None and self.owner is not None

    @property
    def key(self) -> tuple[str, int]:
        """What tells one function of the repository from another."""
        return self.code.path, getattr(self.scope, "lineno", 0)

    @property
    def owner_name(self) -> str:
        """The name of the class that is constructed, or ""."""
        return self.subject or (self.owner.name if self.owner else "")


def reach(code: Code, owner: ast.ClassDef | None) -> list[Reached]:
    """Everything that runs when ``owner`` is constructed, or when the program ``code`` runs.

    A function that is called from several places is given once for each; a recursion ends.
    """
    found: list[Reached] = []
    queue = [Reached(code, code.tree)] if owner is None else list(_constructors(code, owner))
    while queue and len(found) < MAX_REACHED:
        current = queue.pop(0)
        found.append(current)
        queue += [call for call in _calls(current) if not _recursive(call)]
    return found


def _recursive(reached: Reached) -> bool:
    caller = reached.caller
    while caller is not None:
        if caller.key == reached.key:
            return True
        caller = caller.caller
    return False


def _constructors(code: Code, owner: ast.ClassDef) -> Iterator[Reached]:
    for home, node in lineage(code, owner):
        methods = [method for name in CONSTRUCTORS if (method := method_of(node, name))]
        for method in methods + _validators(home, node):
            yield Reached(home, method, node, subject=owner.name)
        if any(method.name == "__init__" for method in methods):
            return


def builders(at: Reached) -> Iterator[Reached]:
    """The functions that set an instance up before or around ``at``: callers, constructors."""
    caller = at.caller
    while caller is not None:
        yield caller
        caller = caller.caller
    if at.owner is None:
        return
    for first in _constructors(at.code, at.owner):
        yield first
        for node in own_nodes(first.scope):
            if isinstance(node, ast.Call) and _is_super(node.func):
                yield from _called(first, node)


def accessors(code: Code, owner: ast.ClassDef) -> Iterator[Reached]:
    """The properties of a class, which compute defaults when they are read."""
    for home, node in lineage(code, owner):
        for item in node.body:
            if isinstance(item, Function) and any(
                dotted(each) in ("property", "cached_property", "functools.cached_property")
                for each in item.decorator_list
            ):
                yield Reached(home, item, node, subject=owner.name)


def validated_fields(at: Reached) -> list[str]:
    """The fields that a pydantic or attrs validator method is about."""
    names: list[str] = []
    for decorator in getattr(at.scope, "decorator_list", ()):
        if isinstance(decorator, ast.Attribute) and decorator.attr == "validator":
            names.append(dotted(decorator.value))
        elif isinstance(decorator, ast.Call) and _is_validator(at.code, decorator):
            names += [text for item in decorator.args if (text := constant_text(item))]
    return [name for name in names if name not in ("", "*")]


def _validators(code: Code, node: ast.ClassDef) -> list[Function]:
    return [
        item
        for item in node.body
        if isinstance(item, Function)
        and any(_is_validator(code, decorator) for decorator in item.decorator_list)
    ]


def _is_validator(code: Code, decorator: ast.expr) -> bool:
    callee = decorator.func if isinstance(decorator, ast.Call) else decorator
    if isinstance(decorator, ast.Attribute) and decorator.attr == "validator":
        return True
    return code.qualify(callee).rpartition(".")[2] in (
        "field_validator",
        "model_validator",
        "validator",
        "root_validator",
    )


def lineage(code: Code, node: ast.ClassDef) -> list[tuple[Code, ast.ClassDef]]:
    """The class and those of its ancestors that the repository defines, nearest first."""
    found = [(code, node)]
    for home, current in found:
        for base in current.bases:
            target = base.value if isinstance(base, ast.Subscript) else base
            ancestor = home.find_class(dotted(target)) if dotted(target) else None
            if ancestor and all(ancestor[1] is not known for _, known in found):
                found.append(ancestor)
    return found


def _calls(current: Reached) -> Iterator[Reached]:
    for node in own_nodes(current.scope):
        if isinstance(node, ast.Call):
            yield from _called(current, node)
        elif isinstance(node, ast.Assign) and current.owner is not None:
            yield from _set(current, node)


def _called(current: Reached, call: ast.Call) -> Iterator[Reached]:
    target = target_of(current, call)
    if target:
        home, function, owner = target
        subject = current.subject if owner is not None else ""
        yield Reached(home, function, owner, _bind(function, call, owner), current, subject)


def _set(current: Reached, assignment: ast.Assign) -> Iterator[Reached]:
    """The property setters that an assignment to attributes of ``self`` runs."""
    targets = [dotted(target).partition(".") for target in assignment.targets]
    names = {name for head, _, name in targets if head == "self"}
    for home, node in lineage(current.code, current.owner):  # type: ignore[arg-type]
        for item in node.body:
            if isinstance(item, Function) and item.name in names and _is_setter(item):
                bound = {item.args.args[-1].arg: assignment.value} if item.args.args else {}
                yield Reached(home, item, node, bound, current, current.subject)


def _is_setter(function: Function) -> bool:
    return any(
        isinstance(each, ast.Attribute) and each.attr == "setter"
        for each in function.decorator_list
    )


def target_of(
    current: Reached, call: ast.Call
) -> tuple[Code, Function, ast.ClassDef | None] | None:
    """The function of the repository that a call runs, its module, and its class if a method."""
    name = dotted(call.func)
    if _is_super(call.func) and current.owner:
        return _method(lineage(current.code, current.owner)[1:], call.func.attr)  # type: ignore[attr-defined]
    head, _, rest = name.partition(".")
    if not name:
        return None
    if head in ("self", "cls") and rest and current.owner:
        return _method(lineage(current.code, current.owner), rest)
    found = current.code.find_function(name)
    return (*found, None) if found else None


def _is_super(callee: ast.expr) -> bool:
    return (
        isinstance(callee, ast.Attribute)
        and isinstance(callee.value, ast.Call)
        and dotted(callee.value.func) == "super"
    )


def _method(
    classes: list[tuple[Code, ast.ClassDef]], name: str
) -> tuple[Code, Function, ast.ClassDef] | None:
    for home, node in classes:
        method = method_of(node, name)
        if method is not None:
            return home, method, node
    return None


def _bind(function: Function, call: ast.Call, owner: ast.ClassDef | None) -> dict[str, ast.expr]:
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    if owner is not None and names and names[0] in ("self", "cls"):
        names = names[1:]
    bound = dict(zip(names, call.args, strict=False))
    bound.update({keyword.arg: keyword.value for keyword in call.keywords if keyword.arg})
    return bound
