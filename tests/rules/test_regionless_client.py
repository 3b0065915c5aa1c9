from __future__ import annotations

import pytest

from testguard.rules.regionless_client import regionless_client
from testguard.testing import check_examples, check_source

TWO = ("us-east-1", "eu-west-1")
HEAD = "import os\nimport boto3\nfrom botocore.config import Config\n\n\ndef handler(event, context):\n    "


def count(body: str, regions: tuple[str, ...] = TWO) -> int:
    source = HEAD + body.replace("\n", "\n    ") + "\n"
    return len(check_source(regionless_client, source, path="lambda/a.py", regions=regions))


def test_examples() -> None:
    check_examples(regionless_client)


@pytest.mark.parametrize(
    "body",
    [
        'rds = boto3.client("rds")\nrds.promote_read_replica(DBInstanceIdentifier=name)',
        'boto3.client("rds").promote_read_replica(DBInstanceIdentifier=name)',
        'rds = boto3.client("rds")\nrds.describe_db_instances(DBInstanceIdentifier=replica_name)',
        'rds = boto3.client("rds")\nrds.failover_global_cluster(GlobalClusterIdentifier=g)',
        'table = boto3.resource("dynamodb")\ntable.Table(TableName=os.environ["SECONDARY_TABLE"])',
        'service = "rds"\nrds = boto3.client(service)\nrds.remove_from_global_cluster(X=y)',
    ],
)
def test_a_client_asked_about_another_region_is_reported(body: str) -> None:
    assert count(body) == 1


@pytest.mark.parametrize(
    "body",
    [
        'sns = boto3.client("sns")\nsns.publish(TopicArn=topic)',
        'rds = boto3.client("rds", region_name=r)\nrds.promote_read_replica(DBInstanceIdentifier=n)',
        'rds = boto3.client("rds", "eu-west-1")\nrds.promote_read_replica(DBInstanceIdentifier=n)',
        'rds = boto3.client("rds", config=Config())\nrds.promote_read_replica(DBInstanceIdentifier=n)',
        'rds = boto3.client("rds", **kw)\nrds.promote_read_replica(DBInstanceIdentifier=n)',
        'dns = boto3.client("route53")\ndns.change_resource_record_sets(HostedZoneId=failover_zone)',
        'rds = session.client("rds")\nrds.promote_read_replica(DBInstanceIdentifier=n)',
    ],
)
def test_what_has_or_needs_no_region_is_left_alone(body: str) -> None:
    assert count(body) == 0


@pytest.mark.parametrize("regions", [(), ("us-east-1",)])
def test_nothing_is_said_where_no_region_is_crossed(regions: tuple[str, ...]) -> None:
    body = 'rds = boto3.client("rds")\nrds.promote_read_replica(DBInstanceIdentifier=name)'
    assert count(body, regions) == 0


def test_regions_of_the_stacks_count() -> None:
    stack = (
        "from aws_cdk import Stack, aws_lambda\n\n\nclass S(Stack):\n"
        '    regions = ("us-east-1", "eu-west-1")\n\n    def __init__(self, scope, id):\n'
        "        aws_lambda.Function(self, 'F', handler='a.handler', "
        "code=aws_lambda.Code.from_asset('lambda'))\n"
    )
    handler = HEAD + 'boto3.client("rds").promote_read_replica(DBInstanceIdentifier=n)\n'
    options = {"path": "lambda/a.py", "others": {"lib/stack.py": stack}}
    assert len(check_source(regionless_client, handler, **options)) == 1
    one = {**options, "others": {"lib/stack.py": stack.replace('"eu-west-1"', "")}}
    assert check_source(regionless_client, handler, **one) == []
