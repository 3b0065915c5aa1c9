"""Integration tests of a program: rendered from what was observed of it as deployed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from testguard.errors import BuildError
from testguard.model.project import Project, StackModule
from testguard.plugin import Integration
from testguard.scaffold.annotating import annotates, bare
from testguard.scaffold.files import Draft
from testguard.scaffold.formatting import formatted
from testguard.scaffold.naming import snake
from testguard.scaffold.places import SUPPORT, file_for, has_fixture, module_beside
from testguard.scaffold.render import environment_of, place_of
from testguard.scaffold.trials import offline_environment
from testguard.scaffold.workcopy import workcopy

BESIDE = "integration_fixtures"
FIXTURES = ("stacks", "system", "own_system")


class Site(Struct, frozen=True):
    """Where the integration tests of a ``program`` go: ``folder``, relative to the root.

    ``support`` is the name of the module that they share.
    """

    project: Project
    program: StackModule
    integration: Integration
    folder: str
    support: str = SUPPORT

    @property
    def home(self) -> Path:
        """The folder of the program's project, which the program is run in."""
        root = self.project.root.resolve()
        file = root / self.program.origin
        return file.parent if file.is_file() else (root / self.program.path).parent

    @property
    def stem(self) -> str:
        """The name of the program, in names of files."""
        path = Path(self.program.path)
        return snake(path.parent.name if path.stem == "__main__" else path.stem)


class Integrated(Struct, frozen=True):
    """The files for a program, and what was left out of them and why."""

    drafts: tuple[Draft, ...]
    notes: tuple[str, ...] = ()


def site_of(
    project: Project, program: StackModule, integration: Integration, folder: str, taken: int
) -> Site:
    """Where to write: into ``conftest.py`` where there is none, else beside it.

    ``taken`` counts the programs whose tests go to the same folder already.
    """
    site = Site(project, program, integration, folder)
    if taken:
        return Site(project, program, integration, folder, f"{BESIDE}_{site.stem}.py")
    if not (project.root / folder / SUPPORT).exists():
        return site
    beside = Site(project, program, integration, folder, f"{BESIDE}.py")
    return beside if not _is_ours(project.root / folder / SUPPORT) else site


def _is_ours(conftest: Path) -> bool:
    """Whether a file defines the fixtures already, from an earlier scaffold."""
    text = conftest.read_text(encoding="utf-8", errors="replace")
    return all(f"\ndef {name}(" in text for name in FIXTURES)


def integrate(site: Site, seconds: float) -> Integrated:
    """Observe a program as deployed, and write what was seen. Raises `BuildError`."""
    writing = _Writing(site)
    seen = _observed(site, writing.support(writing.begin), seconds)
    if seen.get("error"):
        raise BuildError(f"{site.program.path} cannot be deployed: {seen['error']}")
    support = writing.support({**writing.begin, **seen["support"]})
    drafts = () if has_fixture(site.project.root / support.path, support.text) else (support,)
    tests = writing.tests(seen["sheets"])
    return Integrated((*drafts, *tests), tuple(seen["notes"]))


class _Writing(Struct, frozen=True):
    site: Site

    @property
    def begin(self) -> Mapping[str, Any]:
        return self.site.integration.support(self.site.home)

    def support(self, context: Mapping[str, Any]) -> Draft:
        root = self.site.project.root.resolve()
        file = root / self.site.folder / self.site.support
        program = (root / self.site.program.path).relative_to(self.site.home).as_posix()
        given = {
            **context,
            "program": program,
            "project": place_of(self.site.home, file),
            "beside": BESIDE,
        }
        return self._draft(file, "support.py.jinja", given)

    def tests(self, sheets: Sequence[Mapping[str, Any]]) -> list[Draft]:
        place = self.site.project.root.resolve() / self.site.folder
        taken: list[str] = []
        drafts: list[Draft] = []
        for sheet in sheets:
            stem = sheet["stem"] or f"{self.site.stem}_deployment"
            taken.append(file_for(place, stem, taken))
            given = {
                **sheet["context"],
                "program": self.site.program.path,
                "imports": "\n".join(self._imports(sheet["context"].get("imports", ()))),
            }
            drafts.append(self._draft(place / taken[-1], sheet["template"], given))
        return drafts

    def _imports(self, more: Sequence[str]) -> list[str]:
        lines = ["from typing import Any", "import pytest", *more]
        if self.site.support != SUPPORT:
            place = self.site.project.root / self.site.folder
            module = module_beside(place / "test.py", self.site.support[:-3])
            lines += [f"from {module} import {name}  # noqa: F401" for name in FIXTURES]
        return lines

    def _draft(self, file: Path, template: str, context: Mapping[str, Any]) -> Draft:
        root = self.site.project.root.resolve()
        environment = environment_of(self.site.integration.templates)
        text = str(environment.get_template(template).render(context))
        dress: Callable[[str], str] = str
        if not annotates(self.site.project, [self.site.program.path]):
            dress = bare
        path = file.relative_to(root).as_posix()
        return Draft(path, formatted(dress(text), file, root))


def _observed(site: Site, support: Draft, seconds: float) -> Mapping[str, Any]:
    with workcopy(site.project.root.resolve()) as copy:
        file = copy / support.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(support.text, encoding="utf-8")
        result = copy.parent / "observed.json"
        command = [sys.executable, "-m", site.integration.observer, str(file), str(result)]
        try:
            done = subprocess.run(  # noqa: S603 - the user's own program, in a copy
                command, cwd=copy, env=offline_environment(), capture_output=True,
                encoding="utf-8", errors="replace", check=False, timeout=seconds,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise BuildError(
                f"{site.program.path} was stopped: it was not observed within {seconds:g} seconds",
                hint="give more time with --max-time",
            ) from error
        if not result.is_file():
            said = [line for line in done.stderr.splitlines() if line.strip()]
            raise BuildError(
                f"{site.program.path} was not observed: {said[-1] if said else done.returncode}"
            )
        found: Mapping[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return found
