"""The key of a whole cache: everything but the repository that findings depend on."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from types import FunctionType
from typing import NamedTuple

from msgspec.structs import replace

from testguard.config import Config
from testguard.inspection.inspector import Inspector
from testguard.inspection.own_rules import Pattern
from testguard.plugin import Rule
from testguard.suite.contents import Contents

_ENGINES = ("ast-grep-py", "pathspec")
_CODE = (".py", ".so", ".pyd")
_HERE = "testguard"


class Key(NamedTuple):
    """A digest, and the source files that it is made from."""

    digest: str
    sources: tuple[str, ...]


def key_of(inspector: Inspector, contents: Contents) -> Key | None:
    """The key for the code that inspects, its rules and its configuration.

    ``contents`` reads sources, or knows them. None where a rule is no plain function, so that
    nothing tells what it does: its findings must not be kept.
    """
    rules = [_identity(rule) for rule in inspector.selection.rules]
    files = [_sources(package) for package in _packages(inspector)]
    sources = [[(name, contents.digest(path)) for name, path in some] for some in files]
    if None in rules or not all(files) or any(not each for some in sources for _, each in some):
        return None
    known = [(info.code, info.name) for info in inspector.known]
    infos = [(info.code, info.name, info.severity) for info in inspector.selection.infos]
    engines = [version(name) for name in _ENGINES]
    config = _what_counts(inspector.selection.config)
    parts = (sys.version, engines, sources, rules, known, infos, config)
    digest = hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()
    return Key(digest, tuple(path for some in files for _, path in some))


def _what_counts(config: Config) -> Config:
    """The configuration without what is applied to findings afterwards, or only says where."""
    return replace(
        config,
        root=Path(),
        file="",
        origins=(),
        ref="",
        baseline="",
        fail_on=(),
        thresholds=(),
        stack=(),
        requirements=(),
        linters=(),
    )


def _identity(rule: Rule) -> str | None:
    check = rule.check
    if isinstance(check, Pattern):
        return repr((rule.info, check))
    if not isinstance(check, FunctionType) or check.__closure__:
        return None
    return f"{rule.code} {check.__module__}:{check.__qualname__}"


def _packages(inspector: Inspector) -> list[str]:
    """testguard, and the modules of the rules that are not its own."""
    modules = {
        rule.check.__module__
        for rule in inspector.selection.rules
        if not isinstance(rule.check, Pattern)
    }
    return sorted({name for name in modules if name.partition(".")[0] != _HERE} | {_HERE})


def _sources(module: str) -> list[tuple[str, str]]:
    """The code of the package that ``module`` belongs to: names in it, and full paths."""
    file = _top_file(module)
    if file is None:
        return []
    files = _files_below(file.parent) if file.stem == "__init__" else [str(file)]
    start = len(str(file.parent)) + 1
    return [(path[start:], path) for path in files]


def _top_file(module: str) -> Path | None:
    """The file of the topmost package around ``module`` that has one."""
    parts = module.split(".")
    names: Iterable[str] = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
    files = (getattr(sys.modules.get(name), "__file__", None) for name in names)
    return next((Path(file).resolve() for file in files if file), None)


def _files_below(folder: Path) -> list[str]:
    return sorted(
        f"{where}{os.sep}{name}"
        for where, _, names in os.walk(folder)
        for name in names
        if name.endswith(_CODE)
    )
