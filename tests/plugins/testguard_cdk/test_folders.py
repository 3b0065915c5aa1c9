from __future__ import annotations

from collections.abc import Callable

import pytest

from testguard.model.resource import Built

Build = Callable[..., Built]
HANDLER = "def handler(event, context):\n    return 1\n"
USES = {
    "a static method": "lambda_.Function(stack, 'It', runtime=lambda_.Runtime.PYTHON_3_11,"
    " handler='index.handler', code=lambda_.Code.from_asset('./src'))",
    "a property": "assets.Asset(stack, 'It', path='src')",
}


def test_the_name_of_a_file_that_only_goes_into_the_template_stays(build: Build) -> None:
    source = """
        import aws_cdk as cdk
        from aws_cdk import aws_codebuild as codebuild
        stack = cdk.Stack(cdk.App(), "Shop")
        codebuild.PipelineProject(
            stack, "Build", build_spec=codebuild.BuildSpec.from_source_filename("ci/build.yml")
        )
        """
    files = {"cdk.json": '{"app": "python3 app.py"}', "app.py": source, "ci/build.yml": "{}"}
    [project] = build(files).graph.of_type("AWS::CodeBuild::Project")
    assert project.properties["Source"]["BuildSpec"] == "ci/build.yml"


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_a_relative_asset_is_looked_for_where_the_app_runs(build: Build, use: str) -> None:
    source = f"""
        import aws_cdk as cdk
        from aws_cdk import aws_lambda as lambda_, aws_s3_assets as assets
        stack = cdk.Stack(cdk.App(), "Shop")
        {use}
        """
    files = {"cdk.json": '{"app": "python3 app.py"}', "app.py": source, "src/index.py": HANDLER}
    built = build(files)
    assert built.graph.name == "Shop"
    for function in built.graph.of_type("AWS::Lambda::Function"):
        assert function.options["assets"]["Code"]["$asset"]["path"] == "src"
