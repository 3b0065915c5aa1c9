"""Which suites a file matters to: what imports it, runs it, patches it, or names it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from testguard.config import Config
from testguard.discovery.discover import Explored, explore
from testguard.discovery.ini import INI_NAMES
from testguard.discovery.places import folders_above
from testguard.model.project import Project
from testguard.patterns import regex
from testguard.plugin import Framework

CONFIGURATION = frozenset({*INI_NAMES, "testguard.toml", "cdk.json", "cdk.context.json"})
_STACK_SETTINGS = regex(r"Pulumi(\.[\w-]+)?\.ya?ml")
_STRING = regex(rb"['\"](?:[^'\"\n]*\}/?)?(?:\.{1,2}/)*([\w@+-][\w@+./ -]{0,200}?)/?['\"]")


@dataclass(frozen=True)
class Ties:
    """What the files of a repository have to do with each other, as they were at one moment.

    ``users`` gives for each Python file those that import, run or patch it directly, ``names`` for
    each the names of files and folders that stand in its strings.
    """

    project: Project
    suites: tuple[str, ...]
    users: Mapping[str, frozenset[str]]
    names: Mapping[str, frozenset[bytes]]

    def affected(self, changed: Iterable[str]) -> frozenset[str]:
        """The suites to run again when these files have changed, or are new, or gone."""
        paths = list(changed)
        if any(is_configuration(path) for path in paths):
            return frozenset(self.suites)
        reached: set[str] = set()
        data = [path for path in paths if path not in self.suites]
        queue = paths + [each for path in data for each in self._naming(path)]
        while queue:
            path = queue.pop()
            if path not in reached:
                reached.add(path)
                queue += self.users.get(path, ())
        paired = {each.suite for each in self.project.pairings if each.stack in reached}
        return frozenset(suite for suite in self.suites if suite in reached or suite in paired)

    def _naming(self, path: str) -> Iterator[str]:
        """Files that name this one, or a folder that it is in, as assets and data are named."""
        words = _words_for(path)
        return (user for user, names in self.names.items() if not words.isdisjoint(names))


def is_configuration(path: str) -> bool:
    """Whether a file configures pytest, testguard or a framework: it may matter to every test."""
    name = PurePosixPath(path).name
    return name in CONFIGURATION or _STACK_SETTINGS.fullmatch(name) is not None


def read_ties(config: Config, frameworks: Sequence[Framework]) -> Ties:
    """The ties of the repository as it is now."""
    explored = explore(config, frameworks)
    suites = tuple(suite.path for suite in explored.project.suites if suite.collected)
    return Ties(
        explored.project,
        suites,
        _users(explored, suites),
        {path: _names_in(config.root / path) for path in explored.python},
    )


def _users(explored: Explored, suites: Sequence[str]) -> dict[str, frozenset[str]]:
    users: dict[str, set[str]] = defaultdict(set)
    for path in explored.python:
        for link in explored.links.of(path):
            users[link.target].add(path)
        for folder in folders_above(path):  # importing a module runs the packages that it is in
            users[f"{folder}__init__.py"].add(path)
    for suite in suites:
        for folder in folders_above(suite):
            users[f"{folder}conftest.py"].add(suite)
    return {path: frozenset(found) for path, found in users.items()}


def _names_in(file: Path) -> frozenset[bytes]:
    try:
        return frozenset(_STRING.findall(file.read_bytes()))
    except OSError:
        return frozenset()


def _words_for(path: str) -> frozenset[bytes]:
    """What a file may be called by: ``b/c.py``, ``c.py``, and ``a/b``, ``a``, ``b`` for folders."""
    parts = path.split("/")
    spans = ((start, end) for end in range(1, len(parts) + 1) for start in range(end))
    words = ("/".join(parts[start:end]) for start, end in spans)
    return frozenset(word.encode("utf-8", "surrogateescape") for word in words)
