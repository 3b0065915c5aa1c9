"""Both stacks as tap.py builds them, once for all tests that only ask."""

import aws_cdk as cdk
import pytest

import tap


@pytest.fixture(scope="session")
def stacks():
    """The primary and the replica."""
    return tap.build(cdk.App())
