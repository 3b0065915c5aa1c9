"""The failover function, against moto: a primary in one region, its replica in another."""

import json

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.rds import rds_backends
from moto.sns import sns_backends

from lib.handlers.failover import handler

PRIMARY_REGION, REPLICA_REGION = "us-east-1", "eu-west-1"


@pytest.fixture
def cloud(monkeypatch):
    """A cloud, the region the function runs in, and no way to the real one."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", PRIMARY_REGION)
    with mock_aws():
        yield


@pytest.fixture
def topic(cloud, monkeypatch):
    """The alert topic, and the variables that the stack sets."""
    sns = boto3.client("sns", region_name=PRIMARY_REGION)
    arn = sns.create_topic(Name="dr-alerts-test")["TopicArn"]
    monkeypatch.setenv("PRIMARY_DB_INSTANCE", "primary-db-test")
    monkeypatch.setenv("REPLICA_DB_INSTANCE", "replica-db-test")
    monkeypatch.setenv("REPLICA_REGION", REPLICA_REGION)
    monkeypatch.setenv("ALERT_TOPIC_ARN", arn)
    return arn


@pytest.fixture
def replica(topic):
    """A primary, and its replica in another region."""
    primary = boto3.client("rds", region_name=PRIMARY_REGION).create_db_instance(
        DBInstanceIdentifier="primary-db-test",
        DBInstanceClass="db.r6g.large",
        Engine="postgres",
        AllocatedStorage=100,
        BackupRetentionPeriod=7,
    )["DBInstance"]
    boto3.client("rds", region_name=REPLICA_REGION).create_db_instance_read_replica(
        DBInstanceIdentifier="replica-db-test",
        SourceDBInstanceIdentifier=primary["DBInstanceArn"],
        DBInstanceClass="db.r6g.large",
    )


def instance():
    """The replica as moto keeps it: what RDS answers does not tell whether it was promoted."""
    return rds_backends[DEFAULT_ACCOUNT_ID][REPLICA_REGION].databases["replica-db-test"]


def alerts(arn):
    """The messages that were published."""
    sent = sns_backends[DEFAULT_ACCOUNT_ID][PRIMARY_REGION].topics[arn].sent_notifications
    return [(each[2], each[1]) for each in sent]


def test_the_replica_is_promoted_in_its_own_region(replica, topic):
    assert instance().is_replica
    response = handler({}, None)
    assert response["statusCode"] == 200
    assert json.loads(response["body"]) == {"promoted": "replica-db-test"}
    assert not instance().is_replica


def test_the_alert_says_what_takes_over(replica, topic):
    handler({}, None)
    message = "replica-db-test in eu-west-1 takes over from primary-db-test"
    assert alerts(topic) == [("Database failover", message)]


def test_a_replica_that_is_not_available_is_not_promoted(replica, topic):
    instance().status = "modifying"
    with pytest.raises(ValueError, match="replica replica-db-test is modifying"):
        handler({}, None)
    assert instance().is_replica
    assert alerts(topic) == []


def test_a_replica_that_does_not_exist_is_an_error(topic):
    with pytest.raises(ClientError, match="DBInstanceNotFound"):
        handler({}, None)
    assert alerts(topic) == []


@pytest.mark.parametrize(
    "name", ["PRIMARY_DB_INSTANCE", "REPLICA_DB_INSTANCE", "REPLICA_REGION", "ALERT_TOPIC_ARN"]
)
def test_a_variable_that_is_not_set_is_an_error(topic, monkeypatch, name):
    monkeypatch.delenv(name)
    with pytest.raises(KeyError, match=name):
        handler({}, None)
