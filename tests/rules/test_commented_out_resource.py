from __future__ import annotations

import pytest

from testguard.rules.commented_out_resource import commented_out_resource
from testguard.testing import check_examples, check_source

HEAD = (
    "import pulumi\nimport pulumi_aws as aws\nfrom aws_cdk import aws_sqs as sqs\n"
    "from aws_cdk import aws_autoscaling as autoscaling\n"
    "from aws_cdk import aws_stepfunctions as stepfunctions\n"
)


def lines(body: str) -> list[int]:
    found = check_source(commented_out_resource, HEAD + body + "\n")
    return [offence.span.line - HEAD.count("\n") for offence in found]


def test_examples() -> None:
    check_examples(commented_out_resource)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('# aws.s3.Bucket("logs")', [1]),
        ('# logs = aws.s3.Bucket("logs", acl="private")', [1]),
        ('class A:\n    # self.queue = sqs.Queue(self, "Q")\n    pass', [2]),
        ('# prose before\n# self.queue = sqs.Queue(\n#     self,\n#     "Q",\n# )', [2]),
        ('# aws.s3.Bucket("a")\n# aws.s3.Bucket("b")', [1, 2]),
        ('x = 1\n## aws.s3.Bucket("logs")', [2]),
    ],
)
def test_whole_calls_of_resource_classes_are_reported(body: str, expected: list[int]) -> None:
    assert lines(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "# use aws.s3.Bucket() for logs",
        "# aws.s3.Bucket(...) would do",
        "# aws.s3.Bucket",
        '# gone = azure.storage.Account("a")',
        '# aws.s3.Bucket("logs",',
        '# options = aws.s3.BucketArgs(acl="private")',
        '# aws.s3.get_bucket("x")',
        '# autoscaling.BlockDevice(device_name="/dev/xvda", volume=v)',
        '# stepfunctions.Fail(self, "Fail", cause="x")',
        'aws.s3.Bucket("logs")  # aws.s3.Bucket("logs")',
        '"""\n# aws.s3.Bucket("logs")\n"""',
    ],
)
def test_prose_and_values_are_left_alone(body: str) -> None:
    assert lines(body) == []
