"""A multi-region Aurora MySQL global database with Route53 failover."""

import re
from typing import Optional

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions

ENGINE_VERSION = "8.0.mysql_aurora.3.04.0"
MYSQL_PORT = 3306
SUFFIX = re.compile(r"[a-z][a-z0-9-]{0,18}[a-z0-9]")
ZONE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
REGIONS = ("us-east-1", "us-east-2", "us-west-2", "eu-west-1", "eu-central-1")
LONGEST_RETENTION_DAYS = 35  # what Aurora allows
INSTANCE_CLASSES = {"prod": "db.r6g.large"}
CHEAP_INSTANCE_CLASS = "db.t4g.medium"  # the smallest that Aurora MySQL 3 runs on for good


class TapStackArgs:
    """Arguments of the TapStack component.

    Args:
        environment_suffix: Suffix of every resource name; "dev" when left out.
        tags: Tags of every resource.
        primary_region: Region of the writer cluster.
        secondary_region: Region of the read-only cluster.
        db_username: Master user name.
        backup_retention_days: Days that backups are kept.
        hosted_zone_name: Private zone that holds the failover record.
    """

    def __init__(
        self,
        environment_suffix: Optional[str] = None,
        tags: Optional[dict] = None,
        primary_region: Optional[str] = None,
        secondary_region: Optional[str] = None,
        db_username: Optional[str] = None,
        backup_retention_days: Optional[int] = None,
        hosted_zone_name: Optional[str] = None,
    ):
        self.environment_suffix = environment_suffix or 'dev'
        self.tags = tags or {}
        self.primary_region = primary_region or 'us-east-1'
        self.secondary_region = secondary_region or 'us-west-2'
        self.db_username = db_username or 'admin'
        self.backup_retention_days = 7 if backup_retention_days is None else backup_retention_days
        self.hosted_zone_name = hosted_zone_name or 'db.internal'
        self._validate()

    @property
    def instance_class(self) -> str:
        """Production gets what it needs; every other environment gets what is cheap."""
        return INSTANCE_CLASSES.get(self.environment_suffix, CHEAP_INSTANCE_CLASS)

    def _validate(self) -> None:
        if not SUFFIX.fullmatch(self.environment_suffix):
            raise ValueError(
                "environment_suffix must be 2 to 20 lower-case letters, digits and hyphens, "
                f"not {self.environment_suffix!r}"
            )
        if self.primary_region not in REGIONS:
            raise ValueError(f"primary_region must be one of {', '.join(REGIONS)}")
        if self.secondary_region not in REGIONS:
            raise ValueError(f"secondary_region must be one of {', '.join(REGIONS)}")
        if self.primary_region == self.secondary_region:
            raise ValueError("the secondary region must not be the primary region")
        if not 1 <= self.backup_retention_days <= LONGEST_RETENTION_DAYS:
            raise ValueError(
                f"backup_retention_days must be from 1 to {LONGEST_RETENTION_DAYS}, "
                f"not {self.backup_retention_days}"
            )
        if not ZONE.fullmatch(self.hosted_zone_name):
            raise ValueError(f"hosted_zone_name must be a domain, not {self.hosted_zone_name!r}")


