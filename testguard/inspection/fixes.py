"""Applying the fixes of findings to files."""

from __future__ import annotations

import codecs
import io
import os
import tempfile
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from testguard.model.finding import Finding
from testguard.model.source import Edit, Span


def apply_fixes(root: Path, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Write the fixes of all active findings; gives the findings that were fixed.

    Of fixes that overlap the first one is applied; inspect again to find the others. Files are
    replaced whole, and keep their mode, encoding, byte order mark and line ends.
    """
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.fix is not None and finding.active:
            by_path[finding.path].append(finding)
    fixed: list[Finding] = []
    for path, some in sorted(by_path.items()):
        chosen = _disjoint(some)
        edits = [edit for finding in chosen if finding.fix for edit in finding.fix.edits]
        _rewrite(root / path, edits)
        fixed += chosen
    return tuple(fixed)


def edited(text: str, edits: Iterable[Edit]) -> str:
    """``text`` after ``edits``, which must not overlap; lines may end in any of Python's ways."""
    starts = _line_starts(text)
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        start, end = (_offset(starts, text, *place) for place in _ends(edit.span))
        text = text[:start] + edit.text + text[end:]
    return text


def _disjoint(findings: Sequence[Finding]) -> list[Finding]:
    taken: list[Span] = []
    chosen = []
    for finding in findings:
        spans = [edit.span for edit in finding.fix.edits] if finding.fix else []
        if not any(_overlap(one, other) for one in spans for other in taken):
            taken += spans
            chosen.append(finding)
    return chosen


def _overlap(one: Span, other: Span) -> bool:
    (start, end), (begin, stop) = _ends(one), _ends(other)
    return start == begin or (start < stop and begin < end)


def _ends(span: Span) -> tuple[tuple[int, int], tuple[int, int]]:
    return (span.line, span.column), (span.end_line, span.end_column)


def _line_starts(text: str) -> list[int]:
    starts, position = [0], 0
    for line in io.StringIO(text, newline=""):
        position += len(line)
        starts.append(position)
    return starts


def _offset(starts: Sequence[int], text: str, line: int, column: int) -> int:
    return min(starts[min(line, len(starts)) - 1] + column - 1, len(text))


def _rewrite(path: Path, edits: Sequence[Edit]) -> None:
    path = path.resolve()
    data = path.read_bytes()
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    encoding = "utf-8" if mark else encoding
    text = data[len(mark) :].decode(encoding)
    replace_file(path, mark + edited(text, edits).encode(encoding))


def replace_file(path: Path, data: bytes) -> None:
    """Replace the file at ``path`` in one step, keeping its mode."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(path.stat().st_mode & 0o7777)
        Path(name).replace(path)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()
