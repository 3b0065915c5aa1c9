"""The Python functions of Lambda in a system, each as a test module."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from testguard_moto.caught import Caught
from testguard_moto.events import Event, Triggers
from testguard_moto.handlers import Case, Writing, function_context
from testguard_moto.running import Runner
from testguard_moto.scenarios import Exploring
from testguard_moto.words import label, snake

MOST_EVENTS = 8
_TYPE = "AWS::Lambda::Function"
_OF_THE_CDK = re.compile(
    r"Custom::|BucketNotificationsHandler|LogRetention|/framework-on|AWS[0-9a-f]{32}|CDKBucketDeployment"
)


@dataclass
class Functions:
    """The functions in ``stacks`` whose code is in the repository at ``root``."""

    support: Any
    stacks: list[Any]
    root: Path
    scratch: Path
    notes: list[str]

    def sheets(self) -> Iterator[dict[str, Any]]:
        """A test module for each function of which anything could be seen."""
        with self.support.deployed(self.stacks, self.scratch) as system:
            found = list(self._found(system))
            types = {
                path: stack.resources[id_]["Type"] for path, (stack, id_) in system.places.items()
            }
        for path, function, events in found:
            context = self._context(path, function, events, types)
            if context["cases"]:
                name = snake(label(path).replace("/", "_"))
                yield {
                    "stem": name,
                    "template": "function.py.jinja",
                    "fixtures": ["stacks", "own_system"],
                    "context": context,
                }

    def _found(self, system: Any) -> Iterator[tuple[str, Any, list[Event]]]:
        for path, (stack, logical_id) in system.places.items():
            body = stack.resources[logical_id]
            if body["Type"] != _TYPE or _OF_THE_CDK.search(path):
                continue
            runtime = str(body["Properties"].get("Runtime", "an image"))
            if not runtime.startswith("python"):
                self.notes.append(f"function {path}: it runs on {runtime}")
                continue
            caught = Caught()
            with caught:
                function = system.function(path)
                events = Triggers(system, stack, logical_id).events()
                if self._is_own(function):
                    yield path, function, events[:MOST_EVENTS]
            if caught.error is not None:
                self.notes.append(f"function {path}: {caught.said}")

    def _is_own(self, function: Any) -> bool:
        folder = Path(function.folders[0]).resolve()
        return folder.is_relative_to(self.root) or folder.is_relative_to(self.scratch.resolve())

    def _context(
        self, path: str, function: Any, events: list[Event], types: dict[str, str]
    ) -> dict[str, Any]:
        runner = Runner(self.support, self.stacks, path, self.scratch)
        exploring, writing = Exploring(runner, function), Writing()
        done: list[Event] = []
        cases: list[Case] = []
        for number, event in enumerate(events):
            complete, base = exploring.success(event)
            if base is not None:
                seen = exploring.seen(complete, base, first=number == 0)
                cases += writing.cases(complete, seen, types)
                done.append(complete)
            runner.close()
        self.notes += [f"function {path}: {note}" for note in exploring.notes]
        context = function_context(path, self._where(function), done, cases, writing.imports)
        return {**context, "cases": [asdict(each) for each in cases]}

    def _where(self, function: Any) -> str:
        """The file of the handler, or "" for code that stands in the template."""
        file = f"{function.told['Handler'].rpartition('.')[0].replace('.', '/')}.py"
        path = Path(function.folders[0]).resolve() / file
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else ""
