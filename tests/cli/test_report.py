from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from testguard.measurement.digests import digest_of
from testguard.measurement.store import save
from testguard.model.evidence import Evidence, StackEvidence


@pytest.fixture
def tested(repository: Any) -> Any:
    """A repository whose stack module was run in part, so that its gate fails."""
    made = repository(hollow=False)
    stack = StackEvidence(
        "lib/bucket.py",
        digest_of(made.root / "lib/bucket.py"),
        imported=True,
        lines=frozenset({1, 4, 5, 6}),
        executed=frozenset({1}),
    )
    save(made.root, Evidence((stack,), (("tests/test_bucket.py", ("test_bucket",)),)))
    return made


def test_the_schema_describes_the_reports(repository: Any) -> None:
    made = repository()
    done = made.run("report", "--schema")
    assert done.code == 0
    schema = json.loads(done.out)
    Draft202012Validator.check_schema(schema)
    report = json.loads(made.run("check", "--output-format", "json").out)
    assert list(Draft202012Validator(schema).iter_errors(report)) == []


def test_it_tells_what_the_gate_tells_and_fails_nothing(tested: Any) -> None:
    gate = tested.run("gate", "--output-format", "json")
    report = tested.run("report", "--output-format", "json")
    assert (gate.code, report.code) == (1, 0)
    judged, told = json.loads(gate.out), json.loads(report.out)
    assert told.pop("summary").keys() == judged.pop("summary").keys()
    assert told == judged


def test_several_formats_go_each_to_a_file(tested: Any) -> None:
    formats = ("--output-format", "text", "--output-format", "sarif:out.sarif")
    done = tested.run("report", *formats)
    assert "lib/bucket.py" in done.out
    assert json.loads((tested.root / "out.sarif").read_text())["version"] == "2.1.0"


def test_without_evidence_there_is_no_report(repository: Any) -> None:
    done = repository().run("report")
    assert (done.code, done.out) == (2, "")
    assert "pytest --testguard" in done.err


def test_the_schema_goes_with_nothing_else(repository: Any) -> None:
    done = repository().run("report", "--schema", "--output-format", "json")
    assert (done.code, done.out) == (2, "")
