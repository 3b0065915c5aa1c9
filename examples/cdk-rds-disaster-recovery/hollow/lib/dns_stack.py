"""The private zone that clients look the database up in, and the health check."""

from typing import Optional

from aws_cdk import Duration
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_route53 as route53
from constructs import Construct


class DnsStackProps:
    """Properties of DnsStack.

    Args:
        environment_suffix: Suffix of every resource name.
        vpc: The VPC that the zone is visible in.
        primary_endpoint: Host name of the primary database.
        zone_name: Name of the zone; "db.internal" when left out.
    """

    def __init__(
        self,
        environment_suffix: str,
        vpc: ec2.IVpc,
        primary_endpoint: str,
        zone_name: Optional[str] = None,
    ):
        self.environment_suffix = environment_suffix
        self.vpc = vpc
        self.primary_endpoint = primary_endpoint
        self.zone_name = zone_name or "db.internal"


class DnsStack(Construct):
    """Hosted zone, record and health check."""

    def __init__(self, scope: Construct, construct_id: str, props: DnsStackProps):
        super().__init__(scope, construct_id)

        self.hosted_zone = route53.PrivateHostedZone(
            self,
            "Zone",
            zone_name=props.zone_name,
            vpc=props.vpc,
        )

        # Health check of the primary database
        self.health_check = route53.CfnHealthCheck(
            self,
            "PrimaryHealthCheck",
            health_check_config=route53.CfnHealthCheck.HealthCheckConfigProperty(
                type="CALCULATED",
                health_threshold=1,
                child_health_checks=[],
                insufficient_data_health_status="Healthy",
            ),
            health_check_tags=[
                route53.CfnHealthCheck.HealthCheckTagProperty(
                    key="Name",
                    value=f"primary-db-{props.environment_suffix}",
                ),
            ],
        )

        self.record = route53.CnameRecord(
            self,
            "DatabaseRecord",
            zone=self.hosted_zone,
            record_name="postgres",
            domain_name=props.primary_endpoint,
            ttl=Duration.seconds(60),
        )
