from __future__ import annotations

import json
from collections.abc import Callable

import pulumi_aws as aws
import pytest

from testguard.model.resource import Built
from testguard_pulumi.functions import answer
from testguard_pulumi.subject import Subject

# Importing services of pulumi_aws warns of what is deprecated in them.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
Build = Callable[..., Built]
ZONES = "aws:index/getAvailabilityZones:getAvailabilityZones"


def test_zones_are_those_of_the_region() -> None:
    made = answer(Subject(ZONES, region="us-west-2"), aws.GetAvailabilityZonesResult)
    assert made["names"] == ["us-west-2a", "us-west-2b", "us-west-2c"]
    assert made["zoneIds"][0] == "usw2-az1"
    assert made["groupNames"]


def test_a_function_without_a_result_type_gives_its_arguments_back() -> None:
    made = answer(Subject("acme:index:lookup", given={"key": 5}), None)
    assert made["key"] == 5


def test_a_policy_document_is_rendered_from_its_statements(build: Build) -> None:
    exports = build(
        """
        import pulumi, pulumi_aws as aws
        bucket = aws.s3.Bucket("logs", bucket="logs")
        statement = dict(
            sid="Read", actions=["s3:GetObject"], resources=[bucket.arn.apply(lambda a: a + "/*")],
            principals=[dict(type="Service", identifiers=["a.example", "b.example"])],
            conditions=[dict(test="Bool", variable="aws:SecureTransport", values=["true"])])
        document = aws.iam.get_policy_document_output(statements=[statement])
        pulumi.export("json", document.json)
        """
    ).graph.exports
    assert json.loads(exports["json"]) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Sid": "Read",
                "Action": "s3:GetObject",
                "Resource": "arn:aws:s3:::logs/*",
                "Principal": {"Service": ["a.example", "b.example"]},
                "Condition": {"Bool": {"aws:SecureTransport": "true"}},
            }
        ],
    }


@pytest.mark.parametrize(
    ("principals", "rendered"),
    [
        ([{"type": "*", "identifiers": ["*"]}], "*"),
        ([{"type": "AWS", "identifiers": ["a"]}], {"AWS": "a"}),
    ],
)
def test_principals_are_rendered_as_the_provider_does(
    principals: list[dict[str, object]], rendered: object
) -> None:
    token = "aws:iam/getPolicyDocument:getPolicyDocument"
    given = {"statements": [{"effect": "Deny", "principals": principals}]}
    made = answer(Subject(token, given=given), aws.iam.GetPolicyDocumentResult)
    [statement] = json.loads(made["json"])["Statement"]
    assert statement == {"Effect": "Deny", "Principal": rendered}


def test_plain_and_output_forms_follow_the_provider_they_are_given(build: Build) -> None:
    exports = build(
        """
        import pulumi, pulumi_aws as aws
        there = aws.Provider("there", region="ap-south-1")
        zones = aws.get_availability_zones_output(
            opts=pulumi.InvokeOutputOptions(provider=there))
        account = aws.get_caller_identity()
        ami = aws.ec2.get_ami(most_recent="true", owners=["amazon"])
        pulumi.export("zone", zones.names[0])
        pulumi.export("here", aws.get_region().region)
        pulumi.export("account", account.account_id)
        pulumi.export("ami", ami.id)
        pulumi.export("owners", ami.owners)
        """
    ).graph.exports
    assert exports["zone"] == "ap-south-1a"
    assert exports["here"] == "us-east-1"
    assert exports["account"] == "123456789012"
    assert exports["ami"].startswith("ami-")
    assert exports["owners"] == ["amazon"]


def test_an_invoke_transform_changes_the_arguments(build: Build) -> None:
    exports = build(
        """
        import pulumi, pulumi_aws as aws
        pulumi.runtime.register_invoke_transform(
            lambda args: pulumi.InvokeTransformResult({**args.args, "owners": ["self"]}, args.opts))
        pulumi.export("owners", aws.ec2.get_ami(owners=["amazon"]).owners)
        """
    ).graph.exports
    assert exports["owners"] == ["self"]
