from __future__ import annotations

import json
from pathlib import Path

import jsonschema
from msgspec.structs import replace

from testguard.model.mutant import Act, Mutant, MutationRun, Result, Tried, Verdict
from testguard.model.source import Span
from testguard.mutation.schema_report import schema_report

# of the npm package mutation-testing-report-schema 3.8.4, Apache-2.0
SCHEMA = Path(__file__).parent / "data" / "mutation-testing-report-schema.json"
TEXT = "import pulumi\n\n    size = 3\n"
MUTANT = Mutant(
    "number-moved", Act.SET, "lib/a.py", "lib/a.py", 3, "t", ("n",), ("size",), old=3, new=4
)
TESTS = ("tests/test_a.py::TestIt::test_one", "tests/test_b.py::test_two")


def test_every_verdict_makes_a_valid_report() -> None:
    results = tuple(
        Result(replace(MUTANT, new=number), verdict, by, "why", TESTS, 0.25)
        for number, (verdict, by) in enumerate(
            zip(Verdict, (TESTS[0], "", "", "", "", ""), strict=True)
        )
    )
    edit = replace(MUTANT, act=Act.EDIT, span=Span(3, 12, 3, 13), old="3", new="4")
    run = MutationRun((Tried("lib/a.py", "d", (*results, Result(edit, Verdict.SURVIVED))),))
    report = schema_report(run, {"lib/a.py": TEXT})
    jsonschema.validate(report, json.loads(SCHEMA.read_text(encoding="utf-8")))
    mutants = report["files"]["lib/a.py"]["mutants"]
    assert [each["status"] for each in mutants] == [
        "Killed",
        "Survived",
        "NoCoverage",
        "Timeout",
        "RuntimeError",
        "Pending",
        "Survived",
    ]
    assert mutants[0]["killedBy"] == [TESTS[0]]
    assert mutants[0]["location"] == {
        "start": {"line": 3, "column": 5},
        "end": {"line": 3, "column": 13},
    }
    assert mutants[-1]["location"]["start"] == {"line": 3, "column": 12}
    assert sorted(report["testFiles"]) == ["tests/test_a.py", "tests/test_b.py"]


def test_a_mutant_is_told_with_all_that_viewers_show() -> None:
    edit = replace(MUTANT, act=Act.EDIT, span=Span(3, 12, 3, 13), new="4", symbol="A.size", path=())
    results = (
        Result(edit, Verdict.KILLED, TESTS[0], "assert 4 == 3", TESTS, 0.25),
        Result(replace(MUTANT, module="lib/gone.py", symbol="t::n"), Verdict.UNCOVERED),
    )
    report = schema_report(MutationRun((Tried("lib/a.py", "d", results),)), {"lib/a.py": TEXT})
    known, gone = report["files"]["lib/a.py"], report["files"]["lib/gone.py"]
    assert (known["language"], known["source"], gone["source"]) == ("python", TEXT, "")
    assert known["mutants"] == [
        {
            "id": edit.id,
            "mutatorName": "number-moved",
            "description": "A.size",
            "replacement": "4",
            "location": {"start": {"line": 3, "column": 12}, "end": {"line": 3, "column": 13}},
            "status": "Killed",
            "coveredBy": list(TESTS),
            "testsCompleted": 2,
            "duration": 250,
            "killedBy": [TESTS[0]],
            "statusReason": "assert 4 == 3",
        }
    ]
    [mutant] = gone["mutants"]
    assert (mutant["description"], mutant["replacement"]) == ("t::n size", "4")
    assert mutant["location"] == {
        "start": {"line": 3, "column": 1},
        "end": {"line": 3, "column": 2},
    }
    assert not {"killedBy", "statusReason"} & mutant.keys()
