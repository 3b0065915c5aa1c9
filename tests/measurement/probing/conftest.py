from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest

from testguard.inspection.contracts.extract import extract
from testguard.measurement.probing.importer import ProbedImports
from testguard.measurement.probing.plan import Plan, plan
from testguard.measurement.probing.raises import RaisesBlocks
from testguard.measurement.probing.tally import Notes, Tally
from testguard.model.project import StackModule
from testguard.suite.library import Library


class Lab:
    """A repository whose stack module is probed; ``notes`` are those made since it was asked."""

    def __init__(self, root: Path, source: str) -> None:
        self.name = f"probed_{abs(hash(str(root)))}"
        self.path = f"{self.name}.py"
        (root / self.path).write_text(dedent(source), encoding="utf-8")
        stack = StackModule(self.path, "pulumi", ("Stack",))
        self.plan: Plan = plan(extract(stack, Library(root)))
        self.tally = Tally(self.plan)
        self.imports = ProbedImports(self.tally, root)
        self.raises = RaisesBlocks(self.tally, root)

    def load(self) -> ModuleType:
        return importlib.import_module(self.name)

    def fired(self) -> dict[str, set[str]]:
        """Values by ``name role`` since the last call."""
        notes = self.tally.switch(Notes())
        watchers = self.plan.watchers
        return {
            f"{watchers[index].item.rpartition(':')[2]} {watchers[index].role.value}": values
            for index, values in notes.fired.items()
        }


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Lab]]:
    monkeypatch.syspath_prepend(str(tmp_path))
    made: list[Lab] = []

    def make(source: str) -> Lab:
        found = Lab(tmp_path, source)
        found.imports.install()
        found.raises.install()
        made.append(found)
        return found

    yield make
    for each in made:
        each.raises.remove()
        each.imports.remove()
        sys.modules.pop(each.name, None)
