from __future__ import annotations

from collections.abc import Callable

import pytest

from testguard.model.project import Project

Discovered = Callable[..., Project]
PULUMI = "name: x\nruntime: python\n"
BUCKET = "import pulumi_aws as aws\naws.s3.Bucket('data')\n"
STACK = "from aws_cdk import Stack\nclass TapStack(Stack): pass\n"


def stacks(project: Project) -> dict[str, bool]:
    return {stack.path: stack.program for stack in project.stacks}


@pytest.mark.parametrize(
    ("yaml", "path"),
    [
        (PULUMI, "infra/__main__.py"),
        ("name: x\nruntime:\n  name: python\n  options: {}\n", "infra/__main__.py"),
        (PULUMI + "main: program.py\n", "infra/program.py"),
        (PULUMI + "main: src/\n", "infra/src/__main__.py"),
        (PULUMI + "main: ./src/main.py\n", "infra/src/main.py"),
    ],
)  # fmt: skip
def test_a_pulumi_project_names_its_program(discovered: Discovered, yaml: str, path: str) -> None:
    [stack] = discovered({"infra/Pulumi.yaml": yaml, path: BUCKET, "infra/other.py": BUCKET}).stacks
    assert (stack.path, stack.framework, stack.program) == (path, "pulumi", True)
    assert stack.origin == "infra/Pulumi.yaml"


@pytest.mark.parametrize("yaml", ["name: x\nruntime: nodejs\n", "", "- a\n", "runtime: python3\n"])
def test_a_project_of_another_language_names_none(discovered: Discovered, yaml: str) -> None:
    assert stacks(discovered({"Pulumi.yaml": yaml, "__main__.py": BUCKET})) == {}


def test_a_program_that_calls_functions_of_its_own_is_a_stack_module(
    discovered: Discovered,
) -> None:
    project = discovered(
        {
            "Pulumi.yaml": PULUMI,
            "__main__.py": "from network import make\nmake()\n",
            "network.py": "import pulumi_aws as aws\ndef make():\n    return aws.ec2.Vpc('v')\n",
        }
    )
    assert stacks(project) == {"__main__.py": True}


def test_a_program_spread_over_modules_is_where_the_resources_are(discovered: Discovered) -> None:
    project = discovered(
        {
            "Pulumi.yaml": PULUMI,
            "__main__.py": "import pulumi\nimport infra\npulumi.export('id', infra.bucket.id)\n",
            "infra.py": "import settings\nimport pulumi_aws as aws\nbucket = aws.s3.Bucket('b')\n",
            "settings.py": "import pulumi_aws as aws\nargs = aws.s3.BucketArgs('x')\nSIZE = 1\n",
        }
    )
    assert stacks(project) == {"infra.py": True}


def test_a_program_that_only_puts_components_together_is_none(discovered: Discovered) -> None:
    project = discovered(
        {
            "Pulumi.yaml": PULUMI + "main: tap.py\n",
            "tap.py": "from lib.tap_stack import TapStack\nTapStack('x')\n",
            "lib/tap_stack.py": "import pulumi\nclass TapStack(pulumi.ComponentResource): pass\n",
        }
    )
    assert stacks(project) == {"lib/tap_stack.py": False}


def test_a_program_that_adds_resources_to_components_is_one(discovered: Discovered) -> None:
    project = discovered(
        {
            "Pulumi.yaml": PULUMI,
            "__main__.py": "from tap_stack import TapStack\n" + BUCKET + "TapStack('x')\n",
            "tap_stack.py": "import pulumi\nclass TapStack(pulumi.ComponentResource): pass\n",
        }
    )
    assert stacks(project) == {"__main__.py": True, "tap_stack.py": False}


@pytest.mark.parametrize(
    ("app", "expected"),
    [
        ("from lib.tap import TapStack\nimport aws_cdk\nTapStack(aws_cdk.App(), 'x')\n", False),
        (
            (
                "import aws_cdk as cdk\nfrom aws_cdk import aws_s3 as s3\napp = cdk.App()\n"
                "stack = cdk.Stack(app, 'x')\ns3.Bucket(stack, 'b')\n"
            ),
            True,
        ),
        ("from aws_cdk import App, Stack\ndef main():\n    Stack(scope=App(), id='x')\n", True),
        ("from aws_cdk import App, CfnOutput\nCfnOutput(App(), 'x', value='y')\n", False),
        ("from aws_cdk import aws_ec2 as ec2\nec2.InstanceType('t3.micro')\n", False),
        ("from aws_cdk import aws_iam as iam\niam.PolicyDocument(statements=[])\n", False),
    ],
)
def test_a_cdk_app_is_a_stack_module_only_when_it_declares_resources(
    discovered: Discovered, app: str, expected: bool
) -> None:
    project = discovered(
        {"cdk.json": '{"app": "python3 app.py"}', "app.py": app, "lib/tap.py": STACK}
    )
    assert ("app.py" in stacks(project)) is expected


def test_a_project_file_that_cannot_be_parsed_is_named(discovered: Discovered) -> None:
    project = discovered(
        {
            "Pulumi.yaml": "name: [x\nruntime: python\n",
            "cdk/cdk.json": "{",
            "lib/tap.py": STACK,
        }
    )
    assert {problem.path for problem in project.problems} == {"Pulumi.yaml", "cdk/cdk.json"}
    assert not any(problem.fatal for problem in project.problems)
    assert stacks(project) == {"lib/tap.py": False}


def test_a_program_below_tests_is_a_fixture(discovered: Discovered) -> None:
    project = discovered({"tests/project/Pulumi.yaml": PULUMI, "tests/project/__main__.py": BUCKET})
    assert stacks(project) == {}
