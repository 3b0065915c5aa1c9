"""Promotes the read replica when the primary database is down."""

import json
import logging
import os
from typing import Any

import boto3

logger = logging.getLogger()
logger.setLevel(logging.INFO)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Fail over to the replica, and tell the alert topic.

    Raises ValueError when the replica is not available, and botocore's ClientError when it cannot
    be found or promoted.
    """
    primary_db_instance = os.environ["PRIMARY_DB_INSTANCE"]
    replica_db_instance = os.environ["REPLICA_DB_INSTANCE"]
    replica_region = os.environ["REPLICA_REGION"]
    topic_arn = os.environ["ALERT_TOPIC_ARN"]
    rds_client = boto3.client("rds", region_name=replica_region)
    sns_client = boto3.client("sns", region_name=topic_arn.split(":")[3])

    logger.info("Starting failover process for %s", primary_db_instance)
    found = rds_client.describe_db_instances(DBInstanceIdentifier=replica_db_instance)
    replica = found["DBInstances"][0]
    if replica["DBInstanceStatus"] != "available":
        error_msg = f"replica {replica_db_instance} is {replica['DBInstanceStatus']}"
        logger.error(error_msg)
        raise ValueError(error_msg)

    rds_client.promote_read_replica(DBInstanceIdentifier=replica_db_instance)
    sns_client.publish(
        TopicArn=topic_arn,
        Subject="Database failover",
        Message=f"{replica_db_instance} in {replica_region} takes over from {primary_db_instance}",
    )
    logger.info("Promoted %s in %s", replica_db_instance, replica_region)
    return {"statusCode": 200, "body": json.dumps({"promoted": replica_db_instance})}
