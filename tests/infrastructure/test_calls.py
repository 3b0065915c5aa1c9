from __future__ import annotations

from testguard.infrastructure.calls import read_calls
from testguard.suite.module import Module

SOURCE = """
import pulumi_aws as aws
aws.s3.Bucket("logs", acl="private", opts=opts)
make(*names, **options)
"""


def test_calls_know_what_is_called_and_with_what() -> None:
    bucket, make = read_calls(Module("a.py", SOURCE))
    assert bucket.name == "pulumi_aws.s3.Bucket"
    assert [each.text() for each in bucket.positional] == ['"logs"']
    assert {key: each.text() for key, each in bucket.keywords.items()} == {
        "acl": '"private"',
        "opts": "opts",
    }
    assert (bucket.complete, make.complete) == (True, False)
    assert make.positional == ()


def test_an_argument_is_found_by_name_or_position() -> None:
    bucket = read_calls(Module("a.py", SOURCE))[0]
    found = [bucket.argument("acl"), bucket.argument("resource_name", 0), bucket.argument("x", 5)]
    assert [each.text() if each else None for each in found] == ['"private"', '"logs"', None]
