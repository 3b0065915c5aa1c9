"""The read replica in another region, with a network of its own."""

import re
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_rds as rds
from constructs import Construct

from .suffix import checked

_DATABASE_ARN = re.compile(r"arn:[^:]+:rds:[^:]+:[^:]+:db:[^:]+")
REGIONAL_KEY = "alias/aws/rds"  # an encrypted copy in another region needs a key of that region


class ReplicaStackProps:
    """Properties of ReplicaStack.

    Args:
        environment_suffix: Suffix of every resource name.
        source_db_arn: ARN of the primary; a replica in another region takes nothing less.
        vpc_cidr: Address range of the VPC; it must not overlap the primary's.
    """

    def __init__(
        self, environment_suffix: str, source_db_arn: str, vpc_cidr: str = "10.1.0.0/16"
    ) -> None:
        if not cdk.Token.is_unresolved(source_db_arn) and not _DATABASE_ARN.fullmatch(source_db_arn):
            raise ValueError(f"source_db_arn {source_db_arn!r} is no ARN of a database instance")
        self.environment_suffix = checked(environment_suffix)
        self.source_db_arn = source_db_arn
        self.vpc_cidr = vpc_cidr


class ReplicaStack(cdk.Stack):
    """VPC and PostgreSQL read replica."""

    def __init__(
        self, scope: Construct, construct_id: str, props: ReplicaStackProps, **kwargs: Any
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)
        suffix = props.environment_suffix
        self.replica_vpc = ec2.Vpc(
            self,
            "ReplicaVpc",
            vpc_name=f"dr-replica-vpc-{suffix}",
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
            "ReplicaSecurityGroup",
            vpc=self.replica_vpc,
            description="PostgreSQL from inside the VPC",
            allow_all_outbound=False,
        )
        self.security_group.add_ingress_rule(
            ec2.Peer.ipv4(props.vpc_cidr), ec2.Port.tcp(5432), "PostgreSQL from inside the VPC"
        )
        self.subnet_group = rds.SubnetGroup(
            self,
            "ReplicaSubnetGroup",
            description="Isolated subnets of the replica",
            vpc=self.replica_vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
        )
        self.replica_db = rds.CfnDBInstance(
            self,
            "ReplicaDatabase",
            db_instance_identifier=f"replica-db-{suffix}",
            source_db_instance_identifier=props.source_db_arn,
            db_instance_class="db.r6g.large",
            db_subnet_group_name=self.subnet_group.subnet_group_name,
            vpc_security_groups=[self.security_group.security_group_id],
            kms_key_id=REGIONAL_KEY,
            storage_encrypted=True,
            backup_retention_period=7,
            enable_cloudwatch_logs_exports=["postgresql"],
            publicly_accessible=False,
        )
        cdk.CfnOutput(self, "ReplicaEndpoint", value=self.replica_db.attr_endpoint_address)