class TapStack(pulumi.ComponentResource):
    """The whole system: networks, clusters, health check, DNS and alarms in two regions."""

    def __init__(
        self,
        name: str,
        args: TapStackArgs,
        opts: Optional[ResourceOptions] = None,
    ):
        super().__init__('tap:stack:TapStack', name, None, opts)

        self.environment_suffix = args.environment_suffix
        self.tags = {
            **args.tags,
            'Environment': args.environment_suffix,
            'ManagedBy': 'pulumi',
        }
        self.args = args

        self.primary_provider = aws.Provider(
            f"primary-provider-{self.environment_suffix}",
            region=args.primary_region,
            opts=ResourceOptions(parent=self),
        )
        self.secondary_provider = aws.Provider(
            f"secondary-provider-{self.environment_suffix}",
            region=args.secondary_region,
            opts=ResourceOptions(parent=self),
        )

        self._create_networks()
        self._create_secret()
        self._create_clusters()
        self._create_failover()
        self._create_alarms()

        self.register_outputs({
            'global_cluster_id': self.global_cluster.id,
            'primary_endpoint': self.primary_cluster.endpoint,
            'secondary_endpoint': self.secondary_cluster.endpoint,
            'health_check_id': self.primary_health_check.id,
        })

    def _options(self, provider: aws.Provider, **more) -> ResourceOptions:
        return ResourceOptions(parent=self, provider=provider, **more)

    def _create_networks(self) -> None:
        self.primary_subnet_group = self._network('primary', self.primary_provider, '10.0', self.args.primary_region)
        self.secondary_subnet_group = self._network(
            'secondary', self.secondary_provider, '10.1', self.args.secondary_region
        )

    def _network(self, role: str, provider: aws.Provider, prefix: str, region: str):
        suffix = self.environment_suffix
        vpc = aws.ec2.Vpc(
            f"{role}-vpc-{suffix}",
            cidr_block=f"{prefix}.0.0/16",
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags=self.tags,
            opts=self._options(provider),
        )
        subnets = []
        for index, zone in enumerate(('a', 'b', 'c')):
            subnet = aws.ec2.Subnet(
                f"{role}-subnet-{zone}-{suffix}",
                vpc_id=vpc.id,
                cidr_block=f"{prefix}.{index}.0/24",
                availability_zone=f"{region}{zone}",
                tags=self.tags,
                opts=self._options(provider),
            )
            subnets.append(subnet)
        security_group = aws.ec2.SecurityGroup(
            f"{role}-aurora-sg-{suffix}",
            vpc_id=vpc.id,
            description="Aurora MySQL access from inside the VPC",
            ingress=[{
                'protocol': 'tcp',
                'from_port': MYSQL_PORT,
                'to_port': MYSQL_PORT,
                'cidr_blocks': [f"{prefix}.0.0/16"],
            }],
            tags=self.tags,
            opts=self._options(provider),
        )
        setattr(self, f"{role}_vpc", vpc)
        setattr(self, f"{role}_security_group", security_group)
        group = aws.rds.SubnetGroup(
            f"{role}-subnet-group-{suffix}",
            subnet_ids=[subnet.id for subnet in subnets],
            tags=self.tags,
            opts=self._options(provider),
        )
        return group

    def _create_secret(self) -> None:
        suffix = self.environment_suffix
        self.password = aws.secretsmanager.get_random_password_output(
            password_length=32,
            exclude_punctuation=True,
            opts=pulumi.InvokeOutputOptions(parent=self, provider=self.primary_provider),
        )
        self.secret = aws.secretsmanager.Secret(
            f"aurora-master-{suffix}",
            description="Master password of the Aurora global database",
            tags=self.tags,
            opts=self._options(self.primary_provider),
        )
        self.secret_version = aws.secretsmanager.SecretVersion(
            f"aurora-master-version-{suffix}",
            secret_id=self.secret.id,
            secret_string=pulumi.Output.secret(self.password.random_password),
            opts=self._options(self.primary_provider),
        )

    def _create_clusters(self) -> None:
        suffix = self.environment_suffix
        self.global_cluster = aws.rds.GlobalCluster(
            f"aurora-global-{suffix}",
            global_cluster_identifier=f"aurora-global-{suffix}",
            engine="aurora-mysql",
            engine_version=ENGINE_VERSION,
            database_name="appdb",
            storage_encrypted=True,
            opts=self._options(self.primary_provider),
        )
        self.primary_cluster = aws.rds.Cluster(
            f"aurora-primary-{suffix}",
            cluster_identifier=f"aurora-primary-{suffix}",
            engine="aurora-mysql",
            engine_version=ENGINE_VERSION,
            global_cluster_identifier=self.global_cluster.id,
            database_name="appdb",
            master_username=self.args.db_username,
            master_password=pulumi.Output.secret(self.password.random_password),
            db_subnet_group_name=self.primary_subnet_group.name,
            vpc_security_group_ids=[self.primary_security_group.id],
            backup_retention_period=self.args.backup_retention_days,
            storage_encrypted=True,
            skip_final_snapshot=True,
            tags=self.tags,
            opts=self._options(self.primary_provider),
        )
        self.primary_instances = []
        for index in range(2):
            instance = aws.rds.ClusterInstance(
                f"aurora-primary-{index}-{suffix}",
                cluster_identifier=self.primary_cluster.id,
                engine="aurora-mysql",
                instance_class=self.args.instance_class,
                tags=self.tags,
                opts=self._options(self.primary_provider),
            )
            self.primary_instances.append(instance)
        self.secondary_cluster = aws.rds.Cluster(
            f"aurora-secondary-{suffix}",
            cluster_identifier=f"aurora-secondary-{suffix}",
            engine="aurora-mysql",
            engine_version=ENGINE_VERSION,
            global_cluster_identifier=self.global_cluster.id,
            db_subnet_group_name=self.secondary_subnet_group.name,
            vpc_security_group_ids=[self.secondary_security_group.id],
            backup_retention_period=self.args.backup_retention_days,
            storage_encrypted=True,
            skip_final_snapshot=True,
            tags=self.tags,
            opts=self._options(self.secondary_provider, depends_on=self.primary_instances),
        )
        self.secondary_instances = []
        for index in range(2):
            instance = aws.rds.ClusterInstance(
                f"aurora-secondary-{index}-{suffix}",
                cluster_identifier=self.secondary_cluster.id,
                engine="aurora-mysql",
                instance_class=self.args.instance_class,
                tags=self.tags,
                opts=self._options(self.secondary_provider),
            )
            self.secondary_instances.append(instance)

    def _create_failover(self) -> None:
        suffix = self.environment_suffix
        self.primary_endpoint_check = aws.route53.HealthCheck(
            f"primary-endpoint-health-{suffix}",
            type="TCP",
            fqdn=self.primary_cluster.endpoint,
            port=MYSQL_PORT,
            request_interval=30,
            failure_threshold=3,
            tags=self.tags,
            opts=self._options(self.primary_provider),
        )
        self.primary_health_check = aws.route53.HealthCheck(
            f"primary-health-{suffix}",
            type="CALCULATED",
            child_healthchecks=[self.primary_endpoint_check.id],
            child_health_threshold=1,
            tags=self.tags,
            opts=self._options(self.primary_provider),
        )
        self.hosted_zone = aws.route53.Zone(
            f"aurora-zone-{suffix}",
            name=self.args.hosted_zone_name,
            vpcs=[{'vpc_id': self.primary_vpc.id, 'vpc_region': self.args.primary_region}],
            tags=self.tags,
            opts=self._options(self.primary_provider),
        )
        self.primary_record = self._record('primary', 'PRIMARY', self.primary_cluster.endpoint)
        self.secondary_record = self._record('secondary', 'SECONDARY', self.secondary_cluster.reader_endpoint)

    def _record(self, role: str, failover: str, endpoint: pulumi.Output) -> aws.route53.Record:
        health_check_id = self.primary_health_check.id if role == 'primary' else None
        return aws.route53.Record(
            f"aurora-{role}-record-{self.environment_suffix}",
            zone_id=self.hosted_zone.zone_id,
            name="aurora",
            type="CNAME",
            ttl=60,
            records=[endpoint],
            set_identifier=role,
            failover_routing_policies=[{'type': failover}],
            health_check_id=health_check_id,
            opts=self._options(self.primary_provider),
        )

    def _create_alarms(self) -> None:
        suffix = self.environment_suffix
        self.alarm_topic = aws.sns.Topic(
            f"aurora-alarms-{suffix}",
            tags=self.tags,
            opts=self._options(self.primary_provider),
        )
        self.lag_alarm = aws.cloudwatch.MetricAlarm(
            f"aurora-replication-lag-{suffix}",
            namespace="AWS/RDS",
            metric_name="AuroraGlobalDBReplicationLag",
            statistic="Average",
            comparison_operator="GreaterThanThreshold",
            threshold=1000,
            period=60,
            evaluation_periods=3,
            alarm_actions=[self.alarm_topic.arn],
            dimensions={'DBClusterIdentifier': self.secondary_cluster.cluster_identifier},
            tags=self.tags,
            opts=self._options(self.secondary_provider),
        )
