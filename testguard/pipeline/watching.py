"""What a save changes, and what follows from it: which suites run, and what `check` says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from testguard.config import Config
from testguard.discovery.snapshot import Snapshot, take
from testguard.discovery.ties import Ties, is_configuration, read_ties
from testguard.model.verdict import Report
from testguard.pipeline.checking import check
from testguard.pipeline.loading import load

RESTLESS = 3


@dataclass(frozen=True)
class Saved:
    """What was saved, when (`time.time`, 0 where unknown), and the suites that it affects.

    ``anew`` tells that pytest's or testguard's configuration is among it, ``setting`` that code is
    which tests run before they import anything.
    """

    changed: tuple[str, ...]
    suites: tuple[str, ...]
    at: float = 0.0
    anew: bool = False
    setting: bool = False

    def joined(self, more: Saved) -> Saved:
        """Both at once."""
        return Saved(
            tuple(sorted({*self.changed, *more.changed})),
            tuple(sorted({*self.suites, *more.suites})),
            max(self.at, more.at),
            self.anew or more.anew,
            self.setting or more.setting,
        )


@dataclass
class Watched:
    """A repository whose files are looked at again and again.

    ``configure`` reads its configuration; ``paths`` are the files and folders that matter, all when
    there are none.
    """

    configure: Callable[[], Config]
    paths: tuple[Path, ...] = ()
    config: Config = field(init=False)
    ties: Ties = field(init=False)
    _seen: Snapshot = field(init=False)
    _restless: dict[str, int] = field(default_factory=dict)
    _refused: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.config = self.configure()
        self._seen = take(self.config.root, self.config.exclude)
        self._explore()

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders whose files matter."""
        return tuple(self.config.root / folder for folder in self._seen.folders)

    @property
    def suites(self) -> tuple[str, ...]:
        """The suites that may run: those at the paths, and those that use what is there."""
        if not self.paths:
            return self.ties.suites
        there = [path for path in self._seen.files if self._is_named(path)]
        own = {path for path in there if path in self.ties.suites}
        code = [path for path in there if path not in own and path.endswith(".py")]
        return tuple(sorted(own | self.ties.affected(code)))

    def look(self, *, running: bool = False) -> Saved | None:
        """What was saved since the last look; nothing where that matters to nothing.

        ``running`` tells that tests run. Raises `ConfigError` for a configuration that has become
        wrong; the next look after it is mended sees that.
        """
        before, now = self._seen, take(self.config.root, self.config.exclude, self._seen)
        changed = [path for path in now.changed_since(before) if not self._rests(path, running)]
        changed = sorted({*changed, *self._refused})
        if not changed:
            self._seen = now
            return None
        anew = any(is_configuration(path) for path in changed)
        if anew:
            self._seen, self._refused = now, tuple(changed)
            self.config = self.configure()
            self._refused = ()
            now = take(self.config.root, self.config.exclude, now)
        self._seen = now
        affected = self.ties.affected(changed)
        if anew or now.files.keys() != before.files.keys():
            self._explore()
            affected |= self.ties.affected(changed)
        suites = tuple(sorted(affected & set(self.suites)))
        changed = [path for path in changed if self._matters(path)]
        if not changed:
            return None
        setting = any(path.endswith("conftest.py") for path in changed)
        return Saved(tuple(changed), suites, now.saved_at(changed), anew, setting)

    def settle(self) -> None:
        """Learn what files have to do with each other now; a look after it needs that."""
        self._explore()

    def check(self) -> Report:
        """The findings in the files as they are."""
        return check(self.config, paths=self.paths)

    def _explore(self) -> None:
        self.ties = read_ties(self.config, load(self.config).frameworks)

    def _is_named(self, path: str) -> bool:
        file = self.config.root / path
        return any(file == each or file.is_relative_to(each) for each in self.paths)

    def _matters(self, path: str) -> bool:
        return path.endswith(".py") or is_configuration(path) or bool(self.ties.affected([path]))

    def _rests(self, path: str, running: bool) -> bool:
        """Whether a file of data no longer counts, because it changes whenever tests run."""
        if path.endswith(".py") or is_configuration(path):
            return False
        self._restless[path] = self._restless.get(path, 0) + 1 if running else 0
        return self._restless.get(path, 0) >= RESTLESS
