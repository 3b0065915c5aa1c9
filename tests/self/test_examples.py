"""testguard sees in the examples what is wrong with them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"


def codes_in(example: str) -> dict[str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-m", "testguard", "check", "--output-format", "json"],
        cwd=EXAMPLES / example,
        capture_output=True,
        text=True,
        check=False,
    )
    found: dict[str, list[str]] = {}
    for each in json.loads(done.stdout)["findings"]:
        found.setdefault(each["code"], []).append(f"{each['path']}:{each['line']} {each['symbol']}")
    return found


def test_every_commented_out_class_of_the_hollow_aurora_example_is_named() -> None:
    found = codes_in("pulumi-aurora-global/hollow")
    assert found["TG101"] == [
        "tests/integration/test_tap_stack.py:7 TestTapStackLiveIntegration",
        "tests/unit/test_tap_stack.py:21 TestTapStackArgs",
        "tests/unit/test_tap_stack.py:40 TestTapStack",
    ]
    assert set(found) == {"TG101", "TG111", "TG201", "TG209"}
