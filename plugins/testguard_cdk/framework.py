"""The CDK as a framework that can be built and tapped; what imports aws_cdk is loaded when used."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from testguard.errors import BuildError
from testguard.model.resource import Built
from testguard.plugin import Recipe, Tap
from testguard_cdk.node import kernel_environment
from testguard_cdk.recognition import Cdk


@dataclass(frozen=True, slots=True)
class RunnableCdk(Cdk):
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

    def tap(self, root: Path) -> Tap:
        """A tap on templates and apps, which waits until tests import aws_cdk."""
        tap: Tap = import_module("testguard_cdk.tap").CdkTap(root)
        return tap
