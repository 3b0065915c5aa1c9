"""testguard sees in the examples what is wrong with them."""

from __future__ import annotations

import json
import shutil
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


def test_the_proven_aurora_example_exercises_everything_and_hides_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "proven"
    ignored = shutil.ignore_patterns(".testguard", "__pycache__")
    shutil.copytree(EXAMPLES / "pulumi-aurora-global" / "proven", folder, ignore=ignored)
    report = tmp_path / "report.json"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--testguard", f"--testguard-report=json:{report}"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(report.read_text(encoding="utf-8"))
    assert (told["verdict"], told["findings"]) == ("passed", [])
    [metrics] = [each["metrics"] for each in told["stacks"] if each["path"] == "lib/tap_stack.py"]
    for name in ("lines", "branches", "defaults", "overrides", "validations"):
        assert metrics[name]["covered"] == metrics[name]["total"] > 0
