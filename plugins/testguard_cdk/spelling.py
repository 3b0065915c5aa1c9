"""Writing the construction of a stack, or of its props, as a person would in a test."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from aws_cdk import Token
from constructs import Construct

from testguard.errors import BuildError
from testguard.plugin import Code, Spelled
from testguard_cdk.arguments import Arguments
from testguard_cdk.signatures import parameters, place_of
from testguard_cdk.things import Origin

_PLAIN = (str, int, float, bool, type(None))
_LIBRARY = "aws_cdk"


@dataclass
class Speller:
    """Writes expressions, and notes the names that they need.

    ``variables`` are what `build` gives, by name; ``used`` are those that were written.
    """

    arguments: Arguments
    variables: Mapping[str, Construct]
    names: dict[str, dict[str, None]] = field(default_factory=dict)
    used: dict[str, None] = field(default_factory=dict)

    def construction(self, class_: type, made: Mapping[str, Any]) -> str:
        """The call that constructs ``class_`` with the arguments ``made``."""
        places = {
            each.name: place_of(class_, number, each)
            for number, each in enumerate(parameters(class_))
        }
        parts = []
        for key, value in made.items():
            text = self._given(class_, key) or self.value(value)
            parts.append(text if places.get(key) else f"{key}={text}")
        return f"{self._name(class_)}({', '.join(parts)})"

    def spelled(self, expression: str, folder: Path) -> Spelled:
        """The expression with the names and variables it needs."""
        names = {module: tuple(sorted(found)) for module, found in sorted(self.names.items())}
        used = [name for name in self.variables if name in self.used]
        return Spelled(expression, names, folder, parameters=", ".join(used))

    def value(self, value: Any) -> str:
        """An expression whose value is ``value``. Raises `BuildError` where there is none."""
        variable = next((name for name, each in self.variables.items() if each is value), "")
        if variable:
            self.used[variable] = None
            return variable
        origin = next((each for each in self.arguments.things.origins if each.value is value), None)
        if origin is not None:
            return self._origin(origin)
        if isinstance(value, Enum):
            return f"{self._name(type(value))}.{value.name}"
        if isinstance(value, _PLAIN) and not Token.is_unresolved(value):
            return repr(value)
        if isinstance(value, list | tuple):
            return f"[{', '.join(self.value(item) for item in value)}]"
        if isinstance(value, Mapping):
            return "{" + ", ".join(f"{k!r}: {self.value(v)}" for k, v in value.items()) + "}"
        if is_struct(value):
            return self._call(type(value), value._values)  # noqa: SLF001
        raise BuildError(
            f"no test can write a {type(value).__name__} as it was passed",
            hint="give the input a type that says what it takes",
        )

    def _origin(self, origin: Origin) -> str:
        if origin.class_ is None:
            head = origin.text.partition(".")[0]
            self._import(_LIBRARY, head)
            return origin.text
        if origin.method and not origin.placed and not origin.arguments:
            return f"{self._name(origin.class_)}.{origin.method}"
        if origin.placed:
            return self._call(origin.class_, origin.arguments, origin.method, origin.placed)
        if issubclass(origin.class_, Construct):
            return self.construction(origin.class_, origin.arguments)
        parts = {
            key: self._given(origin.class_, key) or self.value(item)
            for key, item in origin.arguments.items()
        }
        inside = ", ".join(f"{key}={text}" for key, text in parts.items())
        return f"{self._name(origin.class_)}({inside})"

    def _call(self, class_: type, given: Mapping[str, Any], method: str = "", id_: str = "") -> str:
        parts = [self.value(self.arguments.things.place()), repr(id_)] if id_ else []
        parts += [f"{key}={self.value(item)}" for key, item in given.items()]
        return f"{self._name(class_)}{'.' if method else ''}{method}({', '.join(parts)})"

    def _given(self, class_: type, key: str) -> str:
        for name in (f"{class_.__name__}.{key}", key):
            value = self.arguments.given.get(name)
            if isinstance(value, Code):
                self._import_names(value.text, class_)
                return value.text
        return ""

    def _name(self, class_: type) -> str:
        """The class as tests import it: one of the CDK through its module."""
        package, _, rest = class_.__module__.partition(".")
        if package == _LIBRARY:
            module = rest.partition(".")[0] or "cdk"
            self._import(_LIBRARY, module)
            return f"{module}.{class_.__qualname__}"
        self.names.setdefault(class_.__module__, {})[class_.__name__] = None
        return class_.__name__

    def _import(self, library: str, name: str) -> None:
        if name == "cdk":
            self.names.setdefault(f"{library} as cdk", {})
        else:
            self.names.setdefault(library, {})[name] = None

    def _import_names(self, text: str, class_: type) -> None:
        known = vars(sys.modules.get(class_.__module__, ast))
        for node in ast.walk(ast.parse(text, mode="eval")):
            if not isinstance(node, ast.Name):
                continue
            if node.id in ("cdk", *_modules()):
                self._import(_LIBRARY, node.id)
            elif node.id in known:
                self.names.setdefault(class_.__module__, {})[node.id] = None


def _modules() -> list[str]:
    """The modules of the CDK, as `Speller` writes them."""
    prefix = f"{_LIBRARY}."
    return [name.removeprefix(prefix) for name in sys.modules if name.startswith(prefix)]


def is_struct(value: Any) -> bool:
    """Whether a value is plain data of the CDK, such as an `Environment`."""
    return hasattr(type(value), "__jsii_type__") and isinstance(vars(value).get("_values"), dict)


def folder_of(class_: type) -> Path:
    """The folder below which the class is imported by its dotted name."""
    file = Path(inspect.getfile(class_)).resolve()
    depth = class_.__module__.count(".") + (file.name == "__init__.py")
    return file.parents[depth]
