"""The primary database, its network, its alarm, and the function that fails over."""

import ipaddress
from pathlib import Path

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_rds as rds
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

HANDLERS = Path(__file__).parent / "handlers"


class DatabaseStackProps:
    """Properties of DatabaseStack.

    Args:
        environment_suffix: Suffix of every resource name.
        replica_region: Region of the read replica that is promoted.
        backup_retention_days: Days that backups are kept, 1 to 35.
        vpc_cidr: Address range of the VPC.
    """

    def __init__(
        self,
        environment_suffix: str,
        replica_region: str,
        backup_retention_days: int = 7,
        vpc_cidr: str = "10.0.0.0/16",
    ) -> None:
        if not 1 <= backup_retention_days <= 35:
            raise ValueError(
                f"backup_retention_days must be 1 to 35, or there can be no replica: {backup_retention_days}"
            )
        if not ipaddress.ip_network(vpc_cidr).is_private:
            raise ValueError(f"vpc_cidr {vpc_cidr} is no private network")
        self.environment_suffix = environment_suffix
        self.replica_region = replica_region
        self.backup_retention_days = backup_retention_days
        self.vpc_cidr = vpc_cidr


class DatabaseStack(Construct):
    """VPC, PostgreSQL primary, alarm and failover function."""

    def __init__(self, scope: Construct, construct_id: str, props: DatabaseStackProps) -> None:
        super().__init__(scope, construct_id)
        self._add_network(props)
        self._add_database(props)
        self._add_failover(props)
        self._add_alarm(props)

    def _add_network(self, props: DatabaseStackProps) -> None:
        self.vpc = ec2.Vpc(
            self,
            "Vpc",
            vpc_name=f"dr-vpc-{props.environment_suffix}",
            ip_addresses=ec2.IpAddresses.cidr(props.vpc_cidr),
            max_azs=2,
            nat_gateways=0,
            subnet_configuration=[
                ec2.SubnetConfiguration(
                    name="Database",
                    subnet_type=ec2.SubnetType.PRIVATE_ISOLATED,
                    cidr_mask=24,
                )
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
            ec2.Peer.ipv4(props.vpc_cidr), ec2.Port.tcp(5432), "PostgreSQL from inside the VPC"
        )

    def _add_database(self, props: DatabaseStackProps) -> None:
        self.primary_db = rds.DatabaseInstance(
            self,
            "PrimaryDatabase",
            instance_identifier=f"primary-db-{props.environment_suffix}",
            engine=rds.DatabaseInstanceEngine.postgres(version=rds.PostgresEngineVersion.VER_15),
            instance_type=ec2.InstanceType.of(
                ec2.InstanceClass.MEMORY6_GRAVITON, ec2.InstanceSize.LARGE
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

    def _add_failover(self, props: DatabaseStackProps) -> None:
        suffix = props.environment_suffix
        replica = f"replica-db-{suffix}"
        self.alert_topic = sns.Topic(self, "AlertTopic", topic_name=f"dr-alerts-{suffix}")
        self.failover_topic = sns.Topic(self, "FailoverTopic", topic_name=f"dr-failover-{suffix}")
        self.failover_function = lambda_.Function(
            self,
            "FailoverFunction",
            function_name=f"failover-{suffix}",
            runtime=lambda_.Runtime.PYTHON_3_12,
            handler="failover.handler",
            code=lambda_.Code.from_asset(str(HANDLERS), exclude=["__pycache__", "__init__.py"]),
            timeout=Duration.minutes(5),
            environment={
                "PRIMARY_DB_INSTANCE": self.primary_db.instance_identifier,
                "REPLICA_DB_INSTANCE": replica,
                "REPLICA_REGION": props.replica_region,
                "ALERT_TOPIC_ARN": self.alert_topic.topic_arn,
            },
        )
        stack = Stack.of(self)
        self.failover_function.add_to_role_policy(
            iam.PolicyStatement(
                actions=["rds:DescribeDBInstances", "rds:PromoteReadReplica"],
                resources=[
                    f"arn:{stack.partition}:rds:{props.replica_region}:{stack.account}:db:{replica}"
                ],
            )
        )
        self.alert_topic.grant_publish(self.failover_function)
        self.failover_topic.add_subscription(
            subscriptions.LambdaSubscription(self.failover_function)
        )

    def _add_alarm(self, props: DatabaseStackProps) -> None:
        comparison = cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD
        self.db_connection_alarm = cloudwatch.Alarm(
            self,
            "ConnectionAlarm",
            alarm_name=f"primary-db-connections-{props.environment_suffix}",
            metric=self.primary_db.metric_database_connections(period=Duration.minutes(1)),
            threshold=0,
            evaluation_periods=3,
            comparison_operator=comparison,
            treat_missing_data=cloudwatch.TreatMissingData.BREACHING,
        )
        self.db_connection_alarm.add_alarm_action(actions.SnsAction(self.failover_topic))
