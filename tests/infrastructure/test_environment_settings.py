from __future__ import annotations

import pytest

from testguard.infrastructure.environment_settings import Settings, environment_settings
from testguard.infrastructure.functions import declared_functions
from testguard.infrastructure.values import Values
from testguard.suite.module import Module

HEAD = "import pulumi\nimport pulumi_aws as aws\nfrom aws_cdk import aws_lambda as _lambda\n"
CDK = '_lambda.Function(self, "Fn", handler="index.run", code=_lambda.Code.from_asset("code"){})\n'
PULUMI = 'aws.lambda_.Function("fn", handler="index.run", code=pulumi.FileArchive("code"){})\n'


def settings(text: str) -> Settings | None:
    module = Module("stack.py", HEAD + text)
    values = Values(module)
    [declared] = declared_functions(module, values)
    return environment_settings(declared, values)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (CDK.format(""), set()),
        (CDK.format(', environment={"A": "x", "B": table.name}'), {"A", "B"}),
        (CDK.format(', environment=dict(A="x")'), {"A"}),
        ('SHARED = {"A": "x"}\n' + CDK.format(', environment={**SHARED, "B": "y"}'), {"A", "B"}),
        ('SHARED = {"A": "x"}\n' + CDK.format(', environment=SHARED | {"B": "y"}'), {"A", "B"}),
        ('KEY = "A"\n' + CDK.format(', environment={KEY: "x"}'), {"A"}),
        (PULUMI.format(', environment={"variables": {"A": "x"}}'), {"A"}),
        (
            PULUMI.format(
                ', environment=aws.lambda_.FunctionEnvironmentArgs(variables={"A": "x"})'
            ),
            {"A"},
        ),
    ],
)
def test_what_a_declaration_sets_is_known(text: str, names: set[str]) -> None:
    found = settings(text)
    assert found is not None
    assert set(found.variables) == names


def test_a_call_of_its_own_adds_to_it() -> None:
    found = settings(f'fn = {CDK.format("")}fn.add_environment("A", "x")\n')
    assert found is not None
    assert found.variables == {}
    assert found.added == {"A"}


@pytest.mark.parametrize(
    "text",
    [
        CDK.format(", **options"),
        CDK.format(", environment=make()"),
        CDK.format(', environment={**make(), "A": "x"}'),
        CDK.format(', environment={name(): "x"}'),
        f"fn = {CDK.format('')}fn.add_environment(key, 'x')\n",
        PULUMI.format(", environment=env"),
        PULUMI.format(", environment={}"),
    ],
)
def test_what_cannot_be_told_completely_is_not_told(text: str) -> None:
    assert settings(text) is None
