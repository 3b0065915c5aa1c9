from __future__ import annotations

import pytest

from testguard.rules.stub_handler import stub_handler
from testguard.testing import check_examples, check_source

INLINE = '''import pulumi
import pulumi_aws as aws

aws.lambda_.Function(
    "failover",
    handler="index.handler",
    code=pulumi.AssetArchive({{"index.py": pulumi.StringAsset("""{}""")}}),
)
'''


def confidences(body: str) -> list[str]:
    source = f"import json\n\n\ndef handler(event, context):\n{body}\n\n\ndef other(x):\n    pass\n"
    found = check_source(stub_handler, source, path="lambda/failover.py")
    return [str(each.confidence) for each in found]


def test_examples() -> None:
    check_examples(stub_handler)


@pytest.mark.parametrize(
    ("body", "confidence"),
    [
        ("    pass", "certain"),
        ("    ...", "certain"),
        ('    """Fails over."""', "certain"),
        ("    return None", "certain"),
        ("    return", "certain"),
        ('    print(event)\n    return {"statusCode": 200}', "likely"),
        ('    logger.info("hello")', "likely"),
        ('    return {"statusCode": 200, "body": json.dumps("Hello")}', "likely"),
        ('    return "ok"', "likely"),
    ],
)
def test_handlers_that_do_nothing_are_reported(body: str, confidence: str) -> None:
    assert confidences(body) == [confidence]


@pytest.mark.parametrize(
    "body",
    [
        '    return {"statusCode": 200, "body": event["body"]}',
        '    return {"statusCode": 200, "body": json.dumps(event)}',
        "    return work(event)",
        "    raise NotImplementedError",
        "    x = 1\n    return x",
        "    for each in event:\n        pass",
    ],
)
def test_handlers_that_do_something_are_left_alone(body: str) -> None:
    assert confidences(body) == []


def test_code_in_a_string_is_a_handler_too() -> None:
    [offence] = check_source(stub_handler, INLINE.format("def handler(e, c):\n    pass\n"))
    assert offence.span.line == 7
    assert "`handler` of failover does nothing" in offence.message
    assert check_source(stub_handler, INLINE.format("def handler(e, c):\n    return f(e)\n")) == []


def test_saying_what_something_else_does_is_doing_it() -> None:
    assert confidences("    print(common.layer_function())") == []
    assert confidences('    logger.info("done: %s", sweep(event))\n    return {}') == []
    assert confidences("    print(json.dumps(event), str(event), repr(context))") == ["likely"]
    assert confidences('    print("{}".format(event["source"]), event.get("detail"))') == ["likely"]
