"""Pulumi as a framework that can be built and tapped; what imports pulumi is loaded when used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import Any

from testguard.errors import BuildError
from testguard.model.resource import Built, Graph, Resource
from testguard.plugin import Recipe, Spelled, Tap, Trial
from testguard_pulumi.recognition import Pulumi
from testguard_pulumi.subject import snake


class RunnablePulumi(Pulumi, frozen=True):
    """Recognises stacks, builds them on Pulumi's mocks, and taps test sessions."""

    def build(self, recipe: Recipe) -> Built:
        """Build a program or component in this process. Raises `BuildError`."""
        try:
            building = import_module("testguard_pulumi.building")
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in {"pulumi", "google", "grpc"}:
                raise
            raise BuildError(
                f"{recipe.stack.path} cannot be built: pulumi is not installed here",
                hint="pip install 'testguard[pulumi]', and what the stack itself needs",
            ) from error
        built: Built = building.build(recipe)
        return built

    @property
    def templates(self) -> Path:
        """Tests on pulumi's mocks."""
        return Path(__file__).parent / "templates"

    def start(self, recipe: Recipe) -> Recipe:
        """``recipe`` with what the repository itself gives."""
        started: Recipe = _scaffolding().start(recipe)
        return started

    def spell(self, recipe: Recipe) -> Spelled:
        """How a test constructs the component."""
        spelled: Spelled = _scaffolding().spell(recipe)
        return spelled

    def spell_args(self, recipe: Recipe, input_name: str) -> Spelled | None:
        """How a test constructs the args class of an input."""
        spelled: Spelled | None = _scaffolding().spell_args(recipe, input_name)
        return spelled

    def trial(self, recipe: Recipe) -> AbstractContextManager[Trial]:
        """Constructs args classes in one import of the repository."""
        trial: AbstractContextManager[Trial] = _scaffolding().trial(recipe)
        return trial

    def answers(self, builds: Sequence[Built]) -> Mapping[str, Mapping[str, Any]]:
        """The outputs that the stacks read."""
        found: Mapping[str, Mapping[str, Any]] = _answering().answers(builds)
        return found

    def told(self, resource: Resource, words: frozenset[str]) -> Mapping[str, Any]:
        """The properties that some source names."""
        found: Mapping[str, Any] = _answering().told(resource.properties, words)
        return found

    def exported(self, graph: Graph) -> Mapping[str, Any]:
        """The outputs of the program."""
        return graph.exports

    def label(self, name: str) -> str:
        """Logical names are flat."""
        return name

    def relate(self, graph: Graph, resource: str, output: str) -> str:
        """``stack.resource("logs").outputs["arn"]``."""
        text: str = _scaffolding().relate(graph, resource, output)
        return text

    def word(self, name: str) -> str:
        """Wire names are in camel case."""
        return snake(name)

    def tap(self, root: Path) -> Tap:
        """A tap on `pulumi.runtime`, which waits until tests import it."""
        tap: Tap = import_module("testguard_pulumi.tap").PulumiTap(root)
        return tap


def _scaffolding() -> Any:
    return import_module("testguard_pulumi.scaffolding")


def _answering() -> Any:
    return import_module("testguard_pulumi.answers")
