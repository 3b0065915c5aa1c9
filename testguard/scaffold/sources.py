"""The repository's own sources, as text."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from testguard.model.contract import Contract
from testguard.patterns import regex

MOST_FILES = 400
_WORD = regex(r"[A-Za-z_]\w*")
_LEFT_OUT = {"node_modules", "site-packages", "venv", "tests", "test", "__pycache__"}


def texts_for(root: Path, contract: Contract) -> dict[str, str]:
    """The modules that a contract's inputs and validations stand in, by path."""
    paths = [contract.path, *(each.module for each in contract.inputs)]
    paths += [each.module for each in contract.validations]
    return {path: text for path in dict.fromkeys(paths) if (text := _read(root / path))}


def repository_words(root: Path) -> frozenset[str]:
    """Every identifier and key in the repository's Python files, tests left out."""
    found: set[str] = set()
    for _, path in zip(range(MOST_FILES), _modules(root), strict=False):
        found.update(_WORD.findall(_read(path)))
    return frozenset(found)


def _modules(root: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(root):
        names[:] = [
            each for each in names
            if not each.startswith(".") and each not in _LEFT_OUT
            and not (Path(folder) / each / "pyvenv.cfg").exists()
        ]  # fmt: skip
        yield from (Path(folder) / each for each in files if each.endswith((".py", ".yaml")))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
