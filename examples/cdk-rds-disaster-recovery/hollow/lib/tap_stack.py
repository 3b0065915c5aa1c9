"""The disaster recovery system: database, failover and DNS."""

from typing import Optional

import aws_cdk as cdk
from constructs import Construct

from .database_stack import DatabaseStack, DatabaseStackProps
from .dns_stack import DnsStack, DnsStackProps


class TapStackProps(cdk.StackProps):
    """Properties of TapStack.

    Args:
        environment_suffix: Suffix of every resource name; "dev" when left out.
        **kwargs: Everything that cdk.StackProps takes.
    """

    def __init__(self, environment_suffix: Optional[str] = None, **kwargs):
        super().__init__(**kwargs)
        self.environment_suffix = environment_suffix


class TapStack(cdk.Stack):
    """Everything in one stack."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        props: Optional[TapStackProps] = None,
        **kwargs,
    ):
        if props is not None and props.env is not None:
            kwargs.setdefault("env", props.env)
        super().__init__(scope, construct_id, **kwargs)

        self.environment_suffix = (
            (props.environment_suffix if props else None)
            or self.node.try_get_context("environmentSuffix")
            or "dev"
        )

        self.database = DatabaseStack(
            self,
            "Database",
            DatabaseStackProps(environment_suffix=self.environment_suffix),
        )
        self.dns = DnsStack(
            self,
            "Dns",
            DnsStackProps(
                environment_suffix=self.environment_suffix,
                vpc=self.database.vpc,
                primary_endpoint=self.database.primary_db.db_instance_endpoint_address,
            ),
        )

        cdk.CfnOutput(
            self,
            "PrimaryEndpoint",
            value=self.database.primary_db.db_instance_endpoint_address,
        )
        cdk.CfnOutput(
            self,
            "FailoverFunctionArn",
            value=self.database.failover_function.function_arn,
        )
        cdk.CfnOutput(
            self,
            "HealthCheckId",
            value=self.dns.health_check.attr_health_check_id,
        )
