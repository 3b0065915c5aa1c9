"""Both stacks, deployed to moto's CloudFormation: what exists, and whether it fails over."""

import io
import json
import zipfile
from pathlib import Path

import aws_cdk as cdk
import boto3
import pytest
from moto import mock_aws
from moto.rds import rds_backends

import tap
from lib.handlers.failover import handler

ACCOUNT = "123456789012"


@pytest.fixture(scope="module")
def assembly(tmp_path_factory):
    """The app, synthesised for any account, so that the zones are the cloud's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CDK_DEFAULT_ACCOUNT", raising=False)
        app = cdk.App(outdir=str(tmp_path_factory.mktemp("cdk.out")))
        tap.build(app)
        return app.synth()


@pytest.fixture(scope="module")
def cloud():
    """A cloud for all tests of this file, and no way to the real one."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            patch.setenv(name, "testing")
        patch.setenv("AWS_DEFAULT_REGION", tap.PRIMARY_REGION)
        with mock_aws():
            yield


@pytest.fixture(scope="module")
def deployed(assembly, cloud):
    """The outputs of both stacks, by the name of the stack."""
    outputs = {}
    for name in ("TapStackdev", "TapStackReplicadev"):
        stack = assembly.get_stack_by_name(name)
        region = stack.environment.region
        bootstrap(stack, region)
        client = boto3.client("cloudformation", region_name=region)
        client.create_stack(
            StackName=stack.stack_name,
            TemplateBody=json.dumps(deployable(stack.template)),
            Capabilities=["CAPABILITY_IAM"],
        )
        [found] = client.describe_stacks(StackName=stack.stack_name)["Stacks"]
        assert found["StackStatus"] == "CREATE_COMPLETE"
        outputs[stack.stack_name] = {
            each["OutputKey"]: each["OutputValue"] for each in found["Outputs"]
        }
    return outputs


def deployable(template):
    """The template without what moto would look for in the region of the replica's source."""
    for resource in template["Resources"].values():
        if "SourceDBInstanceIdentifier" in resource.get("Properties", {}):
            del resource["Properties"]["DBSubnetGroupName"]
    return template


def bootstrap(stack, region):
    """What `cdk bootstrap` and the upload of assets leave in a region."""
    boto3.client("ssm", region_name=region).put_parameter(
        Name="/cdk-bootstrap/hnb659fds/version", Value="30", Type="String"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        source = Path(tap.__file__).parent / "lib" / "handlers" / "failover.py"
        archive.write(source, "failover.py")
    s3 = boto3.client("s3", region_name=region)
    bucket = f"cdk-hnb659fds-assets-{ACCOUNT}-{region}"
    place = {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=bucket, **({} if region == "us-east-1" else place))
    for resource in stack.template["Resources"].values():
        if resource["Type"] == "AWS::Lambda::Function":
            key = resource["Properties"]["Code"]["S3Key"]
            s3.put_object(Bucket=bucket, Key=key, Body=buffer.getvalue())


def instance(name, region):
    """A database instance, as RDS describes it."""
    rds = boto3.client("rds", region_name=region)
    return rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]


def test_the_primary_runs_in_its_region_in_two_zones(deployed):
    primary = instance("primary-db-dev", "us-east-1")
    assert primary["DBInstanceClass"] == "db.r6g.large"
    assert primary["MultiAZ"] is True
    assert primary["StorageEncrypted"] is True
    assert primary["BackupRetentionPeriod"] == 7
    assert deployed["TapStackdev"]["PrimaryEndpoint"] == primary["Endpoint"]["Address"]


def test_the_replica_runs_in_the_other_region_and_copies_the_primary(deployed):
    primary, replica = instance("primary-db-dev", "us-east-1"), instance("replica-db-dev", "eu-west-1")
    assert replica["ReadReplicaSourceDBInstanceIdentifier"] == primary["DBInstanceArn"]
    assert replica["DBInstanceClass"] == "db.r6g.large"
    assert deployed["TapStackReplicadev"]["ReplicaEndpoint"] == replica["Endpoint"]["Address"]


def test_the_health_check_follows_an_alarm(deployed):
    health_check = boto3.client("route53").get_health_check(
        HealthCheckId=deployed["TapStackdev"]["HealthCheckId"]
    )["HealthCheck"]["HealthCheckConfig"]
    assert health_check["Type"] == "CLOUDWATCH_METRIC"


def test_the_function_with_the_environment_of_its_stack_promotes_the_replica(deployed, monkeypatch):
    function = boto3.client("lambda", region_name="us-east-1").get_function_configuration(
        FunctionName=deployed["TapStackdev"]["FailoverFunctionArn"]
    )
    assert rds_backends[ACCOUNT]["eu-west-1"].databases["replica-db-dev"].is_replica
    for name, value in function["Environment"]["Variables"].items():
        monkeypatch.setenv(name, value)
    assert json.loads(handler({}, None)["body"]) == {"promoted": "replica-db-dev"}
    assert not rds_backends[ACCOUNT]["eu-west-1"].databases["replica-db-dev"].is_replica
