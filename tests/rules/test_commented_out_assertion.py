from __future__ import annotations

import pytest

from testguard.model.finding import Confidence
from testguard.rules.commented_out_assertion import commented_out_assertion
from testguard.testing import check_examples, check_source

CDK_INIT = """import aws_cdk as core
import aws_cdk.assertions as assertions

from tap.tap_stack import TapStack

# example tests. To run these tests, uncomment this file along with the example
# resource in tap/tap_stack.py
def test_sqs_queue_created():
    app = core.App()
    stack = TapStack(app, "tap")
    template = assertions.Template.from_stack(stack)

#     template.has_resource_properties("AWS::SQS::Queue", {
#         "VisibilityTimeout": 300
#     })
"""


def test_examples() -> None:
    check_examples(commented_out_assertion)


def test_the_sample_of_cdk_init_is_certain() -> None:
    stack = {"tap/tap_stack.py": "from aws_cdk import Stack\nclass TapStack(Stack):\n    pass\n"}
    [offence] = check_source(commented_out_assertion, CDK_INIT, others=stack)
    assert (offence.symbol, offence.span.line) == ("test_sqs_queue_created", 8)
    assert offence.confidence is Confidence.CERTAIN
    assert "line 13" in offence.message


@pytest.mark.parametrize(
    "source",
    [
        "def test_a():\n    x = 1\n    # assert x == 1\n",
        "class TestA:\n    def test_a(self):\n        x = 1\n        # self.assertEqual(x, 1)\n",
        "async def test_a():\n    x = 1\n    # assert x == 1\n    # assert x < 2\n",
    ],
)
def test_a_test_without_a_live_assertion_is_one_certain_finding(source: str) -> None:
    [offence] = check_source(commented_out_assertion, source)
    assert offence.confidence is Confidence.CERTAIN
    assert offence.tests == ("test_a",)


def test_an_assertion_beside_live_ones_is_possible_and_pointed_at() -> None:
    source = (
        "def test_a():\n    assert f() == 1\n    # assert f() == 2\n    # assert f(\n    #   3)\n"
    )
    [offence] = check_source(commented_out_assertion, source)
    assert (offence.span.line, offence.span.end_line) == (3, 5)
    assert offence.confidence is Confidence.POSSIBLE
    assert "2 assertions" in offence.message


def test_assertions_with_lines_between_are_findings_of_their_own() -> None:
    source = "def test_a():\n    # assert f(1)\n    assert f(2)\n    # assert f(3)\n"
    offences = check_source(commented_out_assertion, source)
    assert [offence.span.line for offence in offences] == [2, 4]


@pytest.mark.parametrize(
    "source",
    [
        "def test_a():\n    # ASSERT\n    # assert response\n    # assert that x\n    f()\n",
        'def test_a():\n    # mocker.patch("a.b")\n    assert f()\n',
        "def helper():\n    # assert f() == 1\n    pass\n",
        "# def test_a():\n#     assert f() == 1\n",
    ],
)
def test_what_is_no_commented_out_assertion_is_left_alone(source: str) -> None:
    assert check_source(commented_out_assertion, source) == []
