"""Constructor parameters, and the args classes they are annotated with."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.inspection.contracts.carriers import carried, class_names
from testguard.inspection.contracts.code import Code, Function
from testguard.inspection.contracts.draft import InputDraft, probe
from testguard.inspection.contracts.sources import PLUMBING
from testguard.model.contract import InputKind, Watch

SCOPES = frozenset({
    "constructs.Construct", "aws_cdk.App", "aws_cdk.Stack", "aws_cdk.Stage", "aws_cdk.core.App",
    "aws_cdk.core.Construct", "aws_cdk.core.Stack", "aws_cdk.NestedStack",
})  # fmt: skip
OPTIONS = frozenset({
    "aws_cdk.Environment", "aws_cdk.core.Environment", "pulumi.ResourceOptions",
    "pulumi.InvokeOptions",
})  # fmt: skip


def signature(
    code: Code, owner: ast.ClassDef, function: Function, *, stack: bool
) -> Iterator[InputDraft]:
    """The inputs of a signature; a stack's scope, id, name, opts and args are none."""
    kind = InputKind.PARAMETER if stack else InputKind.FIELD
    pairs = _with_defaults(function)
    for position, (argument, default) in enumerate(pairs):
        if argument.arg in PLUMBING:
            continue
        if stack and _is_plumbing(code, [each for each, _ in pairs], position):
            continue
        if default is None and carried(code, argument):
            continue
        yield InputDraft(
            f"{owner.name}.{argument.arg}",
            kind,
            ast.unparse(default) if default is not None else None,
            code.path,
            argument.lineno,
            *(
                (
                    probe(code, default, Watch.GIVEN_ARGUMENT, argument.arg),
                    probe(code, default, Watch.LEFT_OUT, argument.arg),
                )
                if default is not None
                else (None, None)
            ),
        )


def _is_plumbing(code: Code, arguments: list[ast.arg], position: int) -> bool:
    """Whether the framework, and no user, is what a stack's parameter is for."""
    if position == 1:
        return arguments[1].arg == "name" or _is_scope(code, arguments[1])
    if position == 2 and _is_scope(code, arguments[1]):  # noqa: PLR2004 - behind the scope
        return True
    kinds = {code.imports.qualify(name) for name in class_names(arguments[position].annotation)}
    return bool(kinds & OPTIONS)


def _is_scope(code: Code, argument: ast.arg) -> bool:
    kinds = {code.imports.qualify(name) for name in class_names(argument.annotation)}
    return argument.arg == "scope" or bool(kinds & SCOPES)


def args_classes(code: Code, function: Function) -> Iterator[tuple[Code, ast.ClassDef]]:
    """The args classes of the repository that a constructor's parameters are annotated with."""
    for argument, _ in _with_defaults(function):
        yield from carried(code, argument)


def _with_defaults(function: Function) -> list[tuple[ast.arg, ast.expr | None]]:
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    missing = [None] * (len(positional) - len(arguments.defaults))
    pairs: list[tuple[ast.arg, ast.expr | None]] = list(
        zip(positional, [*missing, *arguments.defaults], strict=True)
    )
    return pairs + list(zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True))
