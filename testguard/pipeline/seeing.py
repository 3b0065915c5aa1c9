"""The recorded graphs that speak of the files as they are."""

from __future__ import annotations

from testguard.config import Config
from testguard.measurement.digests import stale_stacks
from testguard.measurement.store import has_evidence, load
from testguard.model.evidence import Evidence
from testguard.model.project import Project
from testguard.pipeline.building import constructs
from testguard.requirements.seen import Seen, seen_in_tests


def seen_in(project: Project, recorded: Evidence) -> tuple[Seen, ...]:
    """What passed tests built of stack modules that have not changed since."""
    stale = stale_stacks(recorded, project.root)
    fresh = [
        each
        for each in recorded.graphs
        if each.tests and each.graph.path not in stale and stale.isdisjoint(each.modules)
    ]
    return seen_in_tests(fresh, constructs(project))


def recorded_graphs(config: Config, project: Project) -> tuple[Seen, ...]:
    """What was built when tests last ran; nothing without evidence.

    Raises `EvidenceError` for evidence that cannot be read.
    """
    return seen_in(project, load(config.root)) if has_evidence(config.root) else ()
