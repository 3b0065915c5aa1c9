"""The primary side of the disaster recovery system: database, failover and DNS."""

from typing import Any, Optional

import aws_cdk as cdk
from constructs import Construct

from .database_stack import DatabaseStack, DatabaseStackProps
from .dns_stack import DnsStack, DnsStackProps
from .suffix import checked


class TapStackProps:
    """Properties of TapStack.

    Args:
        environment_suffix: Suffix of every resource name; the context's, or "dev", when left out.
        replica_region: Region of the read replica; "eu-west-1" when left out.
        backup_retention_days: Days that backups are kept.
    """

    def __init__(
        self,
        environment_suffix: Optional[str] = None,
        replica_region: str = "eu-west-1",
        backup_retention_days: int = 7,
    ) -> None:
        self.environment_suffix = environment_suffix
        self.replica_region = replica_region
        self.backup_retention_days = backup_retention_days


class TapStack(cdk.Stack):
    """The database in its own region, and what notices and mends its loss."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        props: Optional[TapStackProps] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)
        props = props or TapStackProps()
        self.environment_suffix = checked(
            props.environment_suffix or self.node.try_get_context("environmentSuffix") or "dev"
        )
        if props.replica_region == self.region:
            raise ValueError(f"the replica must not share the primary's region {self.region}")

        self.database = DatabaseStack(
            self,
            "Database",
            DatabaseStackProps(
                environment_suffix=self.environment_suffix,
                replica_region=props.replica_region,
                backup_retention_days=props.backup_retention_days,
            ),
        )
        self.dns = DnsStack(
            self,
            "Dns",
            DnsStackProps(
                environment_suffix=self.environment_suffix,
                vpc=self.database.vpc,
                primary_endpoint=self.database.primary_db.db_instance_endpoint_address,
                alarm=self.database.db_connection_alarm,
            ),
        )
        self.primary_db_arn = self.format_arn(
            service="rds",
            resource="db",
            resource_name=f"primary-db-{self.environment_suffix}",
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )

        endpoint = self.database.primary_db.db_instance_endpoint_address
        cdk.CfnOutput(self, "PrimaryEndpoint", value=endpoint)
        cdk.CfnOutput(
            self, "FailoverFunctionArn", value=self.database.failover_function.function_arn
        )
        cdk.CfnOutput(self, "HealthCheckId", value=self.dns.health_check.ref)
