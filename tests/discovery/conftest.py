from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from testguard.config import Config
from testguard.discovery.discover import discover
from testguard.model.project import Project
from testguard_cdk.recognition import Cdk
from testguard_pulumi.recognition import Pulumi

Write = Callable[[Mapping[str, str]], Path]
Discovered = Callable[..., Project]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files, by path and text, and give their root."""
    root = tmp_path / "repository"
    root.mkdir()

    def write_files(files: Mapping[str, str]) -> Path:
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        return root

    return write_files


@pytest.fixture
def discovered(write: Write) -> Discovered:
    """The project that files, by path and text, make; options as for `Config`."""

    def run(files: Mapping[str, str], **options: tuple[str, ...]) -> Project:
        return discover(Config(write(files), **options), [Pulumi(), Cdk()])  # type: ignore[arg-type]

    return run
