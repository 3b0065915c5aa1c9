"""Pulumi as a framework that can be built and tapped; what imports pulumi is loaded when used."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from testguard.errors import BuildError
from testguard.model.resource import Built
from testguard.plugin import Recipe, Tap
from testguard_pulumi.recognition import Pulumi


@dataclass(frozen=True, slots=True)
class RunnablePulumi(Pulumi):
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

    def tap(self, root: Path) -> Tap:
        """A tap on `pulumi.runtime`, which waits until tests import it."""
        tap: Tap = import_module("testguard_pulumi.tap").PulumiTap(root)
        return tap
