"""What source text tells about an input: its type, and what guards compare it with."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

_SIZES = {"min_length", "max_length", "min_items", "max_items"}
_BOUNDS = {"gt", "ge", "lt", "le", "multiple_of"}
_PATTERNS = {"pattern", "regex"}
_MATCHERS = {"match", "fullmatch", "search", "compile"}
_GETTERS = {"int": "int", "float": "float", "bool": "bool", "object": "dict"}


class Facts(Struct, frozen=True):
    """What is known of one input.

    ``kind`` is str, int, float, bool, list, dict, enum or ""; ``choices`` are values by their
    code (members of an enum, of a Literal). The rest is mined from guards and comparisons:
    ``strings`` and ``numbers`` it is compared with, ``sizes`` its length is, ``patterns``.
    """

    kind: str = ""
    choices: tuple[str, ...] = ()
    strings: tuple[str, ...] = ()
    numbers: tuple[float, ...] = ()
    sizes: tuple[int, ...] = ()
    patterns: tuple[str, ...] = ()


class Sources:
    """The modules that speak of some inputs."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """``texts`` are the sources by their paths."""
        parsed = {path: _parsed(text) for path, text in texts.items()}
        self._by_path = {path: tree for path, tree in parsed.items() if tree is not None}
        self._trees = list(self._by_path.values())
        self._constants = {name: value for tree in self._trees for name, value in _constants(tree)}
        self._enums = {name: members for tree in self._trees for name, members in _enums(tree)}

    def facts(self, name: str) -> Facts:
        """What is known of the input ``Class.field``, or of a key."""
        owner, _, field = name.rpartition(".")
        bare = field.rpartition(":")[2]
        annotation, default, more = self._declared(owner, bare)
        kind, choices = self._type(annotation, default)
        mined = _Mined(self._constants)
        for tree in self._trees:
            aliases = _aliases(tree, bare)
            for node in ast.walk(tree):
                if isinstance(node, ast.Compare | ast.Call | ast.Match) and _mentions(
                    node, aliases
                ):
                    mined.look(node, aliases)
        for keyword in more:
            mined.declared(keyword)
        return Facts(
            kind or self._getter(bare) or _kind_of(mined),
            choices,
            tuple(dict.fromkeys(mined.strings)),
            tuple(dict.fromkeys(mined.numbers)),
            tuple(dict.fromkeys(mined.sizes)),
            tuple(dict.fromkeys(mined.patterns)),
        )

    def class_around(self, path: str, line: int) -> str:
        """The class in whose body a line stands, or ""."""
        tree = self._by_path.get(path)
        found = [
            node.name
            for node in (ast.walk(tree) if tree is not None else ())
            if isinstance(node, ast.ClassDef) and node.lineno <= line <= (node.end_lineno or 0)
        ]
        return found[-1] if found else ""

    def _declared(
        self, owner: str, field: str
    ) -> tuple[ast.expr | None, ast.expr | None, list[ast.keyword]]:
        for tree in self._trees:
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef) and node.name == owner:
                    found = _in_class(node, field)
                    if found is not None:
                        return found
        return None, None, []

    def _type(self, annotation: ast.expr | None, default: ast.expr | None) -> tuple[str, Any]:
        names = [_last(node) for node in ast.walk(annotation)] if annotation is not None else []
        for name in names:
            if name in self._enums:
                return "enum", tuple(f"{name}.{member}" for member in self._enums[name])
        if annotation is not None and "Literal" in names:
            constants = [n.value for n in ast.walk(annotation) if isinstance(n, ast.Constant)]
            return "enum", tuple(repr(value) for value in constants if value is not None)
        for name in names:
            kind = _KINDS.get(name)
            if kind:
                return kind, ()
        if isinstance(default, ast.Constant) and default.value is not None:
            return type(default.value).__name__, ()
        kinds: tuple[tuple[type[ast.expr], str], ...] = ((ast.List, "list"), (ast.Dict, "dict"))
        return next((kind for each, kind in kinds if isinstance(default, each)), ""), ()

    def _getter(self, key: str) -> str:
        for tree in self._trees:
            for node in ast.walk(tree):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                    continue
                keyed = node.args and isinstance(node.args[0], ast.Constant)
                if keyed and node.args[0].value == key:  # type: ignore[attr-defined]
                    ending = node.func.attr.rpartition("_")[2]
                    if node.func.attr.startswith(("get", "require")):
                        return _GETTERS.get(ending, "str")
        return ""


_KINDS = {
    "str": "str", "int": "int", "float": "float", "bool": "bool", "list": "list", "List": "list",
    "Sequence": "list", "tuple": "list", "dict": "dict", "Dict": "dict", "Mapping": "dict",
    "PositiveInt": "int", "NonNegativeInt": "int", "conint": "int", "constr": "str",
}  # fmt: skip


class _Mined:
    def __init__(self, constants: Mapping[str, ast.expr]) -> None:
        self._constants = constants
        self.strings: list[str] = []
        self.numbers: list[float] = []
        self.sizes: list[int] = []
        self.patterns: list[str] = []

    def look(self, node: ast.AST, aliases: frozenset[str]) -> None:
        if isinstance(node, ast.Call):
            self._call(node)
        elif isinstance(node, ast.Compare):
            sized = any(
                isinstance(each, ast.Call)
                and _last(each.func) == "len"
                and _mentions(each, aliases)
                for each in (node.left, *node.comparators)
            )
            for each in (node.left, *node.comparators):
                self._values(each, sized=sized)
        elif isinstance(node, ast.Match):
            for case in node.cases:
                self._values(case.pattern, sized=False)

    def declared(self, keyword: ast.keyword) -> None:
        values = list(_constants_in(keyword.value, self._constants))
        if keyword.arg in _SIZES:
            self.sizes += [each for each in values if type(each) is int]
        elif keyword.arg in _BOUNDS:
            self.numbers += [each for each in values if type(each) in (int, float)]
        elif keyword.arg in _PATTERNS:
            self.patterns += [each for each in values if isinstance(each, str)]

    def _call(self, node: ast.Call) -> None:
        name = _last(node.func)
        if name in _MATCHERS:
            subject = node.func.value if isinstance(node.func, ast.Attribute) else None
            for each in (subject, *node.args):
                if each is not None:
                    texts = _constants_in(each, self._constants)
                    self.patterns += [text for text in texts if isinstance(text, str)]
        elif name in ("startswith", "endswith"):
            for each in node.args:
                texts = _constants_in(each, self._constants)
                self.strings += [text for text in texts if isinstance(text, str)]

    def _values(self, node: ast.AST, *, sized: bool) -> None:
        for value in _constants_in(node, self._constants):
            if isinstance(value, str):
                self.strings.append(value)
            elif type(value) is int and sized:
                self.sizes.append(value)
            elif type(value) in (int, float):
                self.numbers.append(value)


def _constants_in(node: ast.AST, known: Mapping[str, ast.expr], depth: int = 0) -> Iterator[Any]:
    for child in ast.walk(node):
        if isinstance(child, ast.Constant):
            yield child.value
        name = _last(child) if isinstance(child, ast.Name | ast.Attribute) else ""
        if name in known and depth < 3:  # noqa: PLR2004
            yield from _constants_in(known[name], known, depth + 1)


def _constants(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Names in capitals, at module level and in classes, with what they are assigned."""
    for node in ast.walk(tree):
        value = getattr(node, "value", None)
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        for target in targets:
            if isinstance(target, ast.Name) and target.id.isupper() and value is not None:
                yield target.id, value


