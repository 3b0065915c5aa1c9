"""``.testguard/*.mutants.json``: the last run over mutants, a file per shard, for the gate."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from testguard.errors import EvidenceError
from testguard.model.mutant import MutationRun, Tried
from testguard.patterns import regex

FOLDER = ".testguard"
VERSION = 1
WHOLE = "all"
SUFFIX = ".mutants.json"
_SHARD = regex(r"shard-(\d+)-of-(\d+)")
_HINT = "delete it and run `testguard mutate` again"


class _Header(Struct, frozen=True):
    version: int


class _Record(Struct, frozen=True):
    version: int
    run: MutationRun


def save(root: Path, run: MutationRun, shard: tuple[int, int] | None = None) -> Path:
    """Write a run, whole or not at all; stack modules that it does not speak of keep theirs.

    A whole run replaces all shards, and a shard the whole run.
    """
    folder = root / FOLDER
    name = "shard-{}-of-{}".format(*shard) if shard else WHOLE
    path = folder / f"{name}{SUFFIX}"
    if path.exists():
        earlier = decode(path.read_bytes(), path.name)
        paths = {stack.path for stack in run.stacks}
        kept = [stack for stack in earlier.stacks if stack.path not in paths]
        run = replace(
            run, stacks=(*run.stacks, *kept) if earlier.commit == run.commit else run.stacks
        )
    neighbour = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    neighbour.write_bytes(msgspec.json.encode(_Record(VERSION, run), order="deterministic") + b"\n")
    neighbour.replace(path)
    for other in folder.glob(f"*{SUFFIX}"):
        if (other.name == f"{WHOLE}{SUFFIX}") is bool(shard):
            other.unlink(missing_ok=True)
    return path


def load(root: Path, others: Iterable[Path] = ()) -> MutationRun | None:
    """What is recorded below ``root`` and in the folders ``others``, as one; None for nothing.

    Raises `EvidenceError` for a record that is truncated or of another version.
    """
    files = sorted((root / FOLDER).glob(f"*{SUFFIX}"))
    files += [path for folder in others for path in sorted(folder.rglob(f"*{SUFFIX}"))]
    runs = {path.name: decode(path.read_bytes(), path.name) for path in files}
    return merged(runs) if runs else None


def decode(data: bytes, name: str) -> MutationRun:
    """A run from JSON. Raises `EvidenceError` that calls the file ``name``."""
    try:
        version = msgspec.json.decode(data, type=_Header).version
        if version != VERSION:
            raise EvidenceError(
                f"{name}: a record of version {version}; this testguard reads {VERSION}", hint=_HINT
            )
        return msgspec.json.decode(data, type=_Record).run
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise EvidenceError(f"{name}: is truncated or no record: {error}", hint=_HINT) from error


def merged(runs: dict[str, MutationRun]) -> MutationRun:
    """Runs by the names of their files as one; partial where a shard is missing."""
    first, *rest = runs.values()
    stacks: dict[str, Tried] = {}
    for run in (first, *rest):
        for stack in run.stacks:
            known = stacks.get(stack.path)
            results = (*known.results, *stack.results) if known else stack.results
            unique = {each.mutant.id: each for each in results}
            stacks[stack.path] = replace(stack, results=tuple(unique.values()))
    commits = {run.commit for run in runs.values()}
    return replace(
        first,
        stacks=tuple(stacks[path] for path in sorted(stacks)),
        commit=first.commit if len(commits) == 1 else "several",
        partial=next((run.partial for run in runs.values() if run.partial), _missing(runs)),
        fresh=sum(run.fresh for run in runs.values()),
        seconds=sum(run.seconds for run in runs.values()),
        memory=max(run.memory for run in runs.values()),
    )


def _missing(names: Iterable[str]) -> str:
    shards = [found for name in names if (found := _SHARD.match(name))]
    for count in {int(found[2]) for found in shards}:
        there = {int(found[1]) for found in shards if int(found[2]) == count}
        missing = sorted(set(range(1, count + 1)) - there)
        if missing:
            numbers = ", ".join(map(str, missing))
            return f"of {count} shards, these are missing: {numbers}"
    return ""
