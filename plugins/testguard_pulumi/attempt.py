"""One attempt at building: a program run in surroundings without a cloud."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from testguard.model.resource import Built, Graph, Guess, Read
from testguard.plugin import Recipe
from testguard.plugin.failures import for_network, out_of_time, raised
from testguard.plugin.modules import search_path
from testguard.plugin.network import NetworkBlocked, no_network
from testguard.plugin.surroundings import (
    environment,
    fresh_modules,
    working_in,
)
from testguard.plugin.time_limit import TimeUp, time_limit
from testguard_pulumi.guessing import guessing_config
from testguard_pulumi.ledger import Ledger
from testguard_pulumi.monitor import Monitor, World
from testguard_pulumi.project import StackProject
from testguard_pulumi.references import imagining
from testguard_pulumi.runtime import Outcome, run_stack
from testguard_pulumi.script import Script
from testguard_pulumi.watching import Watch

REGIONS = {
    "aws": ("aws:region", "us-east-1"),
    "aws-native": ("aws-native:region", "us-east-1"),
    "awsx": ("aws:region", "us-east-1"),
    "eks": ("aws:region", "us-east-1"),
    "azure-native": ("azure-native:location", ""),
    "azure": ("azure:location", ""),
    "gcp": ("gcp:region", ""),
}


class Attempt(Struct):
    """A program, the project it belongs to, and what was seen of it."""

    recipe: Recipe
    project: StackProject
    root: Path
    module: Path
    watch: Watch = field(default_factory=Watch)
    guesses: dict[str, Any] = field(default_factory=dict)

    def run(self, program: Callable[[], None]) -> Built:
        """Run ``program``. Raises `BuildError`."""
        answers = self.recipe.answers
        script = None if answers is None else Script(answers)
        world = World(self._regions(), self.recipe.others)
        monitor = Monitor(self.watch, world, Ledger(self.root), script)
        path, seconds = self.recipe.stack.path, self.recipe.seconds
        outcome = Outcome()
        with self.surroundings() as attempts:
            try:
                with outcome, time_limit(seconds):
                    run_stack(program, monitor, self.project)
            except TimeUp as error:
                raise out_of_time(path, seconds, error, self.root) from None
            except SystemExit as error:
                raise raised(path, error, self.root) from error
        if attempts:
            raise for_network(path, attempts[0]) from outcome.error
        if outcome.error is not None:
            raise raised(path, outcome.error, self.root) from outcome.error
        return self._built(monitor)

    def note(self, what: str, value: Any) -> None:
        """Remember a guess."""
        self.guesses[what] = value

    @property
    def paths(self) -> list[Path]:
        """Where the program looks for modules first."""
        return search_path(self.module, self._folder, self.root)

    @property
    def _folder(self) -> Path:
        """Where Pulumi would run: the folder of the project's program, else the module's."""
        program = self.project.program
        if not self.recipe.class_name:
            return self.module.parent
        return program.parent if program else self.project.folder

    @contextmanager
    def surroundings(self) -> Iterator[list[NetworkBlocked]]:
        """The process without a cloud; gives attempts to reach the network."""
        with ExitStack() as stack:
            stack.enter_context(redirect_stdout(sys.stderr))
            stack.enter_context(warnings.catch_warnings(action="ignore"))
            stack.enter_context(environment(self.recipe.environment))
            stack.enter_context(working_in(self._folder, self.paths))
            stack.enter_context(fresh_modules(self.root))
            if self.recipe.guess:
                stack.enter_context(guessing_config(self.note))
                stack.enter_context(imagining(self.note))
            stack.enter_context(self.watch.watching())
            yield stack.enter_context(no_network())

    def _regions(self) -> dict[str, str]:
        config = self.project.config
        own = self.recipe.environment
        named = own.get("AWS_REGION") or own.get("AWS_DEFAULT_REGION") or ""
        return {
            package: config.get(key) or (named if default else "") or default
            for package, (key, default) in REGIONS.items()
        }

    def _built(self, monitor: Monitor) -> Built:
        name = self.recipe.class_name or self.project.name
        ledger = monitor.ledger
        ledger.order(self.watch.asked)
        packages = [entry.request.type.partition(":")[0] for entry in ledger.entries.values()]
        region = next((found for each in packages if (found := monitor.region_of(each))), "")
        graph = ledger.graph(name, self.recipe.stack.path, region)
        guesses = tuple(Guess(what, value) for what, value in self.guesses.items())
        return Built(graph, tuple(self._reads(graph, monitor.answers)), guesses)

    def _reads(self, graph: Graph, answers: Mapping[str, Mapping[str, Any]]) -> Iterator[Read]:
        outputs = {(each.type, each.name): each.outputs for each in graph.resources}
        for token, name, wire in self.watch.reads:
            if (token, name) in outputs:
                yield Read(token, name, wire, outputs[token, name].get(wire))
            elif token in answers:
                yield Read(token, "", wire, answers[token].get(wire), call=True)
