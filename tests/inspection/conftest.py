from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from testguard.config import Config
from testguard.inspection.engine import Inspection, inspect
from testguard.model.project import Conventions, Project, StackModule, SuiteFile
from testguard.plugin import Rule
from testguard.rules.empty_test import empty_test

InspectFiles = Callable[..., Inspection]


@pytest.fixture
def inspect_files(tmp_path: Path) -> InspectFiles:
    """Write files and inspect them; those under ``lib/`` are stack modules, others are suites."""

    def run(
        files: Mapping[str, str | bytes],
        *,
        rules: tuple[Rule, ...] = (empty_test,),
        paths: tuple[str, ...] = (),
        suites: tuple[str, ...] = (),
        jobs: int = 1,
        **config: object,
    ) -> Inspection:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        project = Project(
            tmp_path,
            stacks=tuple(StackModule(name, "pulumi") for name in files if name.startswith("lib/")),
            suites=tuple(
                SuiteFile(name, Conventions())
                for name in (*files, *suites)
                if not name.startswith("lib/")
            ),
        )
        given = tuple(tmp_path / path for path in paths)
        settings = Config(tmp_path, **config)  # type: ignore[arg-type]
        return inspect(project, settings, rules, paths=given, jobs=jobs)

    return run
