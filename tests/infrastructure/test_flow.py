"""Which inputs reach a name, an identifier, a range, a count or a size unchecked."""

from __future__ import annotations

import pytest

from testguard.infrastructure.calls import read_calls
from testguard.infrastructure.flow import reaches
from testguard.model.contract import Input, InputKind
from testguard.suite.module import Module

HEAD = "import ipaddress\nimport re\nimport pulumi_aws as aws\nfrom aws_cdk import aws_ec2\n"


def given(name: str = "Args.suffix", kind: InputKind = InputKind.FIELD) -> Input:
    return Input(f"stack.py:{name}", name, kind, "'dev'", "stack.py", 5)


def reached(body: str, each: Input | None = None, *strangers: str) -> list[tuple[str, str]]:
    module = Module("stack.py", HEAD + body)
    found = reaches(module, read_calls(module), [each or given()], strangers)
    return [(reach.argument, reach.resource) for reach in found]


@pytest.mark.parametrize(
    ("body", "argument"),
    [
        ("aws.s3.Bucket(args.suffix)\n", "name"),
        ('aws.s3.Bucket(f"b-{args.suffix}")\n', "name"),
        ('aws.s3.Bucket("b", bucket=f"b-{args.suffix}")\n', "bucket"),
        ('aws.rds.Cluster("c", cluster_identifier=args.suffix)\n', "cluster_identifier"),
        ('aws.ec2.Vpc("v", cidr_block=args.suffix)\n', "cidr_block"),
        ('suffix = args.suffix or "dev"\naws.s3.Bucket(f"b-{suffix}")\n', "name"),
        ('own = args.suffix\naws.s3.Bucket(f"b-{own}")\n', "name"),
        ('aws_ec2.Vpc(self, "V", max_azs=args.suffix)\n', "max_azs"),
    ],
)
def test_an_input_that_reaches_what_cannot_hold_everything(body: str, argument: str) -> None:
    assert [name for name, _ in reached(body)] == [argument]


@pytest.mark.parametrize(
    "body",
    [
        'aws.s3.Bucket("b", tags={"Suffix": args.suffix})\n',
        'aws.s3.Bucket("b", description=args.suffix)\n',
        'aws.s3.Bucket("b", bucket=other.name)\n',
        "aws.s3.get_bucket(bucket=args.suffix)\n",
        "aws.s3.BucketArgs(name=args.suffix)\n",
        "show(args.suffix)\n",
        'aws.cloudwatch.MetricAlarm("a", metric_name=args.suffix)\n',
    ],
)  # fmt: skip
def test_an_input_that_reaches_nothing_of_the_kind(body: str) -> None:
    assert reached(body) == []


@pytest.mark.parametrize(
    "check",
    [
        're.fullmatch("[a-z]+", args.suffix)\n',
        "check_suffix(args.suffix)\n",
        "self._validate_suffix(suffix)\n",
        "ipaddress.ip_network(args.suffix)\n",
        'if args.suffix not in ("dev", "prod"):\n    raise ValueError(args.suffix)\n',
    ],
)
def test_an_input_that_is_checked_is_left_alone(check: str) -> None:
    assert reached(f'{check}aws.s3.Bucket(f"b-{{args.suffix}}")\n') == []


def test_an_input_with_a_key_is_followed_from_where_it_is_read() -> None:
    body = 'size = config.get("size")\naws.rds.Instance("db", instance_class=size)\n'
    assert reached(body, given("size", InputKind.CONFIG)) == [("instance_class", "Instance")]
    assert reached(body, given("other", InputKind.CONFIG)) == []


def test_resources_of_other_classes_are_not_meant() -> None:
    body = 'class Other:\n    def make(self, args):\n        aws.s3.Bucket(f"b-{args.suffix}")\n'
    assert reached(body) == [("name", "Bucket")]
    assert reached(body, None, "Other") == []


def test_inputs_of_other_modules_are_not_followed() -> None:
    elsewhere = Input("a.py:suffix", "suffix", InputKind.FIELD, "'dev'", "a.py", 1)
    assert reached("aws.s3.Bucket(suffix)\n", elsewhere) == []
