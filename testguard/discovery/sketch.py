"""A byte-level sketch of a file: cheap enough for every file, so that few need a parser."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from testguard.patterns import regex
from testguard.suite.imports import Imports, read_imports
from testguard.syntax import MAX_BYTES, parse

_IMPORT = regex(
    rb"\n[ \t]*+((?:from|import)[ \t.]"
    rb"(?:[^\n(\\#]++|#[^\n]*+|\\\r?\n|\((?:[^)#]++|#[^\n]*+)*+\))*+)"
)
_CLASS = regex(rb"\n[ \t]*+class[ \t]++(\w++)[ \t\r\n]*+[\[(]([^:]*+)")
_NAME = regex(rb"[\w.]++")
_FOR_TYPING = regex(
    rb"\n([ \t]*+)if[ \t]++(?:\w++\.)?TYPE_CHECKING[ \t]*+:[^\n]*+"
    rb"(?:\n(?:[ \t\r]*+(?=\n)|\1[ \t]++[^\n]*+))*+"
)
_STRING = regex(rb"['\"]([\w./\\-]++)['\"]")
_WORD = regex(rb"\w++")
_BY_NAME = regex(
    rb"import_module|__import__|runpy|run_path|patch|setattr|spec_from_file|SourceFileLoader"
)


class Sketch(Struct, frozen=True):
    """What the bytes of a file tell without parsing it.

    ``imports`` are the import statements that run, one after the other; ``words`` the words in
    them, and in the plain strings of a file that may import by a string. ``classes`` are the names
    of classes with bases, ``bases`` the dotted names in their headers. ``doubtful`` tells that some
    import may stand in a string, ``by_name`` that strings may name modules: only a parser can tell.
    """

    imports: bytes
    words: frozenset[bytes]
    classes: frozenset[str] = frozenset()
    bases: frozenset[str] = frozenset()
    doubtful: bool = False
    by_name: bool = False

    def read_imports(self) -> Imports:
        """The names the file binds; exact unless it is doubtful."""
        return read_imports(parse(_text(self.imports).replace("\r", "")))


NOTHING = Sketch(b"", frozenset())


def sketch(data: bytes) -> Sketch:
    """The sketch of the source in ``data``."""
    data = b"\n" + data.removeprefix(BOM_UTF8)
    if b"TYPE_CHECKING" in data:
        data = _FOR_TYPING.sub(b"\n", data)
    found = list(_IMPORT.finditer(data))
    imports = b"\n".join(match[1] for match in found)
    by_name = _BY_NAME.search(data) is not None
    strings = b" ".join(_STRING.findall(data)) if by_name else b""
    words = {*_WORD.findall(imports), *_WORD.findall(strings)}
    headers = _CLASS.findall(data)
    return Sketch(
        imports,
        frozenset(words),
        classes=frozenset(_text(name) for name, _ in headers),
        bases=frozenset(_text(name) for _, bases in headers for name in _NAME.findall(bases)),
        doubtful=_in_string(data, found),
        by_name=by_name,
    )


def sketcher(root: Path) -> Callable[[str], Sketch]:
    """A function from the path of a file to its sketch; what cannot be read has an empty one."""
    known: dict[str, Sketch] = {}

    def of(path: str) -> Sketch:
        if path not in known:
            known[path] = _read(root / path)
        return known[path]

    return of


def _read(file: Path) -> Sketch:
    try:
        if file.stat().st_size > MAX_BYTES:
            return NOTHING
        data = file.read_bytes()
    except OSError:
        return NOTHING
    return NOTHING if b"\0" in data else sketch(data)


def _in_string(data: bytes, imports: list[re.Match[bytes]]) -> bool:
    """Whether an odd number of triple quotes stands before an import, for either quote."""
    counts = [0, 0]
    position = 0
    for match in imports:
        for index, quotes in enumerate((b'"""', b"'''")):
            counts[index] += data.count(quotes, position, match.start())
        if counts[0] % 2 or counts[1] % 2:
            return True
        position = match.start()
    return False


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
