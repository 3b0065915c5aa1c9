"""Writing the construction of a stack, or of its args, as a person would in a test."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from testguard.errors import BuildError
from testguard.plugin import Code, Spelled
from testguard_pulumi.arguments import NAMES, Arguments, Origin, carriers_of

_PLAIN = (str, int, float, bool, type(None))
_ALIASES = {"pulumi_aws": "aws", "pulumi_azure_native": "azure_native", "pulumi_gcp": "gcp"}


@dataclass
class Speller:
    """Writes expressions, and notes the names that they need."""

    arguments: Arguments
    names: dict[str, dict[str, None]] = field(default_factory=dict)

    def construction(self, class_: type, *, skip: Iterable[str] = ()) -> str:
        """The call that constructs ``class_`` with what is given and what must be made up."""
        made = self.arguments.of(class_)
        shown = {key: value for key, value in made.items() if key not in set(skip)}
        return self._call(class_, shown)

    def spelled(self, expression: str, folder: Path) -> Spelled:
        """The expression with the names it needs."""
        names = {module: tuple(sorted(found)) for module, found in sorted(self.names.items())}
        return Spelled(expression, names, folder)

    def _call(self, class_: type, given: Mapping[str, Any], method: str = "") -> str:
        parts = []
        for place, (key, value) in enumerate(given.items()):
            text = self._given(class_, key) or self.value(value)
            positional = place == 0 and key in NAMES
            positional = positional or (place == 1 and key in ("args", "props"))
            parts.append(text if positional else f"{key}={text}")
        callee = self._name(class_) + (f".{method}" if method else "")
        return f"{callee}({', '.join(parts)})"

    def _given(self, class_: type, key: str) -> str:
        given = self.arguments.given
        for name in (f"{class_.__name__}.{key}", key):
            value = given.get(name)
            if isinstance(value, Code):
                self._import_names(value.text, class_)
                return value.text
        return ""

    def value(self, value: Any) -> str:
        """An expression whose value is ``value``. Raises `BuildError` where there is none."""
        origin = next((each for each in self.arguments.origins if each.value is value), None)
        if origin is not None:
            return self._origin(origin)
        if isinstance(value, Enum):
            return f"{self._name(type(value))}.{value.name}"
        if isinstance(value, _PLAIN):
            return repr(value)
        if isinstance(value, list | tuple):
            items = ", ".join(self.value(item) for item in value)
            return f"[{items}]"
        if isinstance(value, Mapping):
            return "{" + ", ".join(f"{k!r}: {self.value(v)}" for k, v in value.items()) + "}"
        raise BuildError(
            f"no test can write a {type(value).__name__} as it was passed",
            hint="give the input a type that says what it takes",
        )

    def _origin(self, origin: Origin) -> str:
        return self._call(origin.class_, origin.arguments, origin.method)

    def _name(self, class_: type) -> str:
        """The class as tests import it: a library's through the library."""
        module = class_.__module__
        package = module.partition(".")[0]
        if package.startswith("pulumi"):
            rest = [part for part in module.split(".")[1:-1] if not part.startswith("_")]
            alias = _ALIASES.get(package, package.removeprefix("pulumi_"))
            self.names.setdefault(f"{package} as {alias}", {})
            return ".".join([alias, *rest, class_.__name__])
        self.names.setdefault(module, {})[class_.__name__] = None
        return class_.__name__

    def _import_names(self, text: str, class_: type) -> None:
        known = vars(sys.modules.get(class_.__module__, ast))
        for node in ast.walk(ast.parse(text, mode="eval")):
            if isinstance(node, ast.Name) and node.id in known:
                self.names.setdefault(class_.__module__, {})[node.id] = None


def carrier_for(class_: type, input_name: str) -> type | None:
    """The args class, of those that ``class_`` takes, that an input such as ``Args.size`` names."""
    wanted = input_name.partition(".")[0]
    return next((each for each in _all_carriers(class_) if each.__name__ == wanted), None)


def _all_carriers(class_: type) -> Iterable[type]:
    for carrier in carriers_of(class_):
        yield carrier
        yield from carriers_of(carrier)
