"""Which recorded graphs requirements and rules may look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from testguard.config import Config
from testguard.measurement.digests import digest_of
from testguard.measurement.store import save
from testguard.model.evidence import Evidence, StackEvidence
from testguard.model.project import Project, StackModule
from testguard.model.resource import Graph, Observed, Resource
from testguard.pipeline.seeing import recorded_graphs, seen_in

STACKS = (StackModule("lib/a.py", "cdk", ("A",), bases=("aws_cdk.Stack",)),)


@pytest.fixture
def recorded(tmp_path: Path) -> Evidence:
    """Evidence of one stack module, and a graph of it that a passed test built."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/a.py").write_text("A = 1\n", encoding="utf-8")
    resources = (Resource("a", "t", "a", source="lib/a.py:1"),)
    built = Observed("cdk", Graph("A", "lib/a.py", resources=resources), ("t",))
    stack = StackEvidence("lib/a.py", digest_of(tmp_path / "lib/a.py"), imported=True)
    return Evidence(stacks=(stack,), graphs=(built, Observed("cdk", Graph("B"), ())))


def names(root: Path, evidence: Evidence) -> list[str]:
    return [each.graph.name for each in seen_in(Project(root, stacks=STACKS), evidence)]


def test_graphs_of_passed_tests_are_seen(tmp_path: Path, recorded: Evidence) -> None:
    assert names(tmp_path, recorded) == ["A"]


def test_graphs_of_code_that_changed_are_not(tmp_path: Path, recorded: Evidence) -> None:
    (tmp_path / "lib/a.py").write_text("A = 2\n", encoding="utf-8")
    assert names(tmp_path, recorded) == []


def test_they_are_read_from_disk(tmp_path: Path, recorded: Evidence) -> None:
    project = Project(tmp_path, stacks=STACKS)
    assert recorded_graphs(Config(tmp_path), project) == ()
    save(tmp_path, recorded)
    assert [each.graph.name for each in recorded_graphs(Config(tmp_path), project)] == ["A"]
