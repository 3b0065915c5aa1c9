from __future__ import annotations

import json
from typing import Any

import pytest

from testguard.measurement.digests import digest_of
from testguard.measurement.store import save
from testguard.model.evidence import Evidence, StackEvidence

LINES_ONLY = "[thresholds]\nbranches = 0\ndefaults = 0\noverrides = 0\nvalidations = 0\n"


def record(made: Any, executed: set[int]) -> None:
    """Leave the evidence of a run of one test that executed some lines of the stack module."""
    path = "lib/bucket.py"
    stack = StackEvidence(
        path,
        digest_of(made.root / path),
        imported=True,
        lines=frozenset({1, 4, 5, 6}),
        executed=frozenset(executed),
    )
    save(made.root, Evidence((stack,), (("tests/test_bucket.py", ("test_bucket",)),)))


def test_without_evidence_there_is_no_verdict(repository: Any) -> None:
    done = repository().run("gate")
    assert (done.code, done.out) == (2, "")
    assert "no data is never a pass" in done.err
    assert "pytest --testguard" in done.err


@pytest.mark.parametrize(("executed", "code"), [({1, 4, 5, 6}, 0), ({1, 4, 5}, 1)])
def test_the_recorded_evidence_is_judged(executed: set[int], code: int, repository: Any) -> None:
    made = repository({"testguard.toml": f"{LINES_ONLY}lines = 80\n"}, hollow=False)
    record(made, executed)
    assert made.run("gate").code == code
    report = json.loads(made.run("gate", "--output-format", "json").out)
    [stack] = report["stacks"]
    assert stack["metrics"]["lines"]["covered"] == len(executed)


def test_the_configuration_of_now_decides(repository: Any) -> None:
    made = repository({"testguard.toml": f"{LINES_ONLY}lines = 76\n"}, hollow=False)
    record(made, {1, 4, 5})
    assert made.run("gate").code == 1
    made.write({"testguard.toml": f"{LINES_ONLY}lines = 75\n"})
    assert made.run("gate").code == 0


def test_evidence_that_is_to_be_merged_must_be_there(repository: Any) -> None:
    made = repository(hollow=False)
    record(made, {1, 4, 5, 6})
    done = made.run("gate", "--merge", "nowhere")
    assert done.code == 2
    assert "nowhere" in done.err
