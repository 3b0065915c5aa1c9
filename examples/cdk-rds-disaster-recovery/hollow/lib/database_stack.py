"""The primary database, its network, and the function that fails over."""

import os

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_rds as rds
from aws_cdk import aws_sns as sns
from constructs import Construct

HANDLERS = os.path.join(os.path.dirname(__file__), "handlers")


class DatabaseStackProps:
    """Properties of DatabaseStack.

    Args:
        environment_suffix: Suffix of every resource name.
        backup_retention_days: Days that backups are kept; 7 when left out.
        vpc_cidr: Address range of the VPC.
    """

    def __init__(
        self,
        environment_suffix: str = "dev",
        backup_retention_days: int = 7,
        vpc_cidr: str = "10.0.0.0/16",
    ):
        self.environment_suffix = environment_suffix
        self.backup_retention_days = backup_retention_days
        self.vpc_cidr = vpc_cidr


class DatabaseStack(Construct):
    """VPC, PostgreSQL primary, failover function and alarms."""

    def __init__(self, scope: Construct, construct_id: str, props: DatabaseStackProps):
        super().__init__(scope, construct_id)
        suffix = props.environment_suffix

        self.vpc = ec2.Vpc(
            self,
            "Vpc",
            vpc_name=f"dr-vpc-{suffix}",
            ip_addresses=ec2.IpAddresses.cidr(props.vpc_cidr),
            max_azs=2,
            nat_gateways=0,
            subnet_configuration=[
                ec2.SubnetConfiguration(
                    name="Database",
                    subnet_type=ec2.SubnetType.PRIVATE_ISOLATED,
                    cidr_mask=24,
                ),
            ],
        )

        self.security_group = ec2.SecurityGroup(
            self,
            "DatabaseSecurityGroup",
            vpc=self.vpc,
            description="PostgreSQL from inside the VPC",
            allow_all_outbound=False,
        )
        self.security_group.add_ingress_rule(
            ec2.Peer.ipv4(props.vpc_cidr),
            ec2.Port.tcp(5432),
            "PostgreSQL from inside the VPC",
        )

        self.primary_db = rds.DatabaseInstance(
            self,
            "PrimaryDatabase",
            instance_identifier=f"primary-db-{suffix}",
            engine=rds.DatabaseInstanceEngine.postgres(version=rds.PostgresEngineVersion.VER_15),
            instance_type=ec2.InstanceType.of(
                ec2.InstanceClass.BURSTABLE3,
                ec2.InstanceSize.MEDIUM,
            ),
            credentials=rds.Credentials.from_generated_secret("postgres"),
            database_name="appdb",
            vpc=self.vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
            security_groups=[self.security_group],
            allocated_storage=100,
            storage_encrypted=True,
            multi_az=True,
            backup_retention=Duration.days(props.backup_retention_days),
            cloudwatch_logs_exports=["postgresql"],
            deletion_protection=False,
            removal_policy=RemovalPolicy.DESTROY,
        )

        self.alert_topic = sns.Topic(self, "AlertTopic", topic_name=f"dr-alerts-{suffix}")

        self.failover_function = lambda_.Function(
            self,
            "FailoverFunction",
            function_name=f"failover-{suffix}",
            runtime=lambda_.Runtime.PYTHON_3_12,
            handler="failover.handler",
            code=lambda_.Code.from_asset(HANDLERS, exclude=["__pycache__", "__init__.py"]),
            timeout=Duration.minutes(5),
            environment={
                "PRIMARY_DB_INSTANCE": self.primary_db.instance_identifier,
                "ENVIRONMENT_SUFFIX": suffix,
                "SNS_TOPIC_ARN": self.alert_topic.topic_arn,
            },
        )
        self.failover_function.add_to_role_policy(
            iam.PolicyStatement(
                actions=["rds:DescribeDBInstances", "rds:PromoteReadReplica"],
                resources=["*"],
            )
        )
        self.alert_topic.grant_publish(self.failover_function)

        self.cpu_alarm = cloudwatch.Alarm(
            self,
            "CpuAlarm",
            alarm_name=f"primary-db-cpu-{suffix}",
            metric=self.primary_db.metric_cpu_utilization(period=Duration.minutes(1)),
            threshold=80,
            evaluation_periods=3,
        )
