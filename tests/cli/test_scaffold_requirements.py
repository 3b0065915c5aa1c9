"""Tests of twenty requirements, written for a real system in each framework, and run on bad ones."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from tests.requirements.test_holding import REQUIREMENTS

CDK = {
    "cdk.json": '{"app": "python3 app.py"}',
    "app.py": """
        import os

        import aws_cdk as cdk

        from lib.stores import Primary, Replica

        wrong = os.environ.get("WRONG", "")
        app = cdk.App()
        primary = Primary(app, "Primary", env=cdk.Environment(region="us-east-1"))
        region = "us-east-1" if wrong == "stacks" else "eu-west-1"
        replica = Replica(app, "Replica", env=cdk.Environment(region=region))
        if wrong != "order of stacks":
            replica.add_dependency(primary)
        """,
    "lib/__init__.py": "",
    "lib/stores.py": """
        import os

        import aws_cdk as cdk
        from aws_cdk import aws_cloudwatch as cloudwatch
        from aws_cdk import aws_ec2 as ec2
        from aws_cdk import aws_rds as rds
        from aws_cdk import aws_route53 as route53
        from aws_cdk import aws_sns as sns

        SIZES = {
            "min class": "db.t3.micro", "max class": "db.r6g.16xlarge", "families": "db.m6g.xlarge",
            "sizes": "db.r6g.8xlarge", "not burstable": "db.t4g.large", "class of a property": "db.m6g.large",
            "pattern": "db.r7g.large", "pulumi's spelling": "db.r5.large",
        }
        CIDR = "10.0.0.0/16"


        def database(scope, name, nets, **more):
            wrong = os.environ.get("WRONG", "")
            if wrong not in ("depends on", "target"):
                more["vpc_security_groups"] = nets
            rds.CfnDBInstance(
                scope, name, db_instance_class=SIZES.get(wrong, "db.r6g.large"),
                backup_retention_period=1 if wrong == "minimum" else 7,
                storage_encrypted=wrong != "constant", **more,
            )


        class Primary(cdk.Stack):
            def __init__(self, scope, construct_id, **kwargs):
                super().__init__(scope, construct_id, **kwargs)
                wrong = os.environ.get("WRONG", "")
                vpc = ec2.CfnVPC(self, "Vpc", cidr_block="0.0.0.0/0" if wrong == "none of a kind" else CIDR)
                if wrong == "max count":
                    ec2.CfnVPC(self, "Spare", cidr_block=CIDR)
                topic = sns.CfnTopic(self, "Topic")
                database(self, "Database", [vpc.ref])
                cloudwatch.CfnAlarm(
                    self, "Alarm", comparison_operator="GreaterThanThreshold", evaluation_periods=1,
                    alarm_actions=["arn:of:nothing"] if wrong == "references" else [topic.ref],
                )
                route53.CfnHealthCheck(
                    self, "Check", health_check_config=route53.CfnHealthCheck.HealthCheckConfigProperty(
                        type="CALCULATED", child_health_checks=[] if wrong == "children" else ["abc"],
                    ),
                )


        class Replica(cdk.Stack):
            def __init__(self, scope, construct_id, **kwargs):
                super().__init__(scope, construct_id, **kwargs)
                wrong = os.environ.get("WRONG", "")
                vpc = ec2.CfnVPC(self, "Vpc", cidr_block=CIDR)
                source = {} if wrong == "where and region" else {"source_db_instance_identifier": "arn:of:it"}
                if wrong != "distinct regions":
                    database(self, "Database", [vpc.ref], **source)
        """,
}  # fmt: skip
PULUMI = {
    "lib/__init__.py": "",
    "lib/stores.py": """
        import os

        import pulumi_aws as aws

        SIZES = {
            "min class": "db.t3.micro", "max class": "db.r6g.16xlarge", "families": "db.m6g.xlarge",
            "sizes": "db.r6g.8xlarge", "not burstable": "db.t4g.large", "class of a property": "db.m6g.large",
            "pattern": "db.r7g.large", "pulumi's spelling": "db.r5.large",
        }
        CIDR = "10.0.0.0/16"
        WRONG = os.environ.get("WRONG", "")


        def database(name, nets, **more):
            if WRONG not in ("depends on", "target"):
                more["vpc_security_group_ids"] = nets
            aws.rds.Instance(
                name, instance_class=SIZES.get(WRONG, "db.r6g.large"),
                backup_retention_period=1 if WRONG == "minimum" else 7,
                storage_encrypted=WRONG != "constant", **more,
            )
        """,
    "primary/Pulumi.yaml": "name: Primary\nruntime: python\n",
    "primary/Pulumi.dev.yaml": "config:\n  aws:region: us-east-1\n",
    "primary/__main__.py": """
        import sys

        sys.path.insert(0, "..")
        import pulumi_aws as aws

        from lib.stores import CIDR, WRONG, database

        vpc = aws.ec2.Vpc("vpc", cidr_block="0.0.0.0/0" if WRONG == "none of a kind" else CIDR)
        if WRONG == "max count":
            aws.ec2.Vpc("spare", cidr_block=CIDR)
        topic = aws.sns.Topic("topic")
        database("database", [vpc.id])
        aws.cloudwatch.MetricAlarm(
            "alarm", comparison_operator="GreaterThanThreshold", evaluation_periods=1,
            alarm_actions=["arn:of:nothing"] if WRONG == "references" else [topic.arn],
        )
        aws.route53.HealthCheck(
            "check", type="CALCULATED", child_healthchecks=[] if WRONG == "children" else ["abc"]
        )
        """,
    "replica/Pulumi.yaml": "name: Replica\nruntime: python\n",
    "replica/Pulumi.dev.yaml": "config:\n  aws:region: eu-west-1\n",
    "replica/__main__.py": """
        import sys

        sys.path.insert(0, "..")
        import pulumi
        import pulumi_aws as aws

        from lib.stores import CIDR, WRONG, database

        if WRONG != "order of stacks":
            pulumi.StackReference("Primary/dev")
        vpc = aws.ec2.Vpc("vpc", cidr_block=CIDR)
        source = {} if WRONG == "where and region" else {"replicate_source_db": "arn:of:it"}
        if WRONG != "distinct regions":
            database("database", [vpc.id], **source)
        """,
}  # fmt: skip
RUNNER = """
import json, os, sys
import pytest

