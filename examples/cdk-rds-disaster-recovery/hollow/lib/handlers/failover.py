"""Promotes the read replica when the primary database is down."""

import json
import logging
import os

import boto3

logger = logging.getLogger()
logger.setLevel(logging.INFO)


def handler(event, context):
    """Fail over to the replica.

    Returns a response with the replica's new status.
    """
    primary_db_instance = os.environ['PRIMARY_DB_INSTANCE']
    environment_suffix = os.environ['ENVIRONMENT_SUFFIX']
    topic_arn = os.environ['ALERT_TOPIC_ARN']
    replica_db_instance = f"replica-db-{environment_suffix}"

    rds_client = boto3.client('rds')
    sns_client = boto3.client('sns')

    logger.info(f"Starting failover process for {primary_db_instance}")

    try:
        response = rds_client.describe_db_instances(DBInstanceIdentifier=replica_db_instance)
        status = response['DBInstances'][0]['DBInstanceStatus']
        if status != 'available':
            logger.error(f"Replica {replica_db_instance} is {status}")
            raise Exception("Replica not available")

        rds_client.promote_read_replica(
            DBInstanceIdentifier=replica_db_instance,
            BackupRetentionPeriod=int(os.environ['BACKUP_RETENTION_DAYS']),
        )
        sns_client.publish(
            TopicArn=topic_arn,
            Subject="Database failover",
            Message=f"{replica_db_instance} is being promoted",
        )
        logger.info(f"Promoted {replica_db_instance}")
        return {'statusCode': 200, 'body': json.dumps({'promoted': replica_db_instance})}
    except Exception as e:
        logger.error(f"Failover failed: {e}")
        raise Exception(f"Failover failed: {e}")
