from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from testguard.model.project import StackModule
from testguard.model.resource import Built, Graph, Resource
from testguard.plugin import Recipe
from testguard_pulumi.framework import RunnablePulumi

Build = Callable[..., Built]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Write files, and build a program, or the component ``class_name`` of a module."""

    def run(
        files: Mapping[str, str] | str, path: str = "__main__.py", class_name: str = "", **more: Any
    ) -> Built:
        texts = {"__main__.py": files} if isinstance(files, str) else files
        for name, text in texts.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(dedent(text), encoding="utf-8")
        stack = StackModule(path, "pulumi", (class_name,) if class_name else ())
        return RunnablePulumi().build(Recipe(tmp_path, stack, class_name, **more))

    return run


def named(graph: Graph, name: str) -> Resource:
    """The resource of this logical name."""
    [found] = [each for each in graph.resources if each.name == name]
    return found
