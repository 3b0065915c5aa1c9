from __future__ import annotations

import pytest

from testguard.rules.handler_environment_mismatch import handler_environment_mismatch
from testguard.testing import check_examples, check_source

CDK = """from aws_cdk import Stack, aws_lambda

class S(Stack):
    def __init__(self, scope, id, extra):
        common = {{"TABLE": "t"}}
        fn = aws_lambda.Function(
            self, "Failover", runtime=aws_lambda.Runtime.PYTHON_3_12, handler="failover.handler",
            code=aws_lambda.Code.from_asset("lambda"), {environment}
        )
        {after}
"""
PULUMI = """import pulumi
import pulumi_aws as aws

aws.lambda_.Function(
    "failover", handler="failover.handler", runtime="python3.12", role=role.arn,
    code=pulumi.AssetArchive({{".": pulumi.FileArchive("./lambda")}}), {environment}
)
"""


def symbols(stack: str, handler: str, **files: str) -> list[str]:
    others = {"lambda/failover.py": handler} | {f"lambda/{k}.py": text for k, text in files.items()}
    return [
        each.symbol for each in check_source(handler_environment_mismatch, stack, others=others)
    ]


def cdk(environment: str, handler: str, after: str = "pass") -> list[str]:
    given = f"environment={environment}," if environment else ""
    return symbols(CDK.format(environment=given, after=after), handler)


def pulumi(environment: str, handler: str) -> list[str]:
    given = f"environment={environment}," if environment else ""
    return symbols(PULUMI.format(environment=given), handler)


def reading(*names: str) -> str:
    lines = [f"    os.environ[{name!r}]" for name in names] or ["    return event"]
    return "\n".join(["import os", "", "def handler(event, context):", *lines, ""])


def test_examples() -> None:
    check_examples(handler_environment_mismatch)


@pytest.mark.parametrize("environment", ["", "{}", '{"TABLE": "t"}'])
def test_what_is_read_and_not_set_is_reported(environment: str) -> None:
    names = ["TABLE", "TOPIC"] if environment == '{"TABLE": "t"}' else ["TOPIC"]
    nested = f'{{"variables": {environment}}}' if environment else ""
    assert cdk(environment, reading(*names)) == ["TOPIC"]
    assert pulumi(nested, reading(*names)) == ["TOPIC"]


def test_what_is_set_and_not_read_is_reported() -> None:
    assert cdk('{"TABLE": "t", "TOPIC": "x"}', reading("TABLE")) == ["TOPIC"]
    args = 'aws.lambda_.FunctionEnvironmentArgs(variables={"TABLE": "t", "TOPIC": "x"})'
    assert pulumi(args, reading("TABLE")) == ["TOPIC"]


@pytest.mark.parametrize(
    ("environment", "after"),
    [
        ("extra", "pass"),
        ("{**extra}", "pass"),
        ("self.variables()", "pass"),
        ('{"TABLE": "t", key: "x"}', "pass"),
        ("common", 'common["TOPIC"] = 1'),
        ("{}", 'fn.add_environment("TOPIC", "x")'),
        ("{}", "fn.add_environment(key, 'x')"),
    ],
)
def test_what_may_be_set_is_not_missed(environment: str, after: str) -> None:
    assert cdk(environment, reading("TOPIC"), after) == []


@pytest.mark.parametrize("environment", ["common", "{**common}", "dict(TABLE='t')", "common | {}"])
def test_tables_are_followed(environment: str) -> None:
    assert cdk(environment, reading("TABLE")) == []
    assert cdk(environment, reading("TABLE", "TOPIC")) == ["TOPIC"]


@pytest.mark.parametrize(
    "body",
    [
        "    os.environ.get('TOPIC')",
        "    os.getenv('TOPIC', 'x')",
        "    if event:\n        os.environ['TOPIC']",
        "    try:\n        os.environ['TOPIC']\n    except KeyError:\n        pass",
        "    os.environ.setdefault('TOPIC', 'x')\n    os.environ['TOPIC']",
        "    if 'TOPIC' in os.environ:\n        return os.environ['TOPIC']",
        "    os.environ['AWS_REGION']",
        "    os.environ[event['name']]",
    ],
)
def test_what_a_handler_can_do_without_is_not_missed(body: str) -> None:
    handler = f"import os\n\ndef handler(event, context):\n{body}\n"
    assert cdk("{}", handler) == []


def test_a_failure_that_is_passed_on_is_still_missed() -> None:
    body = "    try:\n        os.environ['TOPIC']\n    except Exception as e:\n        raise Err from e"
    assert cdk("{}", f"import os\n\ndef handler(event, context):\n{body}\n") == ["TOPIC"]


def test_only_what_the_handler_calls_is_missed() -> None:
    handler = (
        "import os\n\ndef a():\n    return os.environ['A']\n\ndef b():\n    return os.environ['B']\n"
        "\ndef handler(event, context):\n    return a()\n"
    )
    assert cdk("{}", handler) == ["A"]


@pytest.mark.parametrize(
    "body",
    ["    dict(os.environ)", "    for k in os.environ: use(k)", "    os.environ[event['x']]"],
)
def test_nothing_is_unread_where_anything_may_be_read(body: str) -> None:
    handler = f"import os\n\ndef handler(event, context):\n{body}\n"
    assert cdk('{"TOPIC": "x"}', handler) == []


def test_nothing_is_unread_where_unknown_packages_may_read_it() -> None:
    assert cdk('{"TOPIC": "x"}', "import own_layer\n" + reading()) == []


def test_modules_beside_the_handler_read_too() -> None:
    stack = CDK.format(environment='environment={"TOPIC": "x"},', after="pass")
    handler = "from settings import topic\n\ndef handler(event, context):\n    return topic\n"
    assert symbols(stack, handler, settings="import os\ntopic = os.environ['TOPIC']\n") == []
    assert symbols(stack, handler, settings="import os\ntopic = os.environ['TABLE']\n") == [
        "TABLE",
        "TOPIC",
    ]


def test_settings_classes_are_read() -> None:
    handler = (
        "from pydantic import Field\nfrom pydantic_settings import BaseSettings, SettingsConfigDict\n\n"
        "class Settings(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='APP_')\n"
        "    table: str\n    topic: str = 'x'\n    own: str = Field(validation_alias='OWN')\n\n"
        "def handler(event, context):\n    return Settings()\n"
    )
    assert cdk('{"APP_TOPIC": "x", "OWN": "y"}', handler) == ["APP_TABLE"]
    assert cdk('{"APP_TABLE": "x", "APP_TOPIC": "x", "OWN": "y"}', handler) == []


def test_code_in_a_string_and_python_functions() -> None:
    inline = (
        "from aws_cdk import Stack, aws_lambda\n\nclass S(Stack):\n  def __init__(self):\n"
        '    aws_lambda.Function(self, "F", handler="index.handler", environment={},\n'
        "      code=aws_lambda.Code.from_inline('''import os\n"
        "def handler(e, c):\n    return os.environ[\"TOPIC\"]\n'''))\n"
    )
    assert symbols(inline, "") == ["TOPIC"]
    entry = (
        "from aws_cdk import aws_lambda_python_alpha as python\nimport os\n"
        'python.PythonFunction(self, "F", index="failover.py", environment={},\n'
        '  entry=os.path.join(os.path.dirname(__file__), "..", "lambda"))\n'
    )
    assert symbols(entry, reading("TOPIC")) == ["TOPIC"]
