"""Observe programs as deployed and write integration tests for them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from msgspec import Struct

from testguard.config import Config
from testguard.discovery.discover import discover
from testguard.errors import BuildError, ConfigError
from testguard.model.project import Problem, Project, StackModule
from testguard.pipeline.loading import load
from testguard.pipeline.scaffolding import Order, Scaffold, with_programs
from testguard.plugin import Plugins
from testguard.scaffold.integrated import Integrated, Site, integrate
from testguard.scaffold.proving import prove
from testguard.scaffold.trials import warm_python
from testguard.warm.python import WarmPython

LONGER = 10  # an observation takes the time of that many builds


def integration_tests(config: Config, order: Order) -> Scaffold:
    """Integration tests for the programs at ``order.paths``, or for all; nothing is written.

    Raises `ConfigError` for a path that belongs to no program.
    """
    started = time.monotonic()
    plugins = load(config)
    project = discover(config, plugins.frameworks)
    wider = with_programs(config, project, plugins, order.paths)
    programs = _programs(config.root.resolve(), wider, order.paths)
    problems = [*plugins.problems, *wider.problems]
    found: list[Integrated] = []
    with warm_python() as python:
        for each in _Integrating(python, project, plugins, order).each(programs):
            (found if isinstance(each, Integrated) else problems).append(each)  # type: ignore[arg-type]
        drafts = [draft for each in found for draft in each.drafts]
        proved = prove(python, config.root, drafts, order.tell)
    return Scaffold(
        drafts=proved.drafts,
        dropped=proved.dropped,
        tests=proved.tests,
        problems=tuple(problems),
        notes=tuple(note for each in found for note in each.notes),
        seconds=time.monotonic() - started,
    )


class _Integrating(Struct, frozen=True):
    python: WarmPython
    project: Project
    plugins: Plugins
    order: Order

    def each(self, programs: Iterable[StackModule]) -> Iterator[Integrated | Problem]:
        """The tests of each program, or what kept them from being written."""
        integrations = {each.framework: each for each in self.plugins.integrations}
        folder = self.order.folder or integration_folder(self.project)
        seconds = LONGER * float(self.order.options.get("seconds", 60.0))
        taken: tuple[str, ...] = ()
        for program in programs:
            integration = integrations.get(program.framework)
            if integration is None:
                yield Problem(f"nothing installed here deploys {program.framework}", program.path)
                continue
            self.order.tell(f"deploying {program.path}")
            try:
                site = Site(self.project, program, integration, folder, taken)
                done = integrate(self.python, site, seconds)
            except BuildError as error:
                yield Problem(error.message, "", error.hint, fatal=True)
            else:
                taken += tuple(each.path for each in done.drafts)
                yield done


def integration_folder(project: Project) -> str:
    """The folder of present integration tests, else ``tests/integration``."""
    folders = [PurePosixPath(suite.path).parent for suite in project.suites]
    named = [each for each in folders if each.name in ("integration", "integ")]
    return (named[0] if named else PurePosixPath("tests/integration")).as_posix()


def _programs(root: Path, project: Project, paths: Sequence[Path]) -> list[StackModule]:
    """The programs at ``paths``, or whose projects hold them; all of them for no paths."""
    own = [each for each in project.stacks if each.program]
    known = {each.path: each for each in (*project.programs, *own)}
    if not known:
        raise ConfigError("no app is found here", hint="name its program: app.py")
    if not paths:
        return list(known.values())
    found: dict[str, StackModule] = {}
    for path in paths:
        if not path.resolve().is_relative_to(root):
            raise ConfigError(f"{path} is not below {root}")
        place = path.resolve().relative_to(root).as_posix()
        chosen = [known[place]] if place in known else around(place, list(known.values()))
        if not chosen:
            raise ConfigError(f"{path}: no app deploys it", hint="name the app: app.py")
        found.update({each.path: each for each in chosen})
    return list(found.values())


def around(place: str, programs: Sequence[StackModule]) -> list[StackModule]:
    """The programs of the nearest project around a file, which is relative to the root."""
    homes = [(each, PurePosixPath(each.origin or each.path).parent) for each in programs]
    inside = [(each, home) for each, home in homes if PurePosixPath(place).is_relative_to(home)]
    deepest = max((len(home.parts) for _, home in inside), default=0)
    return [each for each, home in inside if len(home.parts) == deepest]
