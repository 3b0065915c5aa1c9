"""Where a stack is built again and again under different settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from testguard.errors import BuildError
from testguard.model.resource import Built
from testguard.plugin import Builder, Code, Recipe
from testguard.scaffold.plan import Setting


@dataclass
class Bench:
    """Builds the stack of ``recipe``; every setting once."""

    builder: Builder
    recipe: Recipe
    seen: dict[str, Built | BuildError] = field(default_factory=dict)

    def build(self, setting: Setting) -> Built:
        """The stack under ``setting``. Raises `BuildError`."""
        key = repr(setting)
        if key not in self.seen:
            try:
                self.seen[key] = self.builder.build(self.under(setting))
            except BuildError as error:
                self.seen[key] = error
        found = self.seen[key]
        if isinstance(found, BuildError):
            raise found
        return found

    def under(self, setting: Setting) -> Recipe:
        """The recipe with the values of a setting."""
        given = {name: Code(text) for name, text in setting.arguments.items()}
        return replace(
            self.recipe,
            inputs={**self.recipe.inputs, **given},
            config={**self.recipe.config, **setting.config},
            environment={**self.recipe.environment, **setting.environment},
        )

    def answering(self, answers: Mapping[str, Mapping[str, Any]]) -> Bench:
        """A bench on which mocks answer by script, and nothing is made up."""
        recipe = replace(self.recipe, answers=answers, guess=False)
        return self if recipe == self.recipe else Bench(self.builder, recipe)
