"""`testguard scaffold --integration` on a real app of two stacks, once for all tests of this file."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from testguard.errors import TestguardError
from testguard_cdk.node import chosen_node
from testguard_moto import integration
from testguard_moto.integration import MotoIntegration

FILES = {
    "cdk.json": '{"app": "python app.py", "context": {"minutes": 5}}',
    "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["."]\n',
    "app.py": """
        import aws_cdk as cdk

        from shop.stacks import Jobs, Store

        app = cdk.App()
        store = Store(app, "Store", env=cdk.Environment(region="us-east-1"))
        Jobs(app, "Jobs", store.table, env=cdk.Environment(region="us-east-1"))
        app.synth()
    """,
    "shop/__init__.py": "",
    "shop/stacks.py": """
        import os

        import aws_cdk as cdk
        from aws_cdk import aws_cloudwatch as cloudwatch
        from aws_cdk import aws_dynamodb as dynamodb
        from aws_cdk import aws_events as events
        from aws_cdk import aws_events_targets as targets
        from aws_cdk import aws_lambda as lambda_
        from aws_cdk import aws_sqs as sqs

        CODE = os.path.join(os.path.dirname(__file__), "jobs")


        class Store(cdk.Stack):
            def __init__(self, scope, id_, **more):
                super().__init__(scope, id_, **more)
                key = dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING)
                mode = dynamodb.BillingMode.PAY_PER_REQUEST
                self.table = dynamodb.Table(self, "Table", partition_key=key, billing_mode=mode)
                metric = self.table.metric_consumed_read_capacity_units()
                cloudwatch.Alarm(self, "Alarm", metric=metric, threshold=1, evaluation_periods=1)
                inner = cdk.NestedStack(self, "Inner")
                sqs.Queue(inner, "Queue", visibility_timeout=cdk.Duration.seconds(77))


        class Jobs(cdk.Stack):
            def __init__(self, scope, id_, table, **more):
                super().__init__(scope, id_, **more)
                job = lambda_.Function(
                    self,
                    "Job",
                    code=lambda_.Code.from_asset(CODE),
                    handler="job.handler",
                    runtime=lambda_.Runtime.PYTHON_3_11,
                    timeout=cdk.Duration.seconds(42),
                    environment={"TABLE": table.table_name},
                )
                table.grant_write_data(job)
                minutes = cdk.Duration.minutes(self.node.try_get_context("minutes"))
                events.Rule(
                    self,
                    "Often",
                    schedule=events.Schedule.rate(minutes),
                    targets=[targets.LambdaFunction(job)],
                )
    """,
    "shop/jobs/job.py": """
        import os

        import boto3

        table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


        def handler(event, context):
            table.put_item(Item={"id": event["detail-type"], "seconds": 3})
            return {"done": True}
    """,
}


@dataclass(frozen=True)
class Written:
    """The project with what was written, and what was said."""

    root: Path
    said: str
    status: int


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "JSII_NODE": chosen_node()}
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    root = tmp_path_factory.mktemp("shop")
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip(), encoding="utf-8")
    done = run(root, "testguard", "scaffold", "--integration", "--write")
    return Written(root, done.stdout + done.stderr, done.returncode)


def test_it_writes_tests_of_what_exists_and_of_each_function(written: Written) -> None:
    assert written.status == 0, written.said
    files = sorted(path.name for path in (written.root / "tests/integration").glob("*.py"))
    assert files == ["conftest.py", "test_app_deployment.py", "test_job.py"]
    assert (
        "left out AWS::CloudWatch::Alarm (1): moto's CloudFormation does not know it"
        in written.said
    )


def test_what_exists_is_asked_of_boto3(written: Written) -> None:
    text = (written.root / "tests/integration/test_app_deployment.py").read_text(encoding="utf-8")
    assert '"Store": "us-east-1"' in text
    assert 'assert found["ScheduleExpression"] == "rate(5 minutes)"' in text
    assert 'assert found["Timeout"] == 42' in text
    assert 'path = "Store/Inner/Queue/Resource"' in text
    assert 'assert found["VisibilityTimeout"] == "77"' in text
    assert "AWS::CloudWatch::Alarm: moto's CloudFormation does not know it" in text


def test_the_function_is_run_as_its_trigger_does(written: Written) -> None:
    text = (written.root / "tests/integration/test_job.py").read_text(encoding="utf-8")
    assert "def schedule(system: Any) -> Any:" in text or "def schedule(system):" in text
    assert 'assert result == {"done": True}' in text
    assert '"PutItem"' in text
    assert 'system.id("Store/Table/Resource")' in text
    assert '"seconds": {"N": "3"}' in text
    assert "match=variable" in text


def test_what_is_written_is_clean(written: Written) -> None:
    folder = str(written.root / "tests/integration")
    clean = ["ruff", "check", "--isolated", "--select", "E,F,I,B,PT,UP", "--ignore", "E501", folder]
    done = run(written.root, *clean)
    assert done.returncode == 0, done.stdout
    done = run(written.root, "ruff", "format", "--check", folder)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("file", "sound", "broken"),
    [
        (
            "shop/jobs/job.py",
            'boto3.resource("dynamodb")',
            'boto3.resource("dynamodb", "eu-west-1")',
        ),
        ("shop/stacks.py", "Duration.seconds(42)", "Duration.seconds(3)"),
    ],
)
def test_what_is_broken_by_hand_is_noticed(
    written: Written, file: str, sound: str, broken: str
) -> None:
    path = written.root / file
    before = path.read_text(encoding="utf-8")
    assert sound in before
    path.write_text(before.replace(sound, broken), encoding="utf-8")
    try:
        done = run(written.root, "pytest", "-q", "-p", "no:randomly", "tests/integration")
    finally:
        path.write_text(before, encoding="utf-8")
    assert done.returncode == 1, done.stdout
    assert "FAILED tests/integration/" in done.stdout


def test_real_aws_is_asked_where_the_switch_is_set(written: Written) -> None:
    """The account that is signed in is asked where the switch is set; there is none here."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/integration/test_app_deployment.py"],
        cwd=written.root,
        env={
            **os.environ,
            "JSII_NODE": chosen_node(),
            "INTEGRATION_AWS": "1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_CONFIG_FILE": os.devnull,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "NoCredentialsError" in done.stdout


def test_what_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integration, "find_spec", lambda name: None if name == "moto" else name)
    with pytest.raises(TestguardError, match="need moto, which is not installed here"):
        MotoIntegration().support(tmp_path)
