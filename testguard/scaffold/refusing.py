"""From settings that are refused to tests that expect the refusal."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from msgspec.structs import replace

from testguard.errors import BuildError
from testguard.model.contract import InputKind, Validation, Watch
from testguard.plugin import Spelled
from testguard.scaffold.calls import build_call
from testguard.scaffold.messages import escaped, pieces
from testguard.scaffold.naming import snake
from testguard.scaffold.outcomes import LATE, Judge, config_key, plain_text, settings_of
from testguard.scaffold.plan import Gap, Refusal, Setting, Stack
from testguard.scaffold.search import Found, Search
from testguard.scaffold.tree import literal

_TEXTS = (InputKind.CONFIG, InputKind.CONTEXT, InputKind.ENVIRONMENT)
_SHORTEST, _LONGEST = 4, 70


@dataclass
class Refusing:
    """Writes refusals; ``args`` are the constructions of args classes by their names.

    ``spell`` writes the stack under a setting.
    """

    search: Search
    default: Stack
    args: Mapping[str, Spelled]
    spell: Callable[[Setting], Spelled]

    @property
    def judge(self) -> Judge:
        """What tries settings."""
        return self.search.judge

    def write(self, path: Validation) -> Refusal | Gap:
        """The tests of one validation path, or why there are none."""
        if path.probe.watch is Watch.MISSING:
            return self._missing(path)
        found = self.search.find(path)
        if found is None:
            return Gap(
                path.module,
                path.line,
                f"refusal if {path.guard or 'always'}",
                "no input was found that reaches it" if path.inputs else "it reads no input",
            )
        return self._refusal(found)

    def _missing(self, path: Validation) -> Refusal | Gap:
        """A configuration key that must be given: everything but it is."""
        name = path.inputs[0]
        key = config_key(name, self.search.project)
        config = {each: v for each, v in self.judge.base.config.items() if each != key}
        base = replace(self.judge.base, config=config)
        outcome = replace_base(self.judge, base).outcome(Setting())
        if path.id not in outcome.paths or outcome.error is None:
            return Gap(path.module, path.line, f"missing config key {name}", "it is not refused")
        raises, names = _exception(outcome.error)
        return Refusal(
            id=path.id,
            name=f"missing_{snake(name)}",
            raises=raises,
            match=_pattern([str(outcome.error)], ()),
            columns=(),
            refused=((),),
            accepted=(),
            refuse=build_call(replace(self.default, setting=base), self.default.setting.config),
            names=names,
        )

    def _refusal(self, found: Found) -> Refusal:
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.refused]
        settings = [settings_of(self.search.contract, row, self.search.project) for row in rows]
        outcomes = [self._outcome(setting) for setting in settings]
        errors = [each.error for each in outcomes if each.error is not None]
        reported = [each.reported[0] for each in outcomes if each.reported]
        raises, names = _exception(errors[0]) if errors else ("", {})
        said = [_said(error) for error in errors] or [each.text for each in reported]
        fields = [_field(name) for name in found.columns]
        values = [text for row in found.refused for text in row]
        return Refusal(
            id=found.path.id,
            name=_name(fields),
            raises=raises,
            match=_pattern(said, values),
            columns=tuple(fields),
            refused=self._rows(found, found.refused),
            accepted=self._rows(found, found.accepted),
            refuse=self._call(found, found.refused, args=outcomes[0].args),
            take=self._taken(found, args=outcomes[0].args, reported=bool(reported)),
            names={**names, **self._imports(found, args=outcomes[0].args)},
            reporter=reported[0].path if reported and not errors else "",
        )

    def _rows(self, found: Found, rows: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
        """Values as they are given: configuration and environment hold text."""
        kinds = {item.name: item.kind for item in self.search.contract.inputs}
        text = [kinds.get(name) in _TEXTS for name in found.columns]
        return tuple(
            tuple(
                _quoted(cell) if is_text else cell for cell, is_text in zip(row, text, strict=True)
            )
            for row in rows
        )

    def _outcome(self, setting: Setting) -> Any:
        cheap = self.judge.outcome(setting, build=False)
        return cheap if cheap.error is not None else self.judge.outcome(setting)

    def _owner(self, found: Found) -> str:
        return found.columns[0].partition(".")[0]

    def _imports(self, found: Found, *, args: bool) -> Mapping[str, tuple[str, ...]]:
        spelled = self.args.get(self._owner(found)) if args else self._spelled(found)
        return spelled.names if spelled is not None else {}

    def _spelled(self, found: Found) -> Spelled | None:
        """The stack with what is refused, where the default leaves out the args that hold it."""
        owners = {owner for name in found.columns if (owner := name.rpartition(".")[0])}
        if all(with_argument(self.default.expression, each, "it", "0") for each in owners):
            return None
        row = dict(zip(found.columns, found.refused[0], strict=True))
        setting = settings_of(self.search.contract, row, self.search.project)
        try:
            return self.spell(self.judge.base.and_(setting))
        except BuildError:
            return None

    def _call(self, found: Found, rows: Sequence[Sequence[str]], *, args: bool) -> str:
        """The statement to try; where there is one row, with its values in place."""
        values = list(rows[0]) if len(rows) == 1 else [_field(name) for name in found.columns]
        spelled = self.args.get(self._owner(found))
        if args and spelled is not None:
            expression = spelled.expression
            for name, value in zip(found.columns, values, strict=True):
                owner, _, field = name.partition(".")
                expression = with_argument(expression, owner, field, value) or expression
            return expression
        return self._building(found, values)

    def _building(self, found: Found, values: Sequence[str]) -> str:
        kinds = {item.name: item.kind for item in self.search.contract.inputs}
        spelled = self._spelled(found)
        expression = spelled.expression if spelled is not None else self.default.expression
        config: dict[str, str] = {}
        environment: dict[str, str] = {}
        for name, value in zip(found.columns, values, strict=True):
            if kinds.get(name) in (InputKind.CONFIG, InputKind.CONTEXT):
                config[config_key(name, self.search.project)] = _quoted(value)
            elif kinds.get(name) is InputKind.ENVIRONMENT:
                environment[name] = _quoted(value)
            else:
                owner, _, field = name.rpartition(".")
                owner = owner or self.search.contract.class_name
                expression = with_argument(expression, owner, field, value) or expression
        stack = replace(self.default, expression=expression)
        return build_call(stack, self.default.setting.config, config, environment)

    def _taken(self, found: Found, *, args: bool, reported: bool) -> str:
        """The assertion that neighbours are taken, or "" where none tells anything.

        Of what is ``reported``, the stack of which nothing must be reported.
        """
        if not found.accepted:
            return ""
        if not args:
            call = self._call(found, found.accepted, args=False)
            return call if reported else f"assert {call}.resources"
        for row in found.accepted:
            for name, text in zip(found.columns, row, strict=True):
                setting = settings_of(
                    self.search.contract, dict(zip(found.columns, row, strict=True)),
                    self.search.project,
                )  # fmt: skip
                kept = self.judge.outcome(setting, build=False).attributes
                if kept.get(_field(name)) != _literal(text):
                    return ""
        field = _field(found.columns[0])
        value = found.accepted[0][0] if len(found.accepted) == 1 else field
        return f"assert {self._call(found, found.accepted, args=True)}.{field} == {value}"


def replace_base(judge: Judge, base: Setting) -> Judge:
    """A judge whose settings stand over another base."""
    return Judge(judge.contract, judge.bench, judge.trial, base, judge.root)


def with_argument(expression: str, owner: str, field: str, value: str) -> str:
    """``expression`` with ``field`` of the call of ``owner`` in it as ``value``; "" without one."""
    tree = ast.parse(expression, mode="eval")
    given = ast.parse(value, mode="eval").body
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == owner:
            node.keywords = [each for each in node.keywords if each.arg != field]
            node.keywords.append(ast.keyword(field, given))
            return ast.unparse(tree)
    return ""


def _quoted(code: str) -> str:
    """What configuration holds of a value; a variable stays one."""
    try:
        return literal(plain_text(code))
    except NameError:
        return code


def _field(name: str) -> str:
    """The variable that holds an input."""
    return snake(name.rpartition(".")[2].rpartition(":")[2])


def _name(fields: Sequence[str]) -> str:
    together = "_and_".join(dict.fromkeys(fields))
    return f"{together}_together" if len(fields) > 1 else together


def _literal(text: str) -> Any:
    try:
        return eval(text, {"__builtins__": {}})  # noqa: S307 - a literal of testguard's own making
    except NameError:
        return text


def _exception(error: BaseException) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The class of an error as a test writes it, and what must be imported for that."""
    kind = type(error)
    module, name = kind.__module__, kind.__name__
    if module == "builtins":
        return name, {}
    top = inspect.getmodule(kind)
    package = module.partition(".")[0]
    if package == "pydantic_core":
        return name, {"pydantic": (name,)}
    if package == "pulumi":
        return f"pulumi.{name}", {"pulumi": ()}
    return name, {top.__name__ if top else module: (name,)}


def _said(error: BaseException) -> str:
    errors = getattr(error, "errors", None)
    details = errors() if callable(errors) else []
    if LATE.search(str(error)):
        return LATE.split(str(error))[-1].lstrip(":")
    return str(details[0]["msg"]) if details and isinstance(details[0], dict) else str(error)


def _pattern(messages: Sequence[str], values: Sequence[str]) -> str:
    """A regular expression of what all messages say, whatever was refused."""
    shared = messages[0]
    for other in messages[1:]:
        block = SequenceMatcher(None, shared, other, autojunk=False).find_longest_match()
        shared = shared[block.a : block.a + block.size]
    shared = max(pieces(shared), key=len)
    for text in values:
        inner = str(_literal(text))
        parts = shared.split(inner) if inner and len(inner) > 1 else [shared]
        shared = max(parts, key=len)
    line = max(shared.splitlines() or [""], key=len).strip(" \t'\"")
    if len(line) > _LONGEST:
        line = line[:_LONGEST].rpartition(" ")[0]
    return escaped(line) if len(line) >= _SHORTEST else ""
