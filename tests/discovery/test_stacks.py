from __future__ import annotations

from collections.abc import Callable

import pytest

from testguard.model.project import Project

Discovered = Callable[..., Project]
STACK = "from aws_cdk import Stack\nclass TapStack(Stack): pass\n"


def paths(project: Project) -> list[str]:
    return [stack.path for stack in project.stacks]


@pytest.mark.parametrize(
    "path", ["tests/test_stack.py", "tests/fixtures/stack.py", "conftest.py", "test_stack.py"]
)
def test_a_stack_in_a_test_is_a_fixture(discovered: Discovered, path: str) -> None:
    assert paths(discovered({path: STACK})) == []


def test_one_file_may_hold_several_classes_and_is_one_stack_module(discovered: Discovered) -> None:
    two = STACK + "class OtherStack(TapStack): pass\nclass Args: pass\n"
    [stack] = discovered({"lib/stacks.py": two}).stacks
    assert (stack.framework, stack.classes) == ("cdk", ("TapStack", "OtherStack"))
    assert not stack.program


def test_files_that_do_not_name_a_framework_are_found_by_the_classes_they_derive_from(
    discovered: Discovered,
) -> None:
    project = discovered(
        {
            "a.py": STACK,
            "b.py": "from a import TapStack as T\nclass B(T): pass\n",
            "c.py": "import b\nclass C(b.B): pass\n",
            "d.py": "class D(Other): pass\n",
        }
    )
    assert paths(project) == ["a.py", "b.py", "c.py"]


def test_the_configuration_names_exactly_the_stack_modules(discovered: Discovered) -> None:
    project = discovered(
        {
            "lib/a.py": STACK,
            "lib/b.py": "import pulumi_aws as aws\ndef bucket(): return aws.s3.Bucket('b')\n",
            "lib/deep/c.py": "import boto3\n",
            "other.py": STACK,
        },
        stacks=("lib/**/*.py",),
    )
    assert [(stack.path, stack.framework) for stack in project.stacks] == [
        ("lib/a.py", "cdk"),
        ("lib/b.py", "pulumi"),
        ("lib/deep/c.py", "python"),
    ]
    assert project.problems == ()


def test_a_glob_that_matches_nothing_is_fatal_and_named(discovered: Discovered) -> None:
    project = discovered({"lib/a.py": STACK}, stacks=("lib/*.py", "libs/*.py"))
    [problem] = project.problems
    assert problem.fatal
    assert "'libs/*.py'" in problem.message
    assert paths(project) == ["lib/a.py"]


def test_files_that_cannot_be_parsed_do_not_hide_the_others(discovered: Discovered) -> None:
    project = discovered(
        {
            "broken.py": "from aws_cdk import Stack\nclass Broken(Stack:\n  def (\n",
            "python2.py": "import aws_cdk\nprint 'hello'\n",
            "whole.py": STACK,
        }
    )
    assert "whole.py" in paths(project)
