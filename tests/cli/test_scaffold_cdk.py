"""Scaffolding a real CDK app of two stacks, once for all tests of this file."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from textwrap import dedent

import pytest
from msgspec import Struct

from testguard.cli.main import run

FILES = {
    "cdk.json": '{"app": "python3 app.py", "context": {"@aws-cdk/core:newStyleStackSynthesis": 1}}',
    "app.py": """
        import os

        import aws_cdk as cdk
        from aws_cdk import aws_ec2 as ec2
        from aws_cdk import aws_elasticloadbalancingv2 as elb

        from lib.store_stack import Reader, Replica, Store, StoreProps, Wall

        app = cdk.App()
        stage = app.node.try_get_context("stage") or "dev"
        home = os.getenv("CDK_DEFAULT_REGION", "us-east-1")
        here = cdk.Environment(account=os.getenv("CDK_DEFAULT_ACCOUNT"), region=home)
        store = Store(app, f"Store-{stage}", StoreProps(stage), env=here)
        there = cdk.Environment(region="eu-west-1")
        replica = Replica(app, f"Replica-{stage}", store.queue_arn, env=there)
        replica.add_dependency(store)
        cdk.Tags.of(store).add("Owner", "orders")
        network = ec2.Vpc(store, "Network")
        Reader(
            app,
            "Reader",
            store.queue,
            elb.NetworkLoadBalancer(store, "Entry", vpc=network),
            elb.NetworkLoadBalancer(store, "Spare", vpc=network),
            alias="Orders",
            env=here,
        )
        walled = {"network": network, "url": store.queue.queue_url, "port": 443}
        walled["subnets"] = network.private_subnets
        walled["policy"] = cdk.RemovalPolicy.RETAIN
        walled["owner"] = None
        Wall(app, "Wall", walled, env=here)
        app.synth()
        """,
    "lib/__init__.py": "",
    "pages/index.html": "<h1>Orders</h1>",
    "lib/store_stack.py": """
        import ipaddress
        import re
        from typing import Optional

        import aws_cdk as cdk
        import jsii
        from aws_cdk import aws_ec2 as ec2
        from aws_cdk import aws_elasticloadbalancingv2 as elb
        from aws_cdk import aws_sns as sns
        from aws_cdk import aws_sqs as sqs
        from aws_cdk import aws_ssm as ssm
        from aws_cdk.aws_s3_assets import Asset
        from constructs import Construct, IValidation


        def checked(stage):
            if not re.fullmatch("[a-z]{1,8}", stage):
                raise ValueError("a stage is a lower-case word")
            return stage


        class StoreProps:
            def __init__(self, stage: Optional[str] = None, days: int = 4):
                if not 1 <= days <= 14:
                    raise ValueError("messages are kept from 1 to 14 days")
                self.stage = stage
                self.days = days


        class Store(cdk.Stack):
            def __init__(self, scope, construct_id, props: Optional[StoreProps] = None, **kwargs):
                super().__init__(scope, construct_id, **kwargs)
                props = props or StoreProps()
                stage = checked(props.stage or self.node.try_get_context("stage") or "dev")
                dead = sqs.Queue(self, "Dead", removal_policy=cdk.RemovalPolicy.RETAIN)
                self.queue = sqs.Queue(
                    self,
                    "Queue",
                    queue_name=f"orders-{stage}",
                    retention_period=cdk.Duration.days(props.days),
                    dead_letter_queue=sqs.DeadLetterQueue(max_receive_count=3, queue=dead),
                )
                cdk.CfnOutput(self, "Url", value=self.queue.queue_url)
                self.queue_arn = self.format_arn(service="sqs", resource=f"orders-{stage}")
                Address(self, "Address", self.queue.queue_url)
                if stage == "tmp":
                    cdk.Annotations.of(self).add_warning("orders are lost")


        class Address(Construct):
            def __init__(self, scope: Construct, construct_id: str, url: str):
                super().__init__(scope, construct_id)
                ssm.StringParameter(self, "Url", string_value=url)


        class Replica(cdk.Stack):
            def __init__(self, scope, construct_id, source: str, **kwargs):
                super().__init__(scope, construct_id, **kwargs)
                ssm.StringParameter(self, "Source", string_value=source)


        @jsii.implements(IValidation)
        class Short:
            def __init__(self, owner):
                self.owner = owner

            def validate(self):
                return ["the label is too long"] if len(self.owner.label) > 12 else []


        class Archive(cdk.Stack):
            def __init__(self, scope, construct_id, *, label: str = "old", days: int = 7, **kwargs):
                super().__init__(scope, construct_id, **kwargs)
                self.label = label
                cdk.Annotations.of(self).add_warning(f"kept in {self.region} only")
                if days > 14:
                    cdk.Annotations.of(self).add_error(f"{days} days are too many")
                self.node.add_validation(Short(self))
                sqs.Queue(self, "Queue", queue_name=label, delivery_delay=cdk.Duration.minutes(1))
                Asset(self, "Pages", path="pages")


        class Reader(cdk.Stack):
            def __init__(
                self,
                scope,
                construct_id,
                source,
                balancer: elb.ILoadBalancerV2,
                spare: elb.ILoadBalancerV2,
                **kwargs,
            ):
                alias = kwargs.pop("alias")
                super().__init__(scope, construct_id, **kwargs)
                cdk.CfnOutput(self, alias, value=source.queue_arn)
                cdk.CfnOutput(self, "Host", value=balancer.load_balancer_dns_name)
                cdk.CfnOutput(self, "Spare", value=spare.load_balancer_dns_name)
                sns.Topic(self, "Read")


        class Wall(cdk.Stack):
            def __init__(self, scope, construct_id, props: dict, **kwargs):
                super().__init__(scope, construct_id, **kwargs)
                group = ec2.SecurityGroup(self, "Group", vpc=props["network"])
                group.apply_removal_policy(props["policy"])
                group.add_ingress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(props["port"]))
                cdk.CfnOutput(self, "Url", value=props["url"])
                cdk.CfnOutput(self, "Subnet", value=props["subnets"][0].subnet_id)


        class Guard(Construct):
            def __init__(self, scope: Construct, construct_id: str, vpc: ec2.IVpc, cidr: str):
                super().__init__(scope, construct_id)
                if not ipaddress.ip_network(cidr).is_private:
                    raise ValueError("only private networks may enter")
                group = ec2.SecurityGroup(self, "Group", vpc=vpc)
                group.add_ingress_rule(ec2.Peer.ipv4(cidr), ec2.Port.tcp(443))
                for name in ("Alarms", "Alerts"):
                    sns.Topic(self, name, display_name=name).node.add_dependency(group)
        """,
    "tests/__init__.py": "",
}


# releases of the CDK whose assertions take a message with a token for `Fn::Join`
RESOLVES = tuple(map(int, version("aws-cdk-lib").split(".")[:2])) < (2, 190)


class Done(Struct, frozen=True):
    """How a command ended."""

    code: int
    err: str


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("orders")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def written(root: Path) -> Done:
    before, err = Path.cwd(), io.StringIO()
    os.chdir(root)
    try:
        with contextlib.redirect_stderr(err), contextlib.redirect_stdout(io.StringIO()):
            code = run(["scaffold", "lib/store_stack.py", "app.py", "--write"])
    finally:
        os.chdir(before)
    return Done(code, err.getvalue())


def text_of(root: Path, name: str) -> str:
    return (root / "tests" / name).read_text(encoding="utf-8")


def pytest_in(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-x", *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CDK_VALIDATION": "false"},
    )


def test_everything_is_exercised_and_passes_at_once(written: Done) -> None:
    assert written.code == 0, written.err
    left = [line for line in written.err.splitlines() if line.startswith("left out")]
    assert not [line for line in left if not RESOLVES or "_archive.py::test_warnings" not in line]
    [store] = [line for line in written.err.splitlines() if line.startswith("lib/store_stack.py:")]
    assert "validations 0 -> 5/5" in store


def test_a_stack_is_synthesised_once_and_asserted_by_its_template(
    written: Done, root: Path
) -> None:
    text = text_of(root, "test_store_stack_store.py")
    assert '@pytest.fixture(scope="module")' in text
    assert 'return build(lambda app: Store(app, "Store"))' in text
    assert (
        'stack.template.has_output("Url", {"Value": {"Ref": stack.id("Store/Queue/Resource")}})'
        in (" ".join(text.split()).replace("( ", "(").replace(" )", ")").replace(", )", ")"))
    )
    assert "stack.template.resource_count_is(type_, count)" in text
    assert '"DeletionPolicy": "Retain"' in text


def test_overrides_are_what_differs(written: Done, root: Path) -> None:
    text = text_of(root, "test_store_stack_store.py")
    assert "props=StoreProps(stage=" in text
    assert 'config={"stage": ' in text
    assert '"MessageRetentionPeriod": 432000' in text


def test_both_sides_of_a_boundary_are_cases(written: Done, root: Path) -> None:
    text = text_of(root, "test_store_stack_store.py")
    assert 'match="messages are kept from 1 to 14 days"' in text
    assert "        15,\n" in text


def test_what_the_stack_checks_of_its_props_is_refused_through_the_stack(
    written: Done, root: Path
) -> None:
    text = text_of(root, "test_store_stack_store.py")
    refused = text.partition("def test_stage_is_refused")[2].partition("\ndef ")[0]
    assert 'match="a stage is a lower-case word"' in refused
    assert 'Store(app, "Store", props=StoreProps(stage=stage))' in refused


def test_what_is_only_reported_is_asserted_as_such(written: Done, root: Path) -> None:
    text = text_of(root, "test_store_stack_archive.py")
    assert 'Archive(app, "Archive", days=15)' in text
    assert ").has_error(" in text
    assert ").has_no_error(" in text.partition("def test_days_is_taken")[2].partition("def ")[0]


@pytest.mark.skipif(RESOLVES, reason="messages are resolved by this release of the CDK")
def test_what_is_known_later_may_be_anything_in_a_message(written: Done, root: Path) -> None:
    text = text_of(root, "test_store_stack_archive.py")
    assert 'Match.string_like_regexp("kept in .* only")' in text


def test_what_is_only_found_at_synthesis_is_refused(written: Done, root: Path) -> None:
    text = text_of(root, "test_store_stack_archive.py")
    assert "the label is too long" in text


def test_a_construct_is_given_something_real(written: Done, root: Path) -> None:
    text = text_of(root, "test_store_stack_guard.py")
    assert "lambda stack: Guard(" in text
    assert "aws_ec2.Vpc.from_vpc_attributes(" in text


def test_an_argument_without_a_type_is_like_what_the_app_passes(written: Done, root: Path) -> None:
    text = text_of(root, "test_store_stack_reader.py")
    assert "aws_sqs.Queue(" in text
    assert "aws_elasticloadbalancingv2.NetworkLoadBalancer(" in text
    assert "alias='Orders'" in text or 'alias="Orders"' in text


def test_a_mapping_is_filled_as_the_app_fills_it(written: Done, root: Path) -> None:
    text = text_of(root, "test_store_stack_wall.py")
    assert '"network": aws_ec2.Vpc' in text
    assert '"port": 443' in text
    assert '"policy": cdk.RemovalPolicy.RETAIN' in text
    assert '"owner": None' in text
    assert '"subnets": [aws_ec2.' in " ".join(text.split()).replace("[ ", "[")
    assert '"url": "' in text
    assert "Token" not in text


def test_the_environment_of_an_app_is_overridden_one_variable_at_a_time(
    written: Done, root: Path
) -> None:
    text = text_of(root, "test_app.py")
    assert 'environment={"CDK_DEFAULT_REGION": "eu-west-1"}' in text
    assert 'environment={"CDK_DEFAULT_ACCOUNT": "210987654321"}' in text


def test_resources_alike_name_what_they_depend_on(written: Done, root: Path) -> None:
    assert '"DependsOn": [' in text_of(root, "test_store_stack_guard.py")


def test_what_an_app_passes_is_made_up_where_it_refers_to_a_resource(
    written: Done, root: Path
) -> None:
    assert 'Address(stack, "Address", ' in text_of(root, "test_store_stack_address.py")
    assert "Token" not in text_of(root, "test_store_stack_address.py")


def test_an_app_is_held_to_its_regions_and_order(written: Done, root: Path) -> None:
    text = text_of(root, "test_app.py")
    assert '"Replica-dev": "eu-west-1"' in text
    assert '"Replica-dev": ["Store-dev"]' in text


def test_what_an_app_hands_from_stack_to_stack_is_asserted(written: Done, root: Path) -> None:
    text = text_of(root, "test_app.py").partition("def test_what_the_app_makes_of_replica_dev")[2]
    assert '":orders-dev"' in text.partition("\ndef ")[0]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("app.py", 'region="eu-west-1"', 'region="eu-west-2"'),
        ("app.py", "replica.add_dependency(store)", "pass"),
        ("app.py", 'cdk.Tags.of(store).add("Owner", "orders")', "pass"),
        ("lib/store_stack.py", 'resource=f"orders-', 'resource=f"others-'),
        ("lib/store_stack.py", "days: int = 4", "days: int = 5"),
        ("lib/store_stack.py", "max_receive_count=3", "max_receive_count=4"),
    ],
)
def test_what_is_broken_is_noticed(
    written: Done, root: Path, tmp_path: Path, path: str, old: str, new: str
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(root, copy)
    text = (copy / path).read_text(encoding="utf-8")
    assert old in text
    (copy / path).write_text(text.replace(old, new), encoding="utf-8")
    done = pytest_in(copy, "--no-testguard")
    assert done.returncode == 1, done.stdout
