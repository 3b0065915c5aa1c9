"""Formatting what was rendered, as the repository formats its own files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from testguard.errors import TestguardError


def formatted(text: str, path: Path, root: Path) -> str:
    """``text`` with sorted imports, nothing imported in vain, and in ruff's format.

    The configuration that counts is the one for ``path``. Raises `TestguardError` where ruff is
    not installed.
    """
    name = ["--stdin-filename", str(path), "--quiet"]
    lint = ["check", "--fix", "--exit-zero", "--isolated", "--select", "I,F401", *name]
    tidy = _ruff(lint, text, root)
    return _ruff(["format", *name, "-"], tidy, root)


def _ruff(arguments: list[str], text: str, root: Path) -> str:
    command = [sys.executable, "-m", "ruff", *arguments]
    if arguments[0] == "check":
        command.append("-")
    done = subprocess.run(  # noqa: S603 - ruff, on text of our own making
        command, input=text, cwd=root, capture_output=True, encoding="utf-8", check=False
    )
    if "No module named ruff" in done.stderr:
        raise TestguardError(
            "ruff formats what is scaffolded, and is not installed here",
            hint="pip install 'testguard[scaffold]'",
        )
    return done.stdout or text
