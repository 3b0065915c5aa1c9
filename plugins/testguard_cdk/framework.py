"""The CDK as a framework that can be built and tapped; what imports aws_cdk is loaded when used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import Any

from testguard.errors import BuildError
from testguard.model.resource import Built, Graph, Resource
from testguard.plugin import Recipe, Spelled, Tap, Trial
from testguard_cdk.node import kernel_environment
from testguard_cdk.recognition import Cdk
from testguard_cdk.telling import exported, label, relate, told, word


class RunnableCdk(Cdk, frozen=True):
    """Recognises stacks, synthesises them without a cloud, and taps test sessions."""

    def build(self, recipe: Recipe) -> Built:
        """Synthesise an app, a stack or a construct in this process. Raises `BuildError`."""
        try:
            with kernel_environment():
                building = import_module("testguard_cdk.building")
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in {"aws_cdk", "constructs", "jsii"}:
                raise
            raise BuildError(
                f"{recipe.stack.path} cannot be built: aws-cdk-lib is not installed here",
                hint="pip install 'testguard[cdk]', and what the stack itself needs",
            ) from error
        built: Built = building.build(recipe)
        return built

    @property
    def templates(self) -> Path:
        """Tests with aws_cdk.assertions."""
        return Path(__file__).parent / "templates"

    def start(self, recipe: Recipe) -> Recipe:
        """``recipe`` with what the repository itself gives."""
        with kernel_environment():
            started: Recipe = _scaffolding().start(recipe)
        return started

    def spell(self, recipe: Recipe) -> Spelled:
        """How a test constructs the stack."""
        with kernel_environment():
            spelled: Spelled = _scaffolding().spell(recipe)
        return spelled

    def spell_args(self, recipe: Recipe, input_name: str) -> Spelled | None:
        """How a test constructs the props class of an input."""
        spelled: Spelled | None = _scaffolding().spell_args(recipe, input_name)
        return spelled

    def trial(self, recipe: Recipe) -> AbstractContextManager[Trial]:
        """Constructs props classes in one import of the repository."""
        trial: AbstractContextManager[Trial] = _scaffolding().trial(recipe)
        return trial

    def answers(self, builds: Sequence[Built]) -> Mapping[str, Mapping[str, Any]]:  # noqa: ARG002
        """Nothing: the CDK needs no mocks."""
        return {}

    def told(self, resource: Resource, words: frozenset[str]) -> Mapping[str, Any]:  # noqa: ARG002
        """All properties: what constructs fill in is deployed, too."""
        return told(resource)

    def exported(self, graph: Graph) -> Mapping[str, Any]:
        """The outputs of the stack."""
        return exported(graph)

    def label(self, name: str) -> str:
        """The construct path below the stack."""
        return label(name)

    def relate(self, graph: Graph, resource: str, output: str) -> str:
        """``{"Ref": stack.id("Stack/Queue/Resource")}``."""
        return relate(graph, resource, output)

    def word(self, name: str) -> str:
        """Properties are in Pascal case."""
        return word(name)

    def tap(self, root: Path) -> Tap:
        """A tap on templates and apps, which waits until tests import aws_cdk."""
        tap: Tap = import_module("testguard_cdk.tap").CdkTap(root)
        return tap

    def before_forks(self) -> None:
        """Hold jsii's kernel back: a pipe to one process cannot be shared."""
        _forking().before_forks()

    def after_fork(self, known: Sequence[str]) -> Iterator[None]:
        """Start a kernel for this process alone, and let it load and run once what it needs."""
        steps: Iterator[None] = _forking().after_fork(known)
        return steps

    def learned(self) -> tuple[str, ...]:
        """The classes that tests made the kernel load."""
        learned: tuple[str, ...] = _forking().learned()
        return learned


def _forking() -> Any:
    return import_module("testguard_cdk.forking")


def _scaffolding() -> Any:
    return import_module("testguard_cdk.scaffolding")
