"""Which of twenty hand-made infrastructure faults a mutation tester would have reported.

A *picture* of a system says for each property of each resource what it is, where the resource
belongs and what it waits for, and for each probe whether it is taken or refused. What is *wrong*
under a fault or a mutant is the set of places where its picture differs from the sound one's.

A mutation tester would have reported a fault when it makes a mutant with something wrong, and
nothing wrong that is not wrong under the fault, too. For a suite that misses the fault because it
looks at none of the places where something is wrong misses that mutant as well: it survives, and is
reported. A suite that looks, but too vaguely, is left out of account, and so are verdicts: a tester
that makes the mutant and mistakes it for killed is counted all the same.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from testguard.errors import BuildError
from testguard.model.project import StackModule
from testguard.model.resource import Graph, Resource
from testguard.plugin import Builder, Recipe
from testguard.plugin.surroundings import environment, fresh_modules, working_in
from testguard_cdk.framework import RunnableCdk
from testguard_pulumi.framework import RunnablePulumi

EXAMPLES = Path(__file__).parents[2] / "examples"
DATA = Path(__file__).parent / "data"
NAMES = ("pulumi-aurora-global", "cdk-rds-disaster-recovery")
FRAMEWORKS: Mapping[str, Builder] = {"pulumi": RunnablePulumi(), "cdk": RunnableCdk()}
CACHES = ("__pycache__", ".pytest_cache", ".testguard", "mutants", "cdk.out")
MADE_OF_SOURCE = "Code"  # the name of a function's archive is its digest
BROKEN = frozenset({("", "cannot be built")})

Place = tuple[str, str]
"""A resource, a stack, or "probe"; and its property, or what else of it."""
Picture = dict[Place, str]
Wrong = frozenset[Place]


@dataclass(frozen=True)
class Altered:
    """A file, relative to the root, with another text."""

    path: str
    text: str


@dataclass(frozen=True)
class Fault:
    """One piece of text of a file that is replaced; it occurs once."""

    name: str
    path: str
    old: str
    new: str

    def applied(self, root: Path) -> Altered:
        """The file with the fault. Raises `ValueError` where it does not apply."""
        text = (root / self.path).read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.name}: {text.count(self.old)} places in {self.path}")
        return Altered(self.path, text.replace(self.old, self.new))


@dataclass(frozen=True)
class Example:
    """A sound example, what may be wrong with it, and code that it takes or refuses."""

    name: str
    framework: str
    faults: tuple[Fault, ...]
    probes: Mapping[str, str]

    @classmethod
    def load(cls, name: str) -> Example:
        """From ``data/faults-<name>.toml``."""
        data = tomllib.loads((DATA / f"faults-{name}.toml").read_text(encoding="utf-8"))
        faults = tuple(Fault(**each) for each in data["fault"])
        probes = {each["name"]: each["code"] for each in data["probe"]}
        return cls(name, data["framework"], faults, probes)

    @property
    def folder(self) -> Path:
        """Where the sound one is."""
        return EXAMPLES / self.name / "proven"

    def copy(self, folder: Path, *, recorded: bool = False) -> Path:
        """A copy whose tests run in their order and, unless ``recorded``, without testguard."""
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns(*CACHES))
        if recorded:
            return folder
        project = folder / "pyproject.toml"
        text = project.read_text(encoding="utf-8")
        plain = 'addopts = ["--no-testguard", "-p", "no:randomly", "-p", "no:cacheprovider"]'
        section = "[tool.pytest.ini_options]\n"
        project.write_text(text.replace(section, f"{section}{plain}\n"), encoding="utf-8")
        return folder


@dataclass
class Gallery:
    """Pictures of an example and of altered ones, taken in this process, where builds are warm."""

    example: Example
    root: Path
    sound: Picture = field(default_factory=dict)
    resources: list[tuple[Graph, Resource]] = field(default_factory=list)
    known: dict[Altered, Wrong] = field(default_factory=dict)

    def __post_init__(self) -> None:
        graphs = self._graphs()
        self.resources = [(graph, each) for graph in graphs for each in graph.resources]
        self.sound = self._picture(graphs)

    def wrong(self, altered: Altered) -> Wrong:
        """What is wrong with the example when a file is altered."""
        if altered not in self.known:
            self.known[altered] = self._wrong(altered)
        return self.known[altered]

    def _wrong(self, altered: Altered) -> Wrong:
        file = self.root / altered.path
        before = file.read_bytes()
        file.write_text(altered.text, encoding="utf-8")
        try:
            picture = self._picture(self._graphs())
        except BuildError:
            return BROKEN
        finally:
            file.write_bytes(before)
        places = picture.keys() | self.sound.keys()
        return frozenset(each for each in places if picture.get(each) != self.sound.get(each))

    def _graphs(self) -> Sequence[Graph]:
        program = StackModule("tap.py", self.example.framework, program=True)
        build = FRAMEWORKS[self.example.framework].build
        with without_bytecode():
            return build(Recipe(self.root, program, "")).graphs

    def _picture(self, graphs: Iterable[Graph]) -> Picture:
        found = {place: text for graph in graphs for place, text in _places(graph)}
        for name, code in self.example.probes.items():
            found["probe", name] = _outcome(self.root, code)
        return found


def without_bytecode() -> Any:
    """Two alterations of one length in one second look alike to bytecode that is kept."""
    return patch.object(sys, "dont_write_bytecode", new=True)


def _places(graph: Graph) -> Iterator[tuple[Place, str]]:
    yield (graph.name, "region"), graph.region
    yield (graph.name, "waits for"), _text(sorted(graph.depends_on))
    yield (graph.name, "exports"), _text(graph.exports)
    for resource in graph.resources:
        for what, value in aspects(resource).items():
            yield (f"{graph.name}/{resource.id}", what), _text(value)


def aspects(resource: Resource) -> dict[str, Any]:
    """What there is to say of a resource: its properties, and what else matters."""
    implied = {each for some in resource.references.values() for each in some}
    mocked = resource.references if resource.urn else {}  # ids on mocks are made of other inputs
    properties = {**resource.properties, **mocked}
    return {
        **{key: value for key, value in properties.items() if key != MADE_OF_SOURCE},
        **{f"option {key}": value for key, value in resource.options.items()},
        "exists": True,
        "provider": resource.provider,
        "waits for": sorted({*resource.depends_on} - implied),
        "outputs": {} if resource.custom else resource.outputs,
    }


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _outcome(root: Path, code: str) -> str:
    """The name of the error that a probe ends with, or "taken"."""
    with without_bytecode(), environment({}), working_in(root, [root]), fresh_modules(root):
        try:
            exec(compile(code, "probe", "exec"), {})
        except Exception as error:  # noqa: BLE001
            return type(error).__name__
    return "taken"


def reported(fault: Wrong, mutants: Iterable[Wrong]) -> bool:
    """Whether a mutant has something wrong, and nothing that is not wrong under the fault."""
    return any(mutant and mutant <= fault for mutant in mutants)


def noticed(example: Example, fault: Fault) -> bool:
    """Whether a test of the example fails under a fault."""
    with tempfile.TemporaryDirectory() as made:
        root = example.copy(Path(made) / example.name)
        altered = fault.applied(root)
        (root / altered.path).write_text(altered.text, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:xdist"]
        kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        done = subprocess.run(command, cwd=root, env=kept, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{fault.name}: {done.stdout.decode(errors='replace')[-500:]}")
    return done.returncode == 1
