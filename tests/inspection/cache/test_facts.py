"""What is asked while a file is inspected is asked again, and every other reply is noticed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from testguard import default_plugin
from testguard.config import Config
from testguard.discovery.discover import discover
from testguard.inspection.engine import inspect
from testguard.model.finding import Finding
from testguard.plugin import load_plugins

PLUGINS = load_plugins([default_plugin])
HELPED = "from helpers import check\n\ndef test_a():\n    check(1)\n"
ASSERTING = "def check(x):\n    assert x\n"
SILENT = "def check(x):\n    print(x)\n"
LOST = "import pytest\n\ndef test_a():\n    assert run() == 1\n"
APPLYING = """import pulumi

@pulumi.runtime.test
def test_a(stack):
    def check(value):
        assert value == "x"

    stack.name.apply(check)
"""
INHERITING = (
    "from base import Base\n\nclass ThisCase(Base):\n    def test_a(self):\n        run()\n"
)
UNITTEST = "import unittest\n\nclass Base(unittest.TestCase):\n    pass\n"
FIXTURE = """import pytest

@pytest.fixture
def subject():
    yield 1
    {}
"""
CHECKS = "tests/stack_checks.py"
STACK, HANDLER = "lib/alert_stack.py", "lambda/alert.py"
ALERTING = """\
from aws_cdk import Stack, aws_lambda

class AlertStack(Stack):
    def __init__(self, scope, construct_id):
        super().__init__(scope, construct_id)
        aws_lambda.Function(
            self, "Alert", runtime=aws_lambda.Runtime.PYTHON_3_12, handler="alert.handler",
            code=aws_lambda.Code.from_asset("lambda"), environment={"TOPIC_ARN": "arn"},
        )
"""
SILENT_HANDLER = "def handler(event, context):\n    return event\n"
READING_HANDLER = """\
import os

def handler(event, context):
    return os.environ["ALERT_TOPIC_ARN"]
"""
ASKING_HANDLER = """\
import os

import boto3

def handler(event, context):
    client = boto3.client("rds")
    client.promote_read_replica(DBInstanceIdentifier=os.environ["TOPIC_ARN"])
"""
CROSSING = """\
import aws_cdk as cdk

from lib.alert_stack import AlertStack

