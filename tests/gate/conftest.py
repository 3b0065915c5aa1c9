from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from testguard.config import Config, load_config
from testguard.gate.codes import below
from testguard.gate.judge import Case, Judgement, judge
from testguard.measurement.metrics.branches import branches
from testguard.measurement.metrics.lines import lines
from testguard.model.evidence import Arc, Evidence, StackEvidence
from testguard.model.project import Pairing, Project, StackModule

Reached = Mapping[str, tuple[int, int]]
Configured = Callable[[str], Config]
METRICS = (lines, branches)


@pytest.fixture
def configured(tmp_path: Path) -> Configured:
    """Loads the text of a ``testguard.toml``."""

    def load(text: str) -> Config:
        (tmp_path / "testguard.toml").write_text(text, encoding="utf-8")
        return load_config(start=tmp_path)

    return load


def judged_by(config: Config, modules: Mapping[str, Reached], tests: int = 1) -> Judgement:
    """The judgement on modules that cover so many lines and branches of so many.

    Branches that are left out were not recorded. Each module has a suite of ``tests`` tests.
    """
    evidence = Evidence(
        tuple(_evidence(path, reached) for path, reached in modules.items()),
        tuple((f"tests/{path}", tuple("abcdefgh"[:tests])) for path in modules),
    )
    stacks = tuple(StackModule(path, "pulumi") for path in modules)
    pairings = tuple(Pairing(path, f"tests/{path}", "by name") for path in modules)
    return judge(
        Case(
            config=config,
            project=Project(Path(), stacks=stacks, pairings=pairings),
            evidence=evidence,
            measurements={
                stack.path: [metric.measure(stack, evidence) for metric in METRICS]
                for stack in stacks
            },
            rules={metric.name: below(metric.name, metric.code) for metric in METRICS},
        )
    )


def _evidence(path: str, reached: Reached) -> StackEvidence:
    executed, total = reached["lines"]
    taken, arcs = reached.get("branches", (0, 0))
    return StackEvidence(
        path,
        "digest",
        imported=executed > 0,
        branched="branches" in reached,
        lines=frozenset(range(1, total + 1)),
        executed=frozenset(range(1, executed + 1)),
        arcs=frozenset(Arc(1, line) for line in range(2, arcs + 2)),
        taken=frozenset(Arc(1, line) for line in range(2, taken + 2)),
    )
