"""A run that sees exactly what the last one saw, of the same files, has its verdict."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from tests.conftest import RunPytest

STACK = """\
def build(size):
    if size > 1:
        return "big"
    return "small"
"""
SUITE = """\
import os
from lib.network import build

def test_small():
    assert build(1) == "small"

def test_big():
    assert build(0 if "FEWER" in os.environ else 2)
"""
CONFTEST = """\
import sys

def pytest_unconfigure():
    judged = "testguard.gate.judge" in sys.modules
    print("judged anew" if judged else "judged by memory")
"""
CONFIG = 'stacks = ["lib/network.py"]\n[thresholds]\nlines = 90\n'


@pytest.fixture
def network(pytester: pytest.Pytester) -> Path:
    """A stack module whose suite exercises everything."""
    files = {
        "testguard.toml": CONFIG,
        "pytest.ini": "[pytest]\npythonpath = .\n",
        "lib/network.py": STACK,
        "tests/test_network.py": SUITE,
        "conftest.py": CONFTEST,
    }
    for name, text in files.items():
        path = pytester.path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return pytester.path


def test_only_a_run_that_sees_the_same_takes_the_verdict_over(
    network: Path, run_pytest: RunPytest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*arguments: str) -> tuple[str, int, str]:
        done = run_pytest("-s", *arguments)
        output = done.stdout.str()
        section = re.sub(r"[\d.]+s? (s|=+)", "", output.partition("= testguard =")[2])
        [how] = re.findall(r"judged (anew|by memory)", output)
        return how, int(done.ret), section.partition("judged")[0]

    # younger files might be written again without a trace
    time.sleep(2.1)  # testguard: ignore[EXP001] it is the age of files that counts
    anew, first, text = run()
    assert (anew, first) == ("anew", 0)
    evidence = (network / ".testguard" / "all.evidence.json").read_bytes()
    assert run() == ("by memory", 0, text)
    assert (network / ".testguard" / "all.evidence.json").read_bytes() == evidence

    monkeypatch.setenv("FEWER", "1")  # the same files, of which the tests now exercise less
    how, status, other = run()
    assert (how, status) == ("anew", 1)
    assert "TG401" in other
    assert run("-k", "test_small")[0] == "anew"
    assert run() == ("by memory", 1, other)

    (network / "tests" / "test_network.py").write_text(SUITE.replace("assert build(0", "build(0"))
    how, status, other = run()
    assert (how, status) == ("anew", 1)
    assert "TG104" in other
