"""What `pytest --testguard` knows of CDK stacks that refuse without raising."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RunPytest

STACK = """\
import jsii
from aws_cdk import Annotations, Stack
from aws_cdk import aws_sqs as sqs
from constructs import IValidation


@jsii.implements(IValidation)
class Even:
    def __init__(self, size):
        self.size = size

    def validate(self):
        return [] if self.size % 2 == 0 else [f"size {self.size} is odd"]


class NetStack(Stack):
    def __init__(self, scope, construct_id, *, size=4, name="net", **kwargs):
        super().__init__(scope, construct_id, **kwargs)
        if size > 10:
            Annotations.of(self).add_error(f"size {size} is too large")
        if name == "bad":
            Annotations.of(self).add_error("bad name")
        if name == "worse":
            Annotations.of(self).add_error("worse name")
        if size != 4:
            self.node.add_validation(Even(size))
        queue = sqs.Queue(self, "Queue", queue_name=name)
        if name == "swallowed":
            queue.node.add_validation(Even(1))
"""
SUITE = """\
import pytest
from aws_cdk import App
from aws_cdk.assertions import Annotations, Match, Template
from lib.net_stack import NetStack

QUEUE = "AWS::SQS::Queue"


def test_large():
    found = Annotations.from_stack(NetStack(App(), "a", size=12))
    found.has_error("*", Match.string_like_regexp("too large"))


def test_bad_name():
    found = Annotations.from_stack(NetStack(App(), "a", name="bad"))
    assert len(found.find_error("*", "bad name")) == 1


def test_worse_name():
    found = Annotations.from_stack(NetStack(App(), "a", name="worse"))
    assert found.find_error("*", "bad name") == []


def test_odd():
    app = App()
    NetStack(app, "a", size=3)
    with pytest.raises(RuntimeError, match="odd"):
        app.synth()


def test_swallowed():
    app = App()
    NetStack(app, "a", name="swallowed")
    try:
        app.synth()
    except RuntimeError:
        pass


def test_resources():
    template = Template.from_stack(NetStack(App(), "a"))
    found = template.find_resources(QUEUE)
    assert len(found) == 1


def test_dictionary():
    template = Template.from_stack(NetStack(App(), "a")).to_json()
    assert [each for each in template["Resources"].values() if each["Type"] == QUEUE]


def test_all():
    Template.from_stack(NetStack(App(), "a")).all_resources(QUEUE, {"Properties": {}})


def test_all_properties():
    Template.from_stack(NetStack(App(), "a")).all_resources_properties(QUEUE, {"QueueName": "net"})


def test_nothing():
    Template.from_stack(NetStack(App(), "a"))
"""


@pytest.fixture
def report(
    pytester: pytest.Pytester, run_pytest: RunPytest, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    monkeypatch.setenv("CDK_VALIDATION", "false")
    files = {
        "testguard.toml": 'stacks = ["lib/net_stack.py"]\n',
        "cdk.json": '{"app": "python app.py"}',
        "pytest.ini": "[pytest]\npythonpath = .\n",
        "lib/net_stack.py": STACK,
        "tests/test_net.py": SUITE,
    }
    for name, text in files.items():
        path = pytester.path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    run_pytest("--testguard-report=json:report.json")
    found: dict[str, Any] = json.loads(Path(pytester.path, "report.json").read_text("utf-8"))
    return found


def test_refusals_and_assertions_of_the_cdk(report: dict[str, Any]) -> None:
    findings = {(each["code"], each["path"], each["line"]) for each in report["findings"]}
    stack = {(code, line) for code, path, line in findings if path == "lib/net_stack.py"}
    suite = {code for code, path, _ in findings if path == "tests/test_net.py"}
    # the worse name is looked for by another name, and the last validation's error is swallowed
    assert stack == {("TG304", 24), ("TG304", 29)}
    hollow = [each for each in report["findings"] if each["code"] == "TG501"]
    assert {each["symbol"] for each in hollow} == {"test_nothing", "test_swallowed"}
    assert suite <= {"TG104", "TG501", "TG110"}
