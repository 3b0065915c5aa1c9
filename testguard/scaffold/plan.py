"""What to test, as values: made from a contract and observed graphs, rendered by templates."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from testguard.model.resource import Graph
from testguard.plugin import Spelled
from testguard.scaffold.grouping import Group


class Setting(Struct, frozen=True):
    """Values of inputs: arguments as code by input, configuration by full key, environment."""

    arguments: Mapping[str, str] = field(default_factory=dict)
    config: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)

    def and_(self, other: Setting) -> Setting:
        """This, and over it ``other``."""
        return Setting(
            {**self.arguments, **other.arguments},
            {**self.config, **other.config},
            {**self.environment, **other.environment},
        )


class Stack(Struct, frozen=True):
    """How a test gets a stack: an expression, or "" for a program, under a setting.

    ``parameters`` are the variables of the expression.
    """

    expression: str
    setting: Setting = Setting()
    parameters: str = ""


class ArgsCase(Struct, frozen=True):
    """An attribute of an args class: what it is by default, or when it is given ``given``."""

    field: str
    expected: Any
    given: str = ""


class ArgsTests(Struct, frozen=True):
    """Tests of an args class: ``expression`` constructs it with what it insists on."""

    class_name: str
    expression: str
    defaults: tuple[ArgsCase, ...] = ()
    overrides: tuple[ArgsCase, ...] = ()

    @property
    def with_field(self) -> str:
        """The expression that also gives it ``field`` the value ``value``."""
        call = ast.parse(self.expression, mode="eval").body
        given = call.keywords if isinstance(call, ast.Call) else []
        taken = {each.arg for each in given} & {each.field for each in self.overrides}
        if not taken or not isinstance(call, ast.Call):
            start = self.expression.removesuffix(")")
            return f"{start}{'' if start.endswith('(') else ', '}**{{field: value}})"
        values = (f"{each.arg!r}: {ast.unparse(each.value)}" for each in given)
        parts = [*map(ast.unparse, call.args), f"**{{{', '.join(values)}, field: value}}"]
        return f"{ast.unparse(call.func)}({', '.join(parts)})"


class Refusal(Struct, frozen=True):
    """A validation path: values that are refused, and their neighbours that are not.

    ``raises`` is the exception as a test writes it; ``match`` a pattern of its message. ``columns``
    name the variables of inputs; ``refused`` and ``accepted`` hold their values as code.
    ``refuse`` is the expression that is refused, ``take`` the statement that asserts that
    neighbours are taken, or "". ``names`` must be imported. ``id`` is the path's in the contract.
    Nothing is raised where the stack reports the error of itself: ``reporter`` is its construct,
    and ``take`` the stack that reports none.
    """

    id: str
    name: str
    raises: str
    match: str
    columns: tuple[str, ...]
    refused: tuple[tuple[str, ...], ...]
    accepted: tuple[tuple[str, ...], ...]
    refuse: str
    take: str = ""
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reporter: str = ""


class Change(Struct, frozen=True):
    """What an override changes: the properties of some resources, as trees by place."""

    resource: str
    expected: Mapping[str, Any]


class Override(Struct, frozen=True):
    """A configuration other than the default, and what it changes in the graph."""

    name: str
    stack: Stack
    given: str
    graph: Graph
    others: tuple[Graph, ...] = ()
    changes: tuple[Change, ...] = ()
    shared: tuple[tuple[str, Any, tuple[str, ...]], ...] = ()
    renamed: tuple[str, str, tuple[str, ...]] | None = None
    added: tuple[tuple[str, str], ...] = ()
    removed: tuple[tuple[str, str], ...] = ()
    outputs: Mapping[str, Any] = field(default_factory=dict)
    exports: Mapping[str, Any] = field(default_factory=dict)


class Added(Struct, frozen=True):
    """Items that the list ``key`` of every resource of some types has besides its own: tags."""

    key: str
    items: tuple[Any, ...]
    types: tuple[str, ...]


class Assembled(Struct, frozen=True):
    """A stack as its app has it, and what it does not have where it is constructed alone."""

    graph: Graph
    changes: tuple[Change, ...] = ()
    added: tuple[Added, ...] = ()


class Gap(Struct, frozen=True):
    """What could not be exercised, and why."""

    path: str
    line: int
    what: str
    why: str


class Plan(Struct, frozen=True):
    """The tests of one class or program of a stack module.

    ``shown`` asks for tests of what is declared by default; ``others`` are other stacks of an app.
    """

    path: str
    class_name: str
    spelled: Spelled
    default: Stack
    graph: Graph
    answers: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    args: tuple[ArgsTests, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    groups: tuple[Group, ...] = ()
    overrides: tuple[Override, ...] = ()
    outputs: Mapping[str, Any] = field(default_factory=dict)
    exports: Mapping[str, Any] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    others: tuple[Graph, ...] = ()
    assembled: tuple[Assembled, ...] = ()
    shown: bool = True
