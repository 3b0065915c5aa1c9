"""The module that generated tests share, rendered and imported; stacks for it are templates."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import util
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any

import pytest

from testguard.scaffold.render import environment_of
from testguard_cdk.node import kernel_environment
from testguard_moto.integration import MotoIntegration

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"},
        }
    ],
}
Make = Callable[..., Any]


@pytest.fixture
def support(tmp_path: Path) -> Iterator[Any]:
    """What `support.py.jinja` gives before anything is observed."""
    integration = MotoIntegration()
    context = {
        **integration.support(tmp_path),
        "program": "app.py",
        "project": {"up": 0, "down": ""},
        "beside": "integration_fixtures",
    }
    template = environment_of(integration.templates).get_template("support.py.jinja")
    path = tmp_path / "shared_support.py"
    path.write_text(template.render(context), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, kernel_environment():
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield _imported(path)


def _imported(path: Path) -> ModuleType:
    spec = util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    sys.modules[path.stem] = module
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules[path.stem]
    return module


@pytest.fixture
def stack(support: Any, tmp_path: Path) -> Make:
    """A stack with these resources, by logical id as type and properties."""

    def make(
        name: str = "Shop", region: str = "us-east-1", **resources: tuple[str, Mapping[str, Any]]
    ) -> Any:
        bodies = {
            id_: {
                "Type": type_,
                "Properties": dict(properties),
                "Metadata": {"aws:cdk:path": f"{name}/{id_}"},
            }
            for id_, (type_, properties) in resources.items()
        }
        return support.Stack(name, region, {"Resources": bodies}, [], tmp_path)

    return make


@pytest.fixture
def with_function(stack: Make) -> Make:
    """A stack of a function with inline code and these variables, and other resources."""

    def make(code: str, variables: Mapping[str, Any] | None = None, **resources: Any) -> Any:
        return stack(
            Role=("AWS::IAM::Role", {"AssumeRolePolicyDocument": TRUST}),
            Function=(
                "AWS::Lambda::Function",
                {
                    "Handler": "index.handler",
                    "Runtime": "python3.12",
                    "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                    "Code": {"ZipFile": dedent(code)},
                    "Environment": {"Variables": dict(variables or {})},
                },
            ),
            **resources,
        )

    return make


def with_outputs(stack: Any, **values: Any) -> Any:
    """A stack with these outputs."""
    outputs = {name: {"Value": value} for name, value in values.items()}
    template = {**stack.template, "Outputs": outputs}
    return type(stack)(stack.name, stack.region, template, stack.files, stack.folder)
