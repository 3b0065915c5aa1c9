"""Integration tests of a program: rendered from what was observed of it as deployed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
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
from testguard.scaffold.render import environment_of, placed
from testguard.scaffold.workcopy import workcopy
from testguard.warm.python import TookTooLong, WarmPython

BESIDE = "integration_fixtures"


class Site(Struct, frozen=True):
    """Where the integration tests of a ``program`` go: ``folder``, relative to the root.

    ``taken`` are the paths of files that are written there for other programs.
    """

    project: Project
    program: StackModule
    integration: Integration
    folder: str
    taken: tuple[str, ...] = ()

    @property
    def root(self) -> Path:
        """The root of the repository."""
        return self.project.root.resolve()

    @property
    def home(self) -> Path:
        """The folder of the program's project, which the program is run in."""
        file = self.root / self.program.origin
        return file.parent if file.is_file() else (self.root / self.program.path).parent

    @property
    def stem(self) -> str:
        """The name of the program, in names of files: with its project's below the root."""
        path = Path(self.program.path)
        name = path.parent.name if path.stem == "__main__" else path.stem
        return snake(name if self.home == self.root else f"{self.home.name}_{name}")

    @property
    def supports(self) -> Iterator[str]:
        """Names for the module that the tests share, the best first."""
        yield from (SUPPORT, f"{BESIDE}.py", f"{BESIDE}_{self.stem}.py")
        yield from (f"{BESIDE}_{self.stem}_{number}.py" for number in count(2))


class Integrated(Struct, frozen=True):
    """The files for a program, and what was left out of them and why."""

    drafts: tuple[Draft, ...]
    notes: tuple[str, ...] = ()


def integrate(python: WarmPython, site: Site, seconds: float) -> Integrated:
    """Observe a program as deployed, and write what was seen. Raises `BuildError`."""
    writing = _Writing(site)
    begin = site.integration.support(site.home)
    seen = _observed(python, site, writing.support(begin), seconds)
    if seen.get("error"):
        raise BuildError(f"{site.program.path} cannot be deployed: {seen['error']}")
    support = writing.support({**begin, **seen["support"]})
    drafts = () if has_fixture(site.root / support.path, support.text) else (support,)
    tests = writing.tests(seen["sheets"], Path(support.path).name)
    return Integrated((*drafts, *tests), tuple(seen["notes"]))


class _Writing(Struct, frozen=True):
    site: Site

    def support(self, context: Mapping[str, Any]) -> Draft:
        """What tests share, under the first name that no other file has."""
        site = self.site
        program = (site.root / site.program.path).relative_to(site.home).as_posix()
        for name in site.supports:
            file = site.root / site.folder / name
            given = {
                **context,
                "program": program,
                "project": placed(site.home, file),
                "beside": BESIDE,
            }
            draft = self._draft(file, "support.py.jinja", given)
            if draft.path in site.taken:
                continue
            if not file.exists() or has_fixture(file, draft.text):
                return draft
        raise AssertionError(site.folder)

    def tests(self, sheets: Sequence[Mapping[str, Any]], support: str) -> list[Draft]:
        """The test modules, which share ``support``."""
        place = self.site.root / self.site.folder
        taken = [Path(each).name for each in self.site.taken]
        drafts: list[Draft] = []
        for sheet in sheets:
            stem = sheet["stem"] or f"{self.site.stem}_deployment"
            taken.append(file_for(place, stem, taken))
            given = {
                **sheet["context"],
                "program": self.site.program.path,
                "imports": "\n".join(self._imports(sheet, support)),
            }
            drafts.append(self._draft(place / taken[-1], sheet["template"], given))
        return drafts

    def _imports(self, sheet: Mapping[str, Any], support: str) -> list[str]:
        lines = ["from typing import Any", "import pytest", *sheet["context"].get("imports", ())]
        if support != SUPPORT:
            module = module_beside(self.site.root / self.site.folder / "test.py", support[:-3])
            lines += [f"from {module} import {name}  # noqa: F401" for name in sheet["fixtures"]]
        return lines

    def _draft(self, file: Path, template: str, context: Mapping[str, Any]) -> Draft:
        root = self.site.root
        environment = environment_of(self.site.integration.templates)
        text = str(environment.get_template(template).render(context))
        dress: Callable[[str], str] = str
        if not annotates(self.site.project, [self.site.program.path]):
            dress = bare
        path = file.relative_to(root).as_posix()
        return Draft(path, formatted(dress(text), file, root))


def _observed(python: WarmPython, site: Site, support: Draft, seconds: float) -> Mapping[str, Any]:
    with workcopy(site.root) as copy:
        file = copy / support.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(support.text, encoding="utf-8")
        result = copy.parent / "observed.json"
        try:
            ran = python.run(site.integration.observer, [str(file), str(result)], copy, seconds)
        except TookTooLong as error:
            raise BuildError(
                f"{site.program.path} was stopped: it was not observed within {seconds:g} seconds",
                hint="give more time with --max-time",
            ) from error
        if not result.is_file():
            said = [line for line in ran.said.splitlines() if line.strip()]
            raise BuildError(
                f"{site.program.path} was not observed: {said[-1] if said else ran.code}"
            )
        found: Mapping[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return found
