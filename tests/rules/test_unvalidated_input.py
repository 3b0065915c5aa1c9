from __future__ import annotations

import pytest

from testguard.rules.unvalidated_input import unvalidated_input
from testguard.testing import check_examples, check_source

ARGS = """import ipaddress, re
from typing import Optional
import pulumi
import pulumi_aws as aws

SIZES = {{"small": "db.t4g.small"}}

class Args:
    def __init__(self, {parameter}):
        {body}
        self.it = it

class Thing(pulumi.ComponentResource):
    def __init__(self, name: str, args: Args):
        super().__init__("own:Thing", "fixed")
        {use}
"""


def count(
    parameter: str = "it: str = 'x'",
    body: str = "pass",
    use: str = 'aws.s3.Bucket(f"bucket-{args.it}")',
) -> int:
    source = ARGS.format(parameter=parameter, body=body, use=use)
    return len(check_source(unvalidated_input, source))


def test_examples() -> None:
    check_examples(unvalidated_input)


@pytest.mark.parametrize(
    "use",
    [
        'aws.s3.Bucket(f"bucket-{args.it}")',
        "aws.s3.Bucket(args.it)",
        'aws.s3.Bucket("b", bucket=args.it)',
        'aws.rds.Cluster("c", cluster_identifier=f"{args.it}-cluster")',
        'aws.ec2.Vpc("v", cidr_block=args.it)',
        'aws.ecs.Service("s", desired_count=args.it)',
        'suffix = args.it\n        aws.s3.Bucket(f"bucket-{suffix}")',
        'self.suffix = args.it or "dev"\n        aws.s3.Bucket("bucket-" + self.suffix)',
    ],
)
def test_an_input_that_reaches_a_name_or_size_unchecked_is_reported(use: str) -> None:
    assert count(use=use) == 1


@pytest.mark.parametrize(
    "use",
    [
        'aws.s3.Bucket("b", tags={"Stage": args.it})',
        'aws.s3.Bucket("b", description=args.it)',
        'aws.s3.Bucket("b", bucket=slugify(args.it))',
        'aws.rds.Cluster("c", instance_class=SIZES[args.it])',
        'pulumi.log.info(f"bucket-{args.it}")',
        'other(f"bucket-{args.it}")',
    ],
)
def test_an_input_that_goes_elsewhere_is_left_alone(use: str) -> None:
    assert count(use=use) == 0


@pytest.mark.parametrize(
    "body",
    [
        "if not re.fullmatch('[a-z]+', it): raise ValueError('it')",
        "if it not in ('dev', 'prod'): raise ValueError(it)",
        "if len(it) > 20: raise ValueError(it)",
        "validate_suffix(it)",
        "self._check_name(it)",
        "ipaddress.ip_network(it)",
    ],
)
def test_an_input_that_is_checked_is_left_alone(body: str) -> None:
    assert count(body=body) == 0


@pytest.mark.parametrize(
    "parameter",
    ["it: pulumi.Input[str]", "it: Stage", "it: bool = False", "it: dict", "it"],
)
def test_what_is_no_plain_text_or_number_is_left_alone(parameter: str) -> None:
    assert count(parameter) == 0


def test_being_none_is_no_check() -> None:
    assert count("it: Optional[str] = None", "it = 'x' if it is None else it") == 1


def test_a_check_in_another_stack_module_counts() -> None:
    source = ARGS.format(parameter="it: str", body="pass", use="aws.s3.Bucket(args.it)")
    other = ARGS.format(parameter="it: str", body="if it < 'a': raise ValueError('it')", use="pass")
    assert check_source(unvalidated_input, source, others={"lib/other.py": other}) == []


def test_configuration_is_an_input() -> None:
    source = (
        "import pulumi\nimport pulumi_aws as aws\nconfig = pulumi.Config()\n"
        "cidr = config.get('cidr') or '10.0.0.0/16'\naws.ec2.Vpc('v', cidr_block=cidr)\n"
    )
    [offence] = check_source(unvalidated_input, source)
    assert "cidr (cidr_block of Vpc, line 5)" in offence.message


@pytest.mark.parametrize(
    "use",
    [
        'aws.serviceaccount.Account("a", display_name=args.it)',
        'aws.s3.BucketPolicy("p", bucket=args.it)',
        'aws.s3.BucketOwnershipControls("o", bucket=args.it)',
    ],
)
def test_what_names_nothing_or_something_else_is_left_alone(use: str) -> None:
    assert count(use=use) == 0


CDK = """from aws_cdk import Stack, aws_s3, aws_dynamodb

class Shop(Stack):
    def __init__(self, scope, construct_id, bucket: str):
        super().__init__(scope, construct_id)
        {use}
"""


@pytest.mark.parametrize(
    ("use", "found"),
    [
        ('aws_s3.Bucket(self, "Bucket", bucket_name=bucket)', 0),  # the construct refuses bad ones
        ('aws_s3.CfnBucket(self, "Bucket", bucket_name=bucket)', 1),
        ('aws_dynamodb.Table(self, "Table", table_name=bucket)', 1),
    ],
)
def test_what_constructs_check_themselves_is_checked(use: str, found: int) -> None:
    assert len(check_source(unvalidated_input, CDK.format(use=use))) == found
