"""cfn-lint itself, on templates as the CDK writes them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from testguard.config import Config, load_config
from testguard.errors import ConfigError
from testguard.inspection import cfn_lint
from testguard.inspection.cfn_lint import in_templates
from testguard.model.finding import Finding, Severity
from testguard.model.project import Problem, Project, StackModule

PLACE = "TapStack/Database/Resource"
TEMPLATE: dict[str, Any] = {
    "Resources": {
        "Database": {
            "Type": "AWS::SQS::Queue",
            "Properties": {"Fifo": True, "DelaySeconds": "soon"},
            "Metadata": {"aws:cdk:path": PLACE},
        },
    },
    "Parameters": {"Unused": {"Type": "String"}},
}
APP = StackModule("app.py", "cdk", program=True, origin="cdk.json")
STACK = StackModule("lib/stack.py", "cdk", ("TapStack",))
BAD = "cdk.out/assembly-Stage/Bad.template.json"
Looked = tuple[tuple[Finding, ...], tuple[Problem, ...]]


def configured(root: Path, text: str = "cfn-lint = true") -> Config:
    (root / "testguard.toml").write_text(f"[linters]\n{text}\n", encoding="utf-8")
    return load_config(start=root)


def write(root: Path, template: str, folder: str = "cdk.out") -> None:
    for name, content in ((f"{folder}/TapStack.template.json", template), ("lib/stack.py", "")):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    os.utime(root / "lib/stack.py", (1, 1))


def project(root: Path) -> Project:
    return Project(root, stacks=(STACK,), programs=(APP,))


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Looked:
    root = tmp_path_factory.mktemp("app")
    write(root, json.dumps(TEMPLATE, indent=1))
    (root / "cdk.out" / "assembly-Stage").mkdir()
    (root / BAD).write_text("{ bad", encoding="utf-8")
    return in_templates(configured(root), project(root), ("E", "W"))


def test_findings_carry_code_place_and_construct(looked: Looked) -> None:
    findings, problems = looked
    assert problems == ()
    fifo = next(each for each in findings if "Fifo" in each.message)
    assert (fifo.code, fifo.rule, fifo.severity) == ("E3002", "cfn-lint-e3002", Severity.ERROR)
    assert (fifo.path, fifo.span.line) == ("cdk.out/TapStack.template.json", 6)
    assert fifo.symbol == PLACE
    assert fifo.message.startswith(f"{PLACE}: ")


def test_what_is_no_resource_has_no_construct(looked: Looked) -> None:
    [unused] = [each for each in looked[0] if each.code == "W2001"]
    assert (unused.symbol, unused.severity) == ("", Severity.WARNING)
    assert unused.message == "Parameter Unused not used."


def test_fingerprints_differ(looked: Looked) -> None:
    prints = [each.fingerprint for each in looked[0]]
    assert len(set(prints)) == len(prints) > 2


def test_a_template_that_is_none_is_told(looked: Looked) -> None:
    [broken] = [each for each in looked[0] if each.path == BAD]
    assert broken.code == "E0000"


def test_without_a_template_nothing_passes(tmp_path: Path) -> None:
    findings, [problem] = in_templates(configured(tmp_path), project(tmp_path), ("E",))
    assert findings == ()
    assert problem.fatal
    assert problem.message == (
        "testguard.toml:2: cfn-lint is configured, and there is no template to read"
    )


def test_that_it_is_not_installed_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "{}")
    monkeypatch.setattr(cfn_lint, "find_spec", lambda _: None)
    monkeypatch.setattr(cfn_lint, "which", lambda _: None)
    with pytest.raises(ConfigError, match=r"^testguard\.toml:2: .* not installed") as raised:
        in_templates(configured(tmp_path), project(tmp_path), ("E",))
    assert raised.value.hint == "pip install cfn-lint"


def program(folder: Path, text: str) -> str:
    file = folder / "cfn-lint"
    file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    file.chmod(0o755)
    return str(file)


def row(code: str, file: str) -> dict[str, Any]:
    point = {"LineNumber": 5, "ColumnNumber": 3}
    place = {"Start": point, "End": point, "Path": ["Parameters", "Unused"]}
    rule = {"Id": code, "Source": "https://example.org"}
    return {
        "Filename": file, "Level": "Informational", "Location": place, "Message": "m" * 400,
        "Rule": rule,
    }  # fmt: skip


def test_only_rules_that_were_asked_are_told_of_the_templates_of_the_app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cdk.json").write_text('{"output": "build/cdk"}', encoding="utf-8")
    write(tmp_path, "[]", "build/cdk")
    os.utime(tmp_path / "lib/stack.py")
    os.utime(tmp_path / "build/cdk/TapStack.template.json", (1, 1))
    file = "build/cdk/TapStack.template.json"
    printed = json.dumps([row("W2001", file), row("E3002", file), row("W1001", file)])
    monkeypatch.setattr(cfn_lint, "find_spec", lambda _: None)
    monkeypatch.setattr(cfn_lint, "which", lambda _: program(tmp_path, f"echo '{printed}'"))
    [finding], [problem] = in_templates(configured(tmp_path), project(tmp_path), ("W2",))
    assert (finding.code, finding.severity, finding.path) == ("W2001", Severity.INFO, file)
    assert len(finding.message) == 303
    assert problem.message.startswith(f"{file} is older than lib/stack.py")
    assert not problem.fatal


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("echo nonsense", "what cfn-lint prints cannot be read"),
        ("echo 'error: no such option' >&2; exit 2", "refuses to run: error: no such option"),
        ("exit 3", "refuses to run: exit code 3"),
    ],
)
def test_one_that_fails_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    write(tmp_path, "{}")
    monkeypatch.setattr(cfn_lint, "find_spec", lambda _: None)
    monkeypatch.setattr(cfn_lint, "which", lambda _: program(tmp_path, text))
    with pytest.raises(ConfigError, match=told):
        in_templates(configured(tmp_path), project(tmp_path), ("E",))
