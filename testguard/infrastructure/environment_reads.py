"""The environment variables that a handler reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from msgspec import Struct

from testguard.infrastructure.calls import read_call
from testguard.infrastructure.handlers import HandlerSource
from testguard.infrastructure.values import Values
from testguard.suite.module import Module, body_of, name_of
from testguard.syntax import Node, dotted, find, named

_ENVIRON = "os.environ"
_GETTERS = frozenset({"os.getenv", "os.environ.get"})
_SETTERS = frozenset({"os.environ.setdefault", "os.environ.update", "os.putenv", "os.environ.pop"})
_SETTINGS = ("pydantic_settings.BaseSettings", "pydantic.BaseSettings")


class Reading(Struct, frozen=True):
    """One variable read, and where; ``needed`` tells that the handler cannot run without it."""

    name: str
    path: str
    line: int
    needed: bool


class Readings(Struct, frozen=True):
    """Every variable read; ``all_known`` is False where some are read by names not known."""

    items: tuple[Reading, ...] = ()
    all_known: bool = True

    def of(self, name: str) -> tuple[Reading, ...]:
        """Where one variable is read."""
        return tuple(each for each in self.items if each.name == name)


@dataclass
class _Gathered:
    items: list[Reading] = field(default_factory=list)
    optional: set[str] = field(default_factory=set)
    all_known: bool = True


def environment_reads(source: HandlerSource, function: str) -> Readings:
    """What the code of a handler reads, ``function`` being the one that Lambda calls.

    A variable is needed where ``os.environ[...]`` or a field of settings without a default reads
    it whenever the module is imported, or in what ``function`` calls of its own module.
    """
    gathered = _Gathered()
    for module in source.modules:
        live = _live(module, function) if module is source.entry else None
        line = source.line if module is source.entry else 0
        _read(module, live, line, gathered)
    found = [
        Reading(each.name, each.path, each.line, each.needed and each.name not in gathered.optional)
        for each in gathered.items
    ]
    return Readings(tuple(found), gathered.all_known)


def _read(module: Module, live: frozenset[str] | None, line: int, gathered: _Gathered) -> None:
    if "environ" in module.text or "getenv" in module.text:
        values = Values(module)
        for node in find(module.root, "attribute", "identifier"):
            if module.qualify(node) in (_ENVIRON, "os.getenv") and _outermost(node):
                _use(values, node, _surely_runs(node, live), line, gathered)
    if "BaseSettings" in module.text:
        gathered.items += _settings(module, line)


def _outermost(node: Node) -> bool:
    """Whether ``node`` is no part of an import, and not the name of an attribute."""
    parent = node.parent()
    above = parent.kind() if parent is not None else ""
    if above == "attribute":
        owner = parent.field("object") if parent is not None else None
        return owner == node
    return above not in ("dotted_name", "import_from_statement", "aliased_import")


def _use(values: Values, node: Node, runs: bool, line: int, gathered: _Gathered) -> None:
    parent = node.parent()
    if parent is None:
        return
    kind = parent.kind()
    place = node.range().start.line + 1 + line

    def note(key: Node | None, needed: bool) -> None:
        name = values.text(key)
        if name is None:
            gathered.all_known = False
        else:
            gathered.items.append(Reading(name, values.module.path, place, needed and runs))

    if kind == "subscript" and parent.field("value") == node:
        above = parent.parent()
        if above is not None and above.kind() == "assignment" and above.field("left") == parent:
            gathered.optional.add(values.text(parent.field("subscript")) or "")
        else:
            note(parent.field("subscript"), needed=True)
    elif kind == "call" and values.module.qualify(node) == "os.getenv":
        note(read_call(values.module, parent).argument("key", 0), needed=False)
    elif kind == "attribute":
        _method(values, parent, note, gathered)
    elif kind == "comparison_operator":
        key = named(parent)[0]
        gathered.optional.add(values.text(key) or "")
        note(key, needed=False)
    else:
        gathered.all_known = False


def _method(values: Values, attribute: Node, note: object, gathered: _Gathered) -> None:
    name, parent = values.module.qualify(attribute), attribute.parent()
    call = read_call(values.module, parent) if parent and parent.kind() == "call" else None
    if call is not None and name in _GETTERS:
        note(call.argument("key", 0), needed=False)  # type: ignore[operator]
    elif call is not None and name in _SETTERS and call.positional:
        gathered.optional.add(values.text(call.positional[0]) or "")
    else:
        gathered.all_known = False


_CONDITIONS = frozenset({
    "if_statement", "conditional_expression", "except_clause", "boolean_operator",
    "match_statement", "for_statement", "while_statement",
})  # fmt: skip


def _surely_runs(node: Node, live: frozenset[str] | None) -> bool:
    """Whether code runs whenever the handler does: at import, or in a function it calls."""
    outer = ""
    for above in node.ancestors():
        kind = above.kind()
        if kind in ("function_definition", "lambda"):
            outer = name_of(above) or "lambda"
        elif kind in _CONDITIONS or (kind == "try_statement" and _forgives(above)):
            return False
    return not outer or (live is not None and outer in live)


def _forgives(try_: Node) -> bool:
    """Whether a variable that is missing may be got over: some handler raises nothing."""
    handlers = [each for each in try_.children() if each.kind() == "except_clause"]
    return any(not find(each, "raise_statement") for each in handlers)


def _live(module: Module, function: str) -> frozenset[str]:
    """The functions and classes of a module that ``function`` names, and so on."""
    live: set[str] = set()
    waiting = [function]
    while waiting:
        name = waiting.pop()
        node = module.definitions.get(name)
        if node is None or name in live:
            continue
        live.add(name)
        waiting += [each.text() for each in find(node, "identifier")]
    return frozenset(live)


def _settings(module: Module, line: int) -> Iterator[Reading]:
    """The fields of settings classes.

    See https://docs.pydantic.dev/latest/concepts/pydantic_settings/ for how they are named.
    """
    values = Values(module)
    for node in find(module.root, "class_definition"):
        bases = node.field("superclasses")
        if bases is None or not any(module.qualify(each) in _SETTINGS for each in named(bases)):
            continue
        statements = [each.child(0) for each in body_of(node)]
        fields = [each for each in statements if each and each.kind() == "assignment"]
        prefix = _prefix(values, fields)
        for each in fields:
            name, annotation = each.field("left"), each.field("type")
            if name is None or annotation is None or name.kind() != "identifier":
                continue
            alias = _alias(values, each)
            variable = alias or f"{prefix}{name.text()}".upper()
            place = each.range().start.line + 1 + line
            yield Reading(variable, module.path, place, each.field("right") is None)


def _prefix(values: Values, fields: list[Node]) -> str:
    for each in fields:
        if dotted(each.field("left")) == "model_config":
            right = each.field("right")
            given = read_call(values.module, right) if right and right.kind() == "call" else None
            return values.text(given.argument("env_prefix")) or "" if given else ""
    return ""


def _alias(values: Values, field_: Node) -> str:
    right = field_.field("right")
    if right is None or right.kind() != "call":
        return ""
    given = read_call(values.module, right)
    names = (given.argument(key) for key in ("validation_alias", "alias", "env"))
    return next((text for each in names if (text := values.text(each))), "")
