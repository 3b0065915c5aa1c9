"""testguard finds nothing hollow in itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "testguard", "check", "--output-format", "json"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_no_test_of_testguard_is_hollow(report: dict[str, Any]) -> None:
    assert [
        f"{each['path']}:{each['line']} {each['code']} {each['message']}"
        for each in report["findings"]
        if each["confidence"] in ("certain", "likely") and each["suppressed"] is None
    ] == []
    assert report["verdict"] == "passed"


def test_the_whole_suite_was_looked_at(report: dict[str, Any]) -> None:
    written = [
        path
        for folder in ("tests", "plugins/example/tests")
        for path in (REPOSITORY / folder).rglob("test_*.py")
    ]
    assert report["summary"]["files"] >= len([path for path in written if "data" not in path.parts])
