"""Args classes: the classes of the repository whose instances carry inputs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.inspection.contracts.code import Code, dotted
from testguard.inspection.contracts.fields import Flavour, flavour
from testguard.inspection.contracts.reach import lineage

ARGS_NAMES = ("args", "props", "params", "config", "settings", "options", "opts")
SUFFIXES = (
    "args", "props", "properties", "config", "configuration", "settings", "options", "params",
    "parameters", "inputs", "input", "spec", "kwargs",
)  # fmt: skip
FRAMEWORKS = ("pulumi", "aws_cdk", "constructs", "cdktf")
PROPS = ("StackProps", "NestedStackProps", "StageProps")
NEVER = frozenset({
    "enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag", "typing.Protocol",
    "typing_extensions.Protocol", "Exception", "ValueError", "str", "int",
})  # fmt: skip
UNIONS = ("Optional", "Union", "Annotated", "Input", "Unpack")
CONTAINERS = ("list", "List", "Sequence", "Iterable", "Collection", "tuple", "Tuple", "set", "Set",
              "dict", "Dict", "Mapping", "MutableMapping")  # fmt: skip
Class = tuple[Code, ast.ClassDef]


def carried(code: Code, argument: ast.arg) -> list[Class]:
    """The args classes that a parameter is annotated with, alone or in a union.

    A dictionary's type says nothing new beside the class that the dictionary may stand for.
    """
    known = argument.arg in ARGS_NAMES
    found = _classes(code, class_names(argument.annotation), known=known)
    fuller = [each for each in found if flavour(*each) is not Flavour.TYPEDDICT]
    return fuller or found


def nested(code: Code, annotation: ast.expr | None) -> list[Class]:
    """The args classes in the annotation of a field, also as items of a list or a dictionary."""
    return _classes(code, class_names(annotation, inside=True), known=False)


def annotated(code: Code, annotation: ast.expr | None) -> list[Class]:
    """The args classes that an annotation of a result or an attribute names."""
    return _classes(code, class_names(annotation), known=False)


def _classes(code: Code, names: Iterator[str], *, known: bool) -> list[Class]:
    found = [each for name in names if name and (each := code.find_class(name))]
    return [each for each in found if is_args_class(*each, known=known)]


def is_args_class(code: Code, node: ast.ClassDef, *, known: bool = False) -> bool:
    """Whether instances of a class carry inputs: never a component's, an enumeration's.

    A plain class is one by its name, or because the parameter it annotates is ``known`` as one.
    """
    family = lineage(code, node)
    if any((home.path, each.name) in code.components for home, each in family):
        return False
    bases = [home.qualify(base) for home, each in family for base in each.bases]
    if any(base in NEVER or _is_framework_class(base) for base in bases):
        return False
    return known or node.name.lower().endswith(SUFFIXES) or flavour(code, node) is not None


def _is_framework_class(base: str) -> bool:
    package, _, rest = base.partition(".")
    if not rest or rest.rpartition(".")[2] in PROPS:
        return False
    return package in FRAMEWORKS or package.startswith("pulumi_")


def class_names(annotation: ast.expr | None, *, inside: bool = False) -> Iterator[str]:
    """The class names of an annotation: ``Args`` of ``Optional["pkg.Args"]``.

    Those of a container's items come with ``inside`` only.
    """
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            parsed = ast.parse(annotation.value, mode="eval").body
        except SyntaxError:
            return
        yield from class_names(parsed, inside=inside)
    elif isinstance(annotation, ast.BinOp):
        yield from class_names(annotation.left, inside=inside)
        yield from class_names(annotation.right, inside=inside)
    elif isinstance(annotation, ast.Tuple):
        for each in annotation.elts:
            yield from class_names(each, inside=inside)
    elif isinstance(annotation, ast.Subscript):
        outer = dotted(annotation.value).rpartition(".")[2]
        if outer in UNIONS or (inside and outer in CONTAINERS):
            yield from class_names(annotation.slice, inside=inside)
        elif outer not in CONTAINERS:
            yield dotted(annotation.value)
    else:
        yield dotted(annotation)
