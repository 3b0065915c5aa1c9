from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from testguard.cli import diagnosis
from testguard.cli.diagnosis import diagnose, installed, said_by
from testguard.config import load_config

CDK = "from aws_cdk import Stack\n\n\nclass Tap(Stack):\n    pass\n"


def advice(root: Path) -> dict[str, str]:
    return {check.subject: check.advice for check in diagnose(load_config(start=root))}


def test_what_the_stacks_need_and_is_missing_is_advised(
    repository: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = repository({"lib/tap.py": CDK})
    monkeypatch.setattr(diagnosis, "installed", lambda _: "")
    monkeypatch.setenv("PATH", str(made.root))
    advised = advice(made.root)
    assert "testguard[cdk]" in advised["aws-cdk-lib"]
    assert "testguard[pulumi]" in advised["pulumi"]
    assert "node" in advised["node"]
    assert "git" in advised["git"]
    assert advised["moto"] == ""


def test_nobody_needs_node_without_the_cdk(
    repository: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = repository()
    monkeypatch.setattr(diagnosis, "installed", lambda _: "")
    monkeypatch.setenv("PATH", str(made.root))
    assert advice(made.root)["node"] == ""


def test_a_stack_module_that_no_suite_imports_is_named(repository: Any) -> None:
    made = repository({"lib/tap.py": CDK})
    assert "no suite imports lib/tap.py:" in advice(made.root)["stack modules"]


def test_an_empty_repository_is_asked_for_stacks_and_tests(tmp_path: Path) -> None:
    advised = advice(tmp_path)
    assert "`stacks`" in advised["stack modules"]
    assert "`tests`" in advised["suites"]


def test_evidence_that_cannot_be_read_is_told(repository: Any) -> None:
    made = repository({".testguard/all.evidence.json": "{"})
    assert "pytest --testguard" in advice(made.root)["evidence"]


def test_versions_are_those_of_this_python() -> None:
    assert installed("pytest") == pytest.__version__
    assert installed("no-such-distribution") == ""


def test_a_program_that_is_missing_or_fails_says_nothing() -> None:
    assert said_by(sys.executable, "-c", "print(1); print(2)") == "1"
    assert said_by(sys.executable, "-c", "raise SystemExit(1)") == ""
    assert said_by("no-such-program") == ""
