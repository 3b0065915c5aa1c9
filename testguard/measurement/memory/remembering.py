"""What one run takes over from the last one, and leaves for the next."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from testguard.measurement.memory.memo import (
    Memo,
    Verdict,
    forget_memo,
    read_memo,
    recorded_below,
    write_memo,
)
from testguard.measurement.memory.surroundings import State, Surroundings, looked_at
from testguard.model.contract import Contract
from testguard.model.project import Project
from testguard.plugin import Framework, Plugins
from testguard.plugin.manager import installed_points

if TYPE_CHECKING:
    from testguard.config import Config

GROUP = "testguard"


class Judged(Protocol):
    """What a run was judged on."""

    @property
    def config(self) -> Config:
        """What the configuration says."""
        ...

    @property
    def plugins(self) -> Plugins:
        """Everything that plugins brought."""
        ...

    @property
    def project(self) -> Project:
        """What discovery found."""
        ...

    @property
    def contracts(self) -> tuple[Contract, ...]:
        """What its stack modules take and refuse."""
        ...


class Remembering(Struct, frozen=True):
    """The memory of one run: of what it rests on, and of the last run if that rested on the same.

    ``memo`` is None where nothing is remembered that still holds; ``points`` are then those of all
    plugins.
    """

    surroundings: Surroundings
    root: Path
    packages: tuple[str, ...]
    state: State
    memo: Memo | None = None
    points: tuple[EntryPoint, ...] = ()

    @classmethod
    def of_last_run(cls, surroundings: Surroundings, starts: Iterable[Path]) -> Remembering | None:
        """The memory of the last run around ``starts``; None where anything has changed since."""
        found = read_memo(starts)
        if found is None:
            return None
        root, memo = found
        state = surroundings.state(root, memo.packages)
        known = cls(surroundings, root, memo.packages, state, memo)
        return known if state.digest == memo.state else None

    @classmethod
    def of_new_run(cls, surroundings: Surroundings, root: Path) -> Remembering:
        """A memory with nothing in it."""
        points = installed_points()
        packages = tuple(dict.fromkeys(_folder(name) for name in (GROUP, *_modules(points))))
        state = surroundings.state(root, packages)
        return cls(surroundings, root, packages, state, points=points)

    def recall(self, sight: str) -> Verdict | None:
        """The verdict of the last run, if this one saw the same and nothing changed meanwhile."""
        started = time.monotonic()
        if self.memo is None:
            return None
        known = self.memo.recall(self.root, self._now(), sight)
        return known.lasting(time.monotonic() - started) if known is not None else None

    def leave(self, judged: Judged, sight: str, verdict: Verdict) -> None:
        """Leave the verdict on what was seen to the next run, if that can rely on it."""
        installed = self.points or installed_points()
        points = _bringing(judged.plugins.frameworks, installed)
        same = self.surroundings.settled(self.state) and self._now() == self.state.digest
        if points is None or not same or not _self_contained(judged.config):
            forget_memo(self.root)
            return
        memo = Memo(
            self.state.digest,
            judged.project.stacks,
            judged.contracts,
            self.packages,
            tuple((point.name, point.value) for point in points),
            sight,
            recorded_below(self.root),
            verdict,
        )
        write_memo(self.root, memo)

    def _now(self) -> str:
        return self.surroundings.state(self.root, self.packages).digest


def _self_contained(config: Config) -> bool:
    """Whether a change of anything that the configuration speaks of would be seen."""
    stated = (each.origin.rpartition(":")[0] for each in config.requirements)
    named = {config.baseline, *config.rules, *filter(None, stated)}
    return not config.linters and all(looked_at(config.root, name) for name in named)


def _modules(points: Iterable[EntryPoint]) -> list[str]:
    return [point.value.partition(":")[0].partition(".")[0] for point in points]


def _folder(package: str) -> str:
    """The folder of a package, or the file of a module."""
    file = Path(getattr(sys.modules.get(package), "__file__", None) or package)
    return str(file.parent if file.stem == "__init__" else file)


def _bringing(
    frameworks: Iterable[Framework], points: Sequence[EntryPoint]
) -> list[EntryPoint] | None:
    """The entry points that bring these frameworks; None where one comes from elsewhere."""
    modules = _modules(points)
    homes = {type(framework).__module__.partition(".")[0] for framework in frameworks}
    if not homes <= set(modules):
        return None
    return [point for point, module in zip(points, modules, strict=True) if module in homes]
