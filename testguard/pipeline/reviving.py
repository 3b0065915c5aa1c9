"""Find commented-out tests, and bring those back that pass."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from testguard.config import Config
from testguard.discovery.discover import discover
from testguard.model.source import Span
from testguard.pipeline.checking import look
from testguard.pipeline.loading import load
from testguard.scaffold.reviving import Revived, patient, revive
from testguard.scaffold.trials import warm_python
from testguard.suite.library import Library

CODE = "TG101"


def revived(config: Config, paths: Sequence[str | Path] = ()) -> tuple[Revived, ...]:
    """Each file in whose comments tests lie, and what became of them; nothing is written."""
    plugins = load(config)
    project = discover(config, plugins.frameworks)
    inspection = look(config, plugins, project, paths=paths, jobs=1)
    spans: dict[str, list[Span]] = {}
    for finding in inspection.findings:
        if finding.code == CODE and finding.span is not None:
            spans.setdefault(finding.path, []).append(finding.span)
    library = Library(config.root, ())
    found = [
        patient(path, module, here)
        for path, here in spans.items()
        if (module := library.load(path)) is not None
    ]
    if not found:
        return ()
    with warm_python() as python:
        return revive(python, config.root, found)