def _enums(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any("Enum" in _last(base) for base in node.bases):
            members = [
                target.id
                for each in node.body
                if isinstance(each, ast.Assign)
                for target in each.targets
                if isinstance(target, ast.Name)
            ]
            yield node.name, members


def _in_class(
    node: ast.ClassDef, field: str
) -> tuple[ast.expr | None, ast.expr | None, list[ast.keyword]] | None:
    for each in node.body:
        if isinstance(each, ast.AnnAssign) and _last(each.target) == field:
            calls = [n for n in ast.walk(each) if isinstance(n, ast.Call)]
            return each.annotation, each.value, [k for call in calls for k in call.keywords]
        if isinstance(each, ast.FunctionDef) and each.name == "__init__":
            arguments = [*each.args.posonlyargs, *each.args.args]
            defaults = [None] * (len(arguments) - len(each.args.defaults)) + each.args.defaults
            pairs = [*zip(arguments, defaults, strict=True)]
            pairs += [*zip(each.args.kwonlyargs, each.args.kw_defaults, strict=True)]
            for argument, default in pairs:
                if argument.arg == field:
                    return argument.annotation, default, []
    return None


def _aliases(tree: ast.AST, field: str) -> frozenset[str]:
    """The field's name, and local names that are assigned from it."""
    names = {field, field.replace("-", "_")}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and _mentions(node.value, frozenset(names)):
            simple = [target.id for target in node.targets if isinstance(target, ast.Name)]
            names.update(name for name in simple if not name.isupper())
    return frozenset(names)


def _mentions(node: ast.AST, names: frozenset[str]) -> bool:
    return any(
        (isinstance(each, ast.Name) and each.id in names)
        or (isinstance(each, ast.Attribute) and each.attr in names)
        or (isinstance(each, ast.Constant) and each.value in names)
        for each in ast.walk(node)
    )


def _last(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _kind_of(mined: _Mined) -> str:
    if mined.strings or mined.patterns or mined.sizes:
        return "str"
    return "int" if mined.numbers else ""


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return None
