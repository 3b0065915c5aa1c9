"""Constructor parameters, and the args classes they are annotated with."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.inspection.contracts.code import Code, Function
from testguard.inspection.contracts.draft import InputDraft, probe
from testguard.inspection.contracts.sources import PLUMBING, annotated_class
from testguard.model.contract import InputKind, Watch


def signature(
    code: Code, owner: ast.ClassDef, function: Function, *, stack: bool
) -> Iterator[InputDraft]:
    """The inputs of a signature; a stack's scope, id, name, opts and args are none."""
    kind = InputKind.PARAMETER if stack else InputKind.FIELD
    for position, (argument, default) in enumerate(_with_defaults(function)):
        if argument.arg in PLUMBING or (stack and position == 1 and argument.arg == "name"):
            continue
        if default is None and _carrier(code, argument):
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


def _carrier(code: Code, argument: ast.arg) -> bool:
    """Whether a parameter carries an args class, whose fields are the inputs."""
    name = annotated_class(argument)
    return bool(name) and code.find_class(name) is not None


def args_classes(code: Code, function: Function) -> Iterator[tuple[Code, ast.ClassDef]]:
    """The classes of the repository that a constructor's parameters are annotated with."""
    for argument, _ in _with_defaults(function):
        name = annotated_class(argument) if argument.arg not in PLUMBING else ""
        found = code.find_class(name) if name else None
        if found is not None:
            yield found


def _with_defaults(function: Function) -> list[tuple[ast.arg, ast.expr | None]]:
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    missing = [None] * (len(positional) - len(arguments.defaults))
    pairs: list[tuple[ast.arg, ast.expr | None]] = list(
        zip(positional, [*missing, *arguments.defaults], strict=True)
    )
    return pairs + list(zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True))
