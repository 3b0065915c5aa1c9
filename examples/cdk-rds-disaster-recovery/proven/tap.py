#!/usr/bin/env python3
"""Entry point of the CDK app: the primary, and its replica in another region."""

import os

import aws_cdk as cdk

from lib.replica_stack import ReplicaStack, ReplicaStackProps
from lib.tap_stack import TapStack, TapStackProps

PRIMARY_REGION = "us-east-1"
REPLICA_REGION = "eu-west-1"


def build(app: cdk.App) -> tuple[TapStack, ReplicaStack]:
    """Both stacks; the replica is deployed after its source."""
    suffix = app.node.try_get_context("environmentSuffix") or "dev"
    account = os.getenv("CDK_DEFAULT_ACCOUNT")
    cdk.Tags.of(app).add("Environment", suffix)

    primary = TapStack(
        app,
        f"TapStack{suffix}",
        TapStackProps(environment_suffix=suffix, replica_region=REPLICA_REGION),
        env=cdk.Environment(account=account, region=PRIMARY_REGION),
    )
    replica = ReplicaStack(
        app,
        f"TapStackReplica{suffix}",
        ReplicaStackProps(environment_suffix=suffix, source_db_arn=primary.primary_db_arn),
        env=cdk.Environment(account=account, region=REPLICA_REGION),
    )
    replica.add_dependency(primary)
    return primary, replica


if __name__ == "__main__":
    the_app = cdk.App()
    build(the_app)
    the_app.synth()
