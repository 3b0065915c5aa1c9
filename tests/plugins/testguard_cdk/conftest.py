from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from testguard.model.project import StackModule
from testguard.model.resource import Built, Graph, Resource
from testguard.plugin import Recipe
from testguard_cdk.framework import RunnableCdk

Build = Callable[..., Built]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Write files, and build a program, or the class ``class_name`` of a module."""

    def run(
        files: Mapping[str, str] | str, path: str = "app.py", class_name: str = "", **more: Any
    ) -> Built:
        texts = {path: files} if isinstance(files, str) else files
        for name, text in texts.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(dedent(text), encoding="utf-8")
        stack = StackModule(path, "cdk", (class_name,) if class_name else ())
        return RunnableCdk().build(Recipe(tmp_path, stack, class_name, **more))

    return run


def only(graph: Graph, type_: str) -> Resource:
    """The one resource of this type."""
    [found] = graph.of_type(type_)
    return found
