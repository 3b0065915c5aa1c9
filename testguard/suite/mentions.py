"""Who speaks of a file: other modules that import it, and commands that run it by its path."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path, PurePosixPath

from testguard.errors import UnreadableSource
from testguard.patterns import regex
from testguard.suite.consulted import Consulted
from testguard.suite.documents import PRODUCED, is_document
from testguard.syntax import read_source

_PRUNED = PRODUCED | {"build", "dist", "venv"}
_COMMANDS = regex(
    r"(?!.*pre-commit)(.*/)?([^/]*\.(ya?ml|sh|bash|bat|ps1|mk|json)|(gnu)?makefile|justfile|jenkinsfile)",
    re.IGNORECASE,
)
_IMPORT = regex(
    r"^[ \t]*(?:from[ \t]+(?P<source>[.\w]+)[ \t]+import[ \t]*"
    r"(?P<names>\([^)]*\)|[^\n]*(?:\\\n[^\n]*)*)"
    r"|import[ \t]+(?P<modules>[^\n]*))",
    re.MULTILINE,
)
_BASES = regex(r"^[ \t]*class[ \t]+\w+[ \t]*\((?P<bases>[^()]*)", re.MULTILINE)
_RUNNER = regex(
    r"\b(pytest|py\.test|unittest|python[\d.]*|nose\w*|coverage|trial|stestr|behave|locust)\b"
)
_WORD = regex(r"\w+")
MAX_DOCUMENT_BYTES = 500_000


class Mentions:
    """An index of the files below ``root``, built when it is first asked.

    What is asked and answered is noted in ``consulted``.
    """

    def __init__(self, root: Path, consulted: Consulted | None = None) -> None:
        self._root = root
        self._consulted = consulted or Consulted()

    def users(self, name: str) -> frozenset[str]:
        """The paths of the modules whose imports or base classes hold ``name`` as a whole word."""
        users = frozenset(self._named.get(name, ()))
        self._consulted.note(("users", name), tuple(sorted(users)))
        return users

    def command_for(self, path: str) -> str:
        """The file that tells how to run ``path`` by its own name, or ""."""
        documents = self._files_speaking_of(PurePosixPath(path).stem)
        command = next((document for document in documents if self._runs(document, path)), "")
        self._consulted.note(("command", path), command)
        return command

    def matching(self, patterns: tuple[str, ...]) -> bool:
        """Whether any file's name matches one of ``patterns``."""
        names = (path.rpartition("/")[2] for path in self._paths)
        found = any(fnmatch(name, pattern) for name in names for pattern in patterns)
        self._consulted.note(("matching", *patterns), found)
        return found

    def neighbours(self, path: str) -> tuple[str, ...]:
        """The other Python files of the folder of ``path``."""
        folder = path.rpartition("/")[0]
        others = tuple(
            other
            for other in self._paths
            if other.rpartition("/")[0] == folder and other.endswith(".py") and other != path
        )
        self._consulted.note(("neighbours", path), others)
        return others

    def texts(self) -> tuple[str, ...]:
        """The paths of all files that `users` and `command_for` read."""
        return tuple(path for path in self._paths if path.endswith(".py") or is_document(path))

    def _runs(self, document: str, path: str) -> bool:
        stem = PurePosixPath(path).stem
        word = re.compile(rf"(?P<head>[\w./\\-]*?)\b{re.escape(stem)}(?P<tail>\.py\b|\b)")
        commands = _COMMANDS.fullmatch(document) is not None
        for line in _lines(self._root / document, stem):
            runner = _RUNNER.search(line) is not None
            means = (_means(found, path, runner=runner) for found in word.finditer(line))
            if (runner or commands) and any(means):
                return True
        return False

    @cached_property
    def _named(self) -> dict[str, set[str]]:
        index: dict[str, set[str]] = defaultdict(set)
        for path in self._paths:
            if path.endswith(".py"):
                for word in _words_used(self._root / path):
                    index[word].add(path)
        return index

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        return tuple(_walk(self._root))

    @cached_property
    def _documents(self) -> tuple[tuple[str, frozenset[str]], ...]:
        return tuple(
            (path, frozenset(_WORD.findall(_text(self._root / path))))
            for path in self._paths
            if is_document(path)
        )

    def _files_speaking_of(self, stem: str) -> Iterator[str]:
        parts = frozenset(_WORD.findall(stem))
        return (path for path, words in self._documents if parts <= words)


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _PRUNED)
        relative = os.path.relpath(folder, root).replace(os.sep, "/")
        prefix = "" if relative == "." else f"{relative}/"
        for name in sorted(files):
            yield f"{prefix}{name}"


def _text(path: Path) -> str:
    try:
        return read_source(path, max_bytes=MAX_DOCUMENT_BYTES)
    except UnreadableSource:
        return ""


def _lines(path: Path, word: str) -> list[str]:
    text = _text(path).replace("\\\n", " ")
    return [line for line in text.split("\n") if word in line]


def _words_used(path: Path) -> set[str]:
    text = _text(path)
    words: set[str] = set()
    for pattern in (_IMPORT, _BASES):
        for found in pattern.finditer(text):
            words.update(_WORD.findall(" ".join(part for part in found.groups() if part)))
    return words


def _means(found: re.Match[str], path: str, *, runner: bool) -> bool:
    """Whether a line that holds a file's name means this file.

    A bare name counts beside the name of a test runner only; a module name, which may be any
    word, where its package is named with it or a runner stands right before it.
    """
    head = found["head"].replace("\\", "/").removeprefix("./")
    name = PurePosixPath(path).name
    if found["tail"]:
        target = f"{head}{name}"
        fits = f"/{path}".endswith(f"/{target.lstrip('/')}") or target.endswith(path)
        return fits and (runner or "/" in head)
    module = path.removesuffix(".py").replace("/", ".")
    dotted = f"{head}{name.removesuffix('.py')}"
    before = found.string[: found.start()].split()
    direct = bool(before) and before[-1] in ("-m", "unittest", "trial")
    return f".{module}".endswith(f".{dotted}") and runner and ("." in dotted or direct)
