"""A folder becomes a `Project`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from testguard.config import Config
from testguard.discovery.conventions import Territories, read_territories
from testguard.discovery.ini import INI_NAMES
from testguard.discovery.lineage import Lineage
from testguard.discovery.links import Links
from testguard.discovery.pairing import pair
from testguard.discovery.places import Places
from testguard.discovery.programs import Programs, read_programs
from testguard.discovery.sketch import sketcher
from testguard.discovery.stacks import Ground, find_stacks, named_stacks, of_program
from testguard.discovery.suites import Sorted, sort_files
from testguard.discovery.trail import Trails
from testguard.discovery.walk import Tree, walk
from testguard.model.project import Problem, Project, StackModule
from testguard.plugin import Framework
from testguard.suite.library import Library

Stacks = tuple[tuple[StackModule, ...], tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class Explored:
    """A project, all its Python files, and the links between them."""

    project: Project
    python: tuple[str, ...]
    links: Links


def discover(config: Config, frameworks: Sequence[Framework]) -> Project:
    """The stack modules and suites below ``config.root``, and which belongs to which.

    Reads files and imports none. What cannot be read becomes a `Problem`; the rest goes on.
    """
    return explore(config, frameworks).project


def explore(config: Config, frameworks: Sequence[Framework]) -> Explored:
    """What `discover` gives, and what it knows of files that are neither stack nor suite."""
    marks = {*INI_NAMES, *(name for each in frameworks for name in each.project_files)}
    tree = walk(config.root, marks, config.exclude)
    territories = read_territories(config.root, tree.marks, tree.python, config.tests)
    programs = read_programs(config.root, tree.marks, frameworks, tree.python)
    files = sort_files(tree.python, territories)
    ground = _ground(config, frameworks, tree, files, territories)
    stacks, problems = _stacks(config, ground, tree, programs)
    paths = [stack.path for stack in stacks]
    trails = Trails(paths, tree.python, ground.links, ground.library, ground.sketch)
    project = Project(
        root=config.root,
        conventions=territories.of(""),
        stacks=stacks,
        suites=files.suites,
        pairings=pair(paths, files.suites, trails),
        problems=(*tree.problems, *territories.problems, *programs.problems, *problems),
        programs=tuple(of_program(program) for program in programs.entries),
    )
    return Explored(project, tree.python, ground.links)


def _ground(
    config: Config,
    frameworks: Sequence[Framework],
    tree: Tree,
    files: Sorted,
    territories: Territories,
) -> Ground:
    roots = {path for own in territories.by_folder.values() for path in own.pythonpath}
    packages = {package for framework in frameworks for package in framework.packages}
    places = Places(tree.python, ("src", *sorted(roots - {"src"})), packages)
    library, sketch = Library(config.root), sketcher(config.root)
    return Ground(
        code=frozenset(files.code),
        library=library,
        sketch=sketch,
        links=Links(library, sketch, places),
        lineage=Lineage(library, places, frameworks),
        frameworks=frameworks,
    )


def _stacks(config: Config, ground: Ground, tree: Tree, programs: Programs) -> Stacks:
    if config.stacks:
        return named_stacks(ground, tree.python, config.stacks, programs.entries)
    return find_stacks(ground, programs.entries), ()
