"""The private zone that clients look the database up in, and the health check."""

import re

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_route53 as route53
from constructs import Construct

_ZONE = re.compile(r"([a-z0-9-]+\.)+[a-z]+")


class DnsStackProps:
    """Properties of DnsStack.

    Args:
        environment_suffix: Suffix of every resource name.
        vpc: The VPC that the zone is visible in.
        primary_endpoint: Host name of the primary database.
        alarm: The alarm that tells whether the primary can be reached.
        zone_name: Name of the zone.
    """

    def __init__(
        self,
        environment_suffix: str,
        vpc: ec2.IVpc,
        primary_endpoint: str,
        alarm: cloudwatch.Alarm,
        zone_name: str = "db.internal",
    ) -> None:
        if not _ZONE.fullmatch(zone_name):
            raise ValueError(f"zone_name {zone_name!r} is no domain of two or more labels")
        self.environment_suffix = environment_suffix
        self.vpc = vpc
        self.primary_endpoint = primary_endpoint
        self.alarm = alarm
        self.zone_name = zone_name


class DnsStack(Construct):
    """Hosted zone, record and health check."""

    def __init__(self, scope: Construct, construct_id: str, props: DnsStackProps) -> None:
        super().__init__(scope, construct_id)
        self.hosted_zone = route53.PrivateHostedZone(
            self, "Zone", zone_name=props.zone_name, vpc=props.vpc
        )
        self.health_check = route53.CfnHealthCheck(
            self,
            "PrimaryHealthCheck",
            health_check_config=route53.CfnHealthCheck.HealthCheckConfigProperty(
                type="CLOUDWATCH_METRIC",
                alarm_identifier=route53.CfnHealthCheck.AlarmIdentifierProperty(
                    name=props.alarm.alarm_name,
                    region=Stack.of(self).region,
                ),
                insufficient_data_health_status="Unhealthy",
            ),
            health_check_tags=[
                route53.CfnHealthCheck.HealthCheckTagProperty(
                    key="Name", value=f"primary-db-{props.environment_suffix}"
                )
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
