"""``.testguard/mutants.jsonl``: what is known, a line each, appended as soon as it is known.

A line is written by one call, so that a run that is killed loses the line it was writing at most;
a line that cannot be read is passed over, and what it told is tried again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from msgspec import Struct

from testguard.errors import TestguardError
from testguard.mutation.messages import Observation, Outcome
from testguard.mutation.record import FOLDER

NAME = "mutants.jsonl"
MOST = 50_000


class Line(Struct, frozen=True):
    """One thing that is known: an outcome, or an observation, by its key."""

    key: str
    outcome: Outcome | None = None
    observation: Observation | None = None


@dataclass
class Store:
    """All that is known of the mutants of a project."""

    path: Path
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    observations: dict[str, Observation] = field(default_factory=dict)

    @classmethod
    def open(cls, root: Path) -> Store:
        """The store of the project at ``root``. Raises `TestguardError`."""
        folder = root / FOLDER
        store = cls(folder / NAME)
        try:
            folder.mkdir(exist_ok=True)
            ignore = folder / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="utf-8")
            store._load()
        except OSError as error:
            raise TestguardError(f"cannot use {store.path}: {error.strerror or error}") from error
        return store

    def keep(self, key: str, outcome: Outcome) -> None:
        """Know an outcome from now on."""
        self.outcomes[key] = outcome
        self._append(Line(key, outcome=outcome))

    def keep_observation(self, key: str, observation: Observation) -> None:
        """Know an observation from now on."""
        self.observations[key] = observation
        self._append(Line(key, observation=observation))

    def _append(self, line: Line) -> None:
        data = msgspec.json.encode(line) + b"\n"
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            os.write(handle, data)
        finally:
            os.close(handle)

    def _load(self) -> None:
        if not self.path.exists():
            return
        lines = self.path.read_bytes().split(b"\n")
        for line in _decoded(lines):
            if line.outcome is not None:
                self.outcomes[line.key] = line.outcome
            if line.observation is not None:
                self.observations[line.key] = line.observation
        if lines[-1]:  # a run was killed while it wrote: begin a line of our own
            with self.path.open("ab") as stream:
                stream.write(b"\n")
        if len(lines) > MOST:
            self._tidy()

    def _tidy(self) -> None:
        """Keep the newest half, whole or not at all."""
        kept = list(self.outcomes.items())[-MOST // 2 :]
        self.outcomes = dict(kept)
        neighbour = self.path.with_suffix(f".{os.getpid()}.tmp")
        lines = (msgspec.json.encode(Line(key, outcome=each)) + b"\n" for key, each in kept)
        neighbour.write_bytes(b"".join(lines))
        neighbour.replace(self.path)


def _decoded(lines: list[bytes]) -> Iterator[Line]:
    decoder = msgspec.json.Decoder(Line)
    for line in lines:
        if line:
            try:
                yield decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                continue
