from __future__ import annotations

from pathlib import Path

import pytest

from testguard.infrastructure.functions import declared_functions
from testguard.infrastructure.handlers import handler_source
from testguard.infrastructure.values import Values
from testguard.suite.library import Library
from testguard.suite.module import Module

HEAD = (
    "import pulumi\nimport pulumi_aws as aws\nfrom aws_cdk import aws_lambda as _lambda\n"
    "from aws_cdk.aws_lambda_python_alpha import PythonFunction\n"
)
PULUMI = 'aws.lambda_.Function("fn", handler="index.run", code={})'
CDK = '_lambda.Function(self, "Fn", handler="index.run", code={})'


def read(tmp_path: Path, statement: str, files: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    """Label, function and entry of each function whose code is found."""
    library = Library(tmp_path)
    for path in files:
        library.add(Module(path, "def run(e, c):\n    return e\n"))
    module = Module("app/stack.py", f"{HEAD}{statement}\n")
    found = []
    for declared in declared_functions(module, Values(module)):
        source = handler_source(declared, module.path, library)
        if source is not None:
            found.append((declared.label, declared.function, source.entry.path))
    return found


@pytest.mark.parametrize(
    ("statement", "label"),
    [
        (CDK.format('_lambda.Code.from_asset("code")'), "Fn"),
        (CDK.format('_lambda.AssetCode("code")'), "Fn"),
        ('PythonFunction(self, "Fn", entry="code", index="index.py", handler="run")', "Fn"),
        (PULUMI.format('pulumi.FileArchive("./code")'), "fn"),
        (PULUMI.format('pulumi.AssetArchive({".": pulumi.FileArchive("code")})'), "fn"),
        (
            PULUMI.format('pulumi.AssetArchive({"index.py": pulumi.FileAsset("code/index.py")})'),
            "fn",
        ),
    ],
)
@pytest.mark.parametrize("place", ["code/index.py", "app/code/index.py"])
def test_the_code_of_a_function_is_found(
    tmp_path: Path, statement: str, label: str, place: str
) -> None:
    assert read(tmp_path, statement, (place,)) == [(label, "run", place)]


@pytest.mark.parametrize(
    "statement",
    [
        CDK.format('_lambda.Code.from_inline("def run(e, c): pass")'),
        PULUMI.format(
            'pulumi.AssetArchive({"index.py": pulumi.StringAsset("def run(e, c): pass")})'
        ),
    ],
)
def test_code_in_a_string_is_code_of_the_stack_module(tmp_path: Path, statement: str) -> None:
    assert [(function, entry) for _, function, entry in read(tmp_path, statement)] == [
        ("run", "app/stack.py")
    ]


@pytest.mark.parametrize(
    "statement",
    [
        CDK.format('_lambda.Code.from_asset("gone")'),
        CDK.format('_lambda.Code.from_bucket(bucket, "key")'),
        CDK.format("code"),
        CDK.format('_lambda.Code.from_inline(f"def {x}(): pass")'),
        CDK.format('_lambda.Code.from_asset("../../outside")'),
        CDK.format('_lambda.Code.from_asset("code")').replace("index.run", "run"),
        PULUMI.format("archive"),
        'other.Function("fn", handler="index.run", code=pulumi.FileArchive("code"))',
    ],
)
def test_code_that_cannot_be_told_is_left_alone(tmp_path: Path, statement: str) -> None:
    assert read(tmp_path, statement, ("code/index.py",)) == []
