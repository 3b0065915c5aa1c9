"""``.testguard/``: evidence on disk, one JSON file per shard; docs/evidence.md tells the format."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from testguard.errors import ConfigError, EvidenceError
from testguard.measurement.merging import merge
from testguard.measurement.portable import portable
from testguard.model.evidence import Evidence
from testguard.patterns import regex

FOLDER = ".testguard"
VERSION = 1
WHOLE = "all"
SUFFIX = ".evidence.json"
_NAME = regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_HINT = "delete it and run `pytest --testguard` again"


class _Header(Struct, frozen=True):
    version: int


class _Record(Struct, frozen=True):
    version: int
    evidence: Evidence


def check_shard(name: str) -> str:
    """``name``, where it can name a shard. Raises `ConfigError` otherwise."""
    if not _NAME.fullmatch(name) or name == WHOLE:
        raise ConfigError(
            f"{name!r} cannot name a shard",
            hint=f"use letters, digits, '.', '_' and '-'; {WHOLE!r} is the name of a whole run",
        )
    return name


def evidence_folder(root: Path) -> Path:
    """``.testguard/`` below ``root``, made where it is missing, and ignored by git."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    return folder


def save(root: Path, evidence: Evidence, shard: str = "") -> Path:
    """Write evidence as the shard of that name, or as the whole run; gives the file's path.

    A whole run replaces everything recorded before; a shard replaces the whole run and the shard
    of its name. The file appears at once and complete.
    """
    folder = evidence_folder(root)
    path = folder / f"{shard or WHOLE}{SUFFIX}"
    _write(path, encode(evidence))
    for other in [folder / f"{WHOLE}{SUFFIX}"] if shard else _files(folder):
        if other != path:
            other.unlink(missing_ok=True)
    return path


def has_evidence(root: Path) -> bool:
    """Whether anything is recorded below ``root``."""
    return bool(_files(root / FOLDER))


def load(root: Path, others: Iterable[Path] = ()) -> Evidence:
    """All evidence recorded below ``root`` and in the folders ``others``, merged.

    ``others`` hold evidence files themselves or in folders below them.

    Raises `EvidenceError` when there is none, or a file is truncated or of an unknown version.
    """
    files = _files(root / FOLDER)
    for folder in others:
        found = sorted(folder.rglob(f"*{SUFFIX}"))
        if not found:
            raise EvidenceError(f"{folder} holds no evidence", hint=f"it has no *{SUFFIX}")
        files += found
    if not files:
        raise EvidenceError(
            f"no evidence is recorded in {FOLDER}/, and no data is never a pass",
            hint="run `pytest --testguard` first",
        )
    return merge([portable(decode(path.read_bytes(), path.name), root) for path in files])


def encode(evidence: Evidence) -> bytes:
    """Evidence as JSON; equal evidence gives equal bytes."""
    return msgspec.json.encode(_Record(VERSION, evidence), order="deterministic") + b"\n"


def decode(data: bytes, name: str) -> Evidence:
    """Evidence from JSON. Raises `EvidenceError` that calls the file ``name``."""
    try:
        version = msgspec.json.decode(data, type=_Header).version
        if version != VERSION:
            raise EvidenceError(
                f"{name}: evidence of version {version}; this testguard reads version {VERSION}",
                hint=_HINT,
            )
        evidence = msgspec.json.decode(data, type=_Record).evidence
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise EvidenceError(f"{name}: is truncated or no evidence: {error}", hint=_HINT) from error
    for stack in evidence.stacks:
        if not (stack.executed <= stack.lines and stack.taken <= stack.arcs):
            message = f"{name}: claims more of {stack.path} than the file has"
            raise EvidenceError(message, hint=_HINT)
    return evidence


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{SUFFIX}"))


def _write(path: Path, data: bytes) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
