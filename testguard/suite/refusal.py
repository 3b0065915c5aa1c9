"""Why pytest does not collect a class, a method or a module whose name says test.

pytest 9, ``_pytest/python.py`` and ``_pytest/unittest.py``: classes with a constructor of their
own or an inherited one, classes and modules with ``__test__ = False``, and abstract classes are
passed over. A ``unittest.TestCase`` may have a constructor.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator

from testguard.suite.assignments import assigned_in
from testguard.suite.module import body_of, decorators_of, name_of
from testguard.syntax import Node, dotted

CONSTRUCTORS = ("__init__", "__new__")
CONSTRUCTED_ROOTS = frozenset({
    "aws_cdk", "constructs", "ctypes", "enum", "marshmallow", "msgspec", "pulumi", "pydantic",
    "sqlmodel", "threading",
})  # fmt: skip
CONSTRUCTED = frozenset({
    "collections.OrderedDict", "collections.UserDict", "collections.UserList",
    "django.db.models.Model", "typing.NamedTuple", "typing.Protocol", "typing.TypedDict",
    "typing_extensions.NamedTuple", "typing_extensions.Protocol", "typing_extensions.TypedDict",
})  # fmt: skip
_DATACLASSES = frozenset(
    {"dataclass", "define", "frozen", "mutable", "attrs", "s", "attrib", "dataclass_json"}
)


def opted_out(block: Node) -> bool | None:
    """Whether a module or class body sets ``__test__`` to false (or true); None where neither."""
    value = assigned_in(block).get("__test__")
    return None if value is None else value.kind() == "false"


def refused(classes: list[Node], ancestors: frozenset[str], *, unittest: bool) -> str:
    """Why pytest refuses a class, or "" where it collects it.

    ``classes`` are the class and those of its ancestors that can be read, nearest first;
    ``ancestors`` the dotted names of all of them.
    """
    text = "\n".join(cls.text() for cls in classes)
    if "__test__" in text and _opted_out(classes):
        return "it sets `__test__ = False`"
    if "abstract" in text and any(_abstract_methods(classes)):
        return "it has abstract methods"
    if unittest:
        return ""
    constructs = any(name in text for name in CONSTRUCTORS)
    if constructs and any(
        name_of(node) in CONSTRUCTORS for cls in classes for node in _methods(cls)
    ):
        return "it has a constructor"
    if any(_constructed(name) for name in ancestors) or any(_generated(cls) for cls in classes):
        return "it has a constructor"
    return ""


def _opted_out(classes: list[Node]) -> bool:
    values = (opted_out(body) for cls in classes if (body := cls.field("body")))
    return next((value for value in values if value is not None), False)


def _abstract_methods(classes: list[Node]) -> Iterator[str]:
    defined: set[str] = set()
    for cls in classes:
        for method in _methods(cls):
            name = name_of(method)
            if name not in defined and is_abstract(method):
                yield name
        defined |= {name_of(method) for method in _methods(cls)}
        body = cls.field("body")
        defined |= assigned_in(body).keys() if body else set()


def is_abstract(function: Node) -> bool:
    """Whether a method is decorated as abstract."""
    decorators = (dotted(node).rpartition(".")[2] for node in decorators_of(function))
    return any(name.startswith("abstract") for name in decorators)


def _methods(cls: Node) -> list[Node]:
    unwrapped = (
        node.field("definition") if node.kind() == "decorated_definition" else node
        for node in body_of(cls)
    )
    return [node for node in unwrapped if node and node.kind() == "function_definition"]


def _constructed(name: str) -> bool:
    head, _, last = name.rpartition(".")
    if name in CONSTRUCTED or name.partition(".")[0] in CONSTRUCTED_ROOTS:
        return True
    if last.endswith(("Error", "Exception", "Warning")):
        return True
    builtin = None if head else getattr(builtins, last, None)
    return isinstance(builtin, type) and builtin is not object


def _generated(cls: Node) -> bool:
    for decorator in decorators_of(cls):
        callee = decorator.field("function") if decorator.kind() == "call" else decorator
        if dotted(callee).rpartition(".")[2] in _DATACLASSES:
            return True
    return False