class Failed:
    def __init__(self):
        self.names = []

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.names.append(report.nodeid.rpartition("::")[2])

told = {}
for wrong in ["", *json.loads(sys.argv[2])]:
    os.environ["WRONG"] = wrong
    for name in [name for name in sys.modules if name == "lib" or name.startswith("lib.")]:
        del sys.modules[name]
    failed = Failed()
    code = pytest.main([sys.argv[1], "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--no-testguard"], plugins=[failed])
    told[wrong] = [int(code), *failed.names]
print(json.dumps(told))
"""


@dataclass(frozen=True)
class Written:
    """A system with tests of what is required of it: what was said, and where."""

    root: Path
    code: int
    told: str

    @property
    def by_file(self) -> bool:
        """Whether files beside the program say where a stack is."""
        return (self.root / "replica").exists()

    def failing(self, wrongs: list[str]) -> dict[str, list[str | int]]:
        """The names of the tests that fail, by what is wrong with the system."""
        script = self.root.parent / "runner.py"
        script.write_text(RUNNER, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, script, "tests/test_requirements.py", json.dumps(wrongs)],
            cwd=self.root, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        found: dict[str, list[str | int]] = json.loads(done.stdout.splitlines()[-1])
        return found


def requirement_tables() -> str:
    return "\n".join(
        f"[[requirements]]\nid = {json.dumps(name)}\n{keys}\n"
        for name, keys in REQUIREMENTS.items()
    )


@pytest.fixture(scope="module", params=["pulumi", "cdk"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    pytest.importorskip({"pulumi": "pulumi_aws", "cdk": "aws_cdk"}[request.param])
    root = tmp_path_factory.mktemp(request.param) / "shop"
    files = {"pulumi": PULUMI, "cdk": CDK}[request.param]
    for name, text in {**files, "testguard.toml": requirement_tables()}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "testguard", "scaffold", "--requirements", "--write"],
        cwd=root, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return Written(root, done.returncode, done.stdout + done.stderr)


def test_there_is_a_test_for_every_requirement(written: Written) -> None:
    text = (written.root / "tests/test_requirements.py").read_text("utf-8")
    assert all(f'@pytest.mark.requirement("{name}")' in text for name in REQUIREMENTS)
    assert text.count("@pytest.mark.requirement(") == len(REQUIREMENTS)
    assert "20 tests pass" in written.told
    assert "requirement order of stacks: met" in written.told
    assert written.code == 0


def test_each_fails_when_its_requirement_is_violated(written: Written) -> None:
    wrongs = [name for name in REQUIREMENTS if name != "stacks" or not written.by_file]
    failing = written.failing(wrongs)
    assert failing.pop("") == [0]
    for name, (code, *tests) in failing.items():
        slug = name.replace("'", "_").replace(" ", "_")
        assert code == 1
        assert f"test_{slug}_holds" in tests, (name, tests)


def test_regions_are_those_that_the_files_of_stacks_state(written: Written) -> None:
    if not written.by_file:
        pytest.skip("the app itself says where its stacks are")
    settings = written.root / "replica/Pulumi.dev.yaml"
    before = settings.read_text("utf-8")
    settings.write_text(before.replace("eu-west-1", "us-east-1"), encoding="utf-8")
    failing = written.failing([])
    settings.write_text(before, encoding="utf-8")
    assert "test_stacks_holds" in failing[""]


def test_the_written_tests_are_sound_and_prove_the_requirements(written: Written) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly",
               "--testguard-report=json:report.json"]  # fmt: skip
    subprocess.run(command, cwd=written.root, capture_output=True, check=False)
    report = json.loads((written.root / "report.json").read_text("utf-8"))
    assert {each["id"]: each["state"] for each in report["requirements"]} == dict.fromkeys(
        REQUIREMENTS, "met"
    )
    found = {each["code"] for each in report["findings"]}
    assert not {code for code in found if code.startswith(("TG1", "TG5", "TG6"))}
