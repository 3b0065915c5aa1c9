"""Probing in one process, and what passes between a controller and its workers."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import pytest

from testguard.measurement.probing.evidence import Probed, join_exercises, probed
from testguard.measurement.probing.plan import plan
from testguard.measurement.probing.recorder import ProbeRecorder
from testguard.measurement.store import evidence_folder
from testguard.measurement.tapping import Taps, join_observed
from testguard.model.contract import Contract
from testguard.model.evidence import Exercise
from testguard.plugin import Framework, load_plugins

NAME = "testguard_probes"


class Probing:
    """The probes of one process, from its first import to its last test."""

    def __init__(
        self, root: Path, contracts: Sequence[Contract], frameworks: Iterable[Framework] = ()
    ) -> None:
        self.contracts = tuple(contracts)
        self.recorder = ProbeRecorder(plan(self.contracts), root, Taps.of(frameworks, root))
        self._root = root
        self._handed_down: Path | None = None

    def begin(self, plugins: pytest.PytestPluginManager) -> None:
        """Probe what is imported from now on, and listen to the session."""
        self.recorder.install()
        plugins.register(self.recorder, NAME)

    def end(self) -> None:
        """Put everything back."""
        self.recorder.remove()
        if self._handed_down is not None:
            self._handed_down.unlink(missing_ok=True)

    def hand_down(self) -> Path:
        """Write the contracts for workers to `adopt`; gives the file."""
        path = evidence_folder(self._root) / f"contracts.{os.getpid()}.json"
        path.write_bytes(msgspec.json.encode(self.contracts))
        self._handed_down = path
        return path

    @classmethod
    def adopt(cls, root: Path, path: Path) -> Probing:
        """The same probes in a worker, and the taps of its frameworks."""
        contracts = msgspec.json.decode(path.read_bytes(), type=tuple[Contract, ...])
        return cls(root, contracts, load_plugins([]).frameworks)

    def result(self, workers: Iterable[str] = ()) -> Probed:
        """What this process saw, and what its workers told."""
        own = probed(self.contracts, self.recorder)
        return join([own, *(msgspec.json.decode(each, type=Probed) for each in workers)])

    def told(self) -> str:
        """What a worker tells its controller."""
        return msgspec.json.encode(self.result()).decode()


def join(parts: Sequence[Probed]) -> Probed:
    """The union of what several processes saw."""
    exercises: dict[str, list[tuple[Exercise, ...]]] = {}
    runs: dict[str, tuple[frozenset[str], frozenset[str], frozenset[int]]] = {}
    for part in parts:
        for path, items in part.exercises:
            exercises.setdefault(path, []).append(items)
        for path, passed, asserting, executed in part.runs:
            known = runs.get(path, (frozenset(), frozenset(), frozenset()))
            runs[path] = (known[0] | passed, known[1] | asserting, known[2] | executed)
    return Probed(
        tuple((path, join_exercises(sets)) for path, sets in exercises.items()),
        frozenset().union(*(part.blind for part in parts)),
        tuple((path, *runs[path]) for path in sorted(runs)),
        next((part.interrupted for part in parts if part.interrupted), ""),
        join_observed(each for part in parts for each in part.graphs),
    )
