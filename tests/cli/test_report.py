from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator


def test_the_schema_describes_the_reports(repository: Any) -> None:
    made = repository()
    done = made.run("report", "--schema")
    assert done.code == 0
    schema = json.loads(done.out)
    Draft202012Validator.check_schema(schema)
    report = json.loads(made.run("check", "--output-format", "json").out)
    assert list(Draft202012Validator(schema).iter_errors(report)) == []


def test_there_is_nothing_else_to_print_yet(repository: Any) -> None:
    done = repository().run("report")
    assert done.code == 2
    assert "--schema" in done.err