app = cdk.App()
AlertStack(app, "A", env=cdk.Environment(region="us-east-1"))
AlertStack(app, "B", env=cdk.Environment(region="eu-west-1"))
"""
CHANGES = {
    "a helper asserts no longer": (
        {"tests/test_a.py": HELPED, "tests/helpers.py": ASSERTING},
        {"tests/helpers.py": SILENT},
    ),
    "a helper behind a helper asserts no longer": (
        {
            "tests/test_a.py": HELPED,
            "tests/test_b.py": HELPED,
            "tests/helpers.py": "from base import check\n",
            "base.py": ASSERTING,
        },
        {"base.py": SILENT},
    ),
    "a helper that a helper calls asserts no longer": (
        {
            "tests/test_a.py": HELPED,
            "tests/test_b.py": HELPED,
            "tests/helpers.py": "from base import verify\n\ndef check(x):\n    verify(x)\n",
            "base.py": "def verify(x):\n    assert x\n",
        },
        {"base.py": "def verify(x):\n    print(x)\n"},
    ),
    "a helper comes to be nearer": (
        {"tests/test_a.py": HELPED, "helpers.py": ASSERTING},
        {"tests/helpers.py": SILENT},
    ),
    "a helper comes to be": ({"tests/test_a.py": HELPED}, {"tests/helpers.py": SILENT}),
    "a helper is deleted": (
        {"tests/test_a.py": HELPED, "tests/helpers.py": SILENT},
        {"tests/helpers.py": None},
    ),
    "a base class is no test case any longer": (
        {"tests/test_a.py": INHERITING, "tests/base.py": UNITTEST},
        {"tests/base.py": "class Base:\n    pass\n"},
    ),
    "a fixture asserts no longer": (
        {
            "tests/test_a.py": "def test_a(subject):\n    subject.run()\n",
            "conftest.py": FIXTURE.format("assert run()"),
        },
        {"conftest.py": FIXTURE.format("stop()")},
    ),
    "a conftest comes to be nearer": (
        {
            "tests/test_a.py": "def test_a(subject):\n    subject.run()\n",
            "conftest.py": FIXTURE.format("assert run()"),
        },
        {"tests/conftest.py": FIXTURE.format("stop()")},
    ),
    "a pin is raised": (
        {"tests/test_a.py": APPLYING, "requirements.txt": "pulumi==3.90.0\n"},
        {"requirements.txt": "pulumi==3.200.0\n"},
    ),
    "a nearer pin comes to be": (
        {"tests/test_a.py": APPLYING, "requirements.txt": "pulumi==3.90.0\n"},
        {"tests/requirements.txt": "pulumi==3.200.0\n"},
    ),
    "a text says how to run the file": (
        {CHECKS: LOST, "README.md": "pytest tests\n"},
        {"README.md": f"pytest {CHECKS}\n"},
    ),
    "a text that says so is deleted": (
        {CHECKS: LOST, "README.md": f"pytest {CHECKS}\n"},
        {"README.md": None},
    ),
    "another module imports the file": (
        {CHECKS: LOST, "app.py": "import os\n"},
        {"app.py": "import tests.stack_checks\n"},
    ),
    "a neighbour comes to be": (
        {CHECKS: LOST, "tests/test_a.py": "def test_a():\n    assert run()\n"},
        {"tests/data.py": "x = 1\n"},
    ),
    "a file that pytest opens comes to be elsewhere": (
        {CHECKS: LOST},
        {"lib/test_a.py": "def test_a():\n    assert run()\n"},
    ),
    "conventions change": (
        {CHECKS: LOST, "tests/test_a.py": "def test_a():\n    assert run()\n"},
        {"pytest.ini": "[pytest]\npython_files = *_checks.py test_*.py\n"},
    ),
    "the import roots change": (
        {"tests/test_a.py": HELPED, "lib/helpers.py": SILENT},
        {"pytest.ini": "[pytest]\npythonpath = lib\n"},
    ),
    "a stack sets another variable on a handler": (
        {STACK: ALERTING, HANDLER: SILENT_HANDLER},
        {STACK: ALERTING.replace("TOPIC_ARN", "ALERT_TOPIC_ARN")},
    ),
    "a stack comes to set what a handler reads": (
        {STACK: ALERTING, HANDLER: READING_HANDLER},
        {STACK: ALERTING.replace("TOPIC_ARN", "ALERT_TOPIC_ARN")},
    ),
    "a handler reads another variable": (
        {STACK: ALERTING, HANDLER: READING_HANDLER},
        {HANDLER: READING_HANDLER.replace("ALERT_TOPIC_ARN", "TOPIC_ARN")},
    ),
    "another stack comes to cross regions": (
        {STACK: ALERTING, HANDLER: ASKING_HANDLER},
        {"app.py": CROSSING},
    ),
}  # fmt: skip


def write(root: Path, files: Mapping[str, str | None]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")


def findings_in(root: Path, *, cached: bool) -> tuple[Finding, ...]:
    config = Config(root)
    cache = root / ".testguard" / "cache" if cached else None
    return inspect(
        discover(config, PLUGINS.frameworks), config, PLUGINS.rules, jobs=1, cache=cache
    ).findings


@pytest.mark.parametrize("settled", [False, True], ids=["just written", "written long ago"])
@pytest.mark.parametrize(("before", "change"), CHANGES.values(), ids=CHANGES.keys())
def test_findings_do_not_outlive_what_they_rest_on(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: Mapping[str, str | None],
    change: Mapping[str, str | None],
    settled: bool,
) -> None:
    if settled:
        monkeypatch.setattr("testguard.suite.settled.SETTLED_NS", -(10**19))
    write(tmp_path, before)
    first = findings_in(tmp_path, cached=True)
    assert findings_in(tmp_path, cached=True) == first
    write(tmp_path, change)
    again = findings_in(tmp_path, cached=True)
    assert again == findings_in(tmp_path, cached=False)
    assert again != first
