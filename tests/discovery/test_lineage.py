from __future__ import annotations

from collections.abc import Callable

import pytest

from testguard.model.project import Project

Discovered = Callable[..., Project]


@pytest.mark.parametrize(
    ("imports", "derived", "base"),
    [
        ("import pulumi", "pulumi.ComponentResource", "pulumi.ComponentResource"),
        ("import pulumi as p", "p.ComponentResource", "pulumi.ComponentResource"),
        ("from aws_cdk import Stack as S", "S", "aws_cdk.Stack"),
        ("from aws_cdk import core", "core.Stack", "aws_cdk.core.Stack"),
        ("from aws_cdk import core as cdk", "cdk.Construct", "aws_cdk.core.Construct"),
        ("import aws_cdk as cdk", "cdk.NestedStack", "aws_cdk.NestedStack"),
        ("from constructs import Construct", "Construct", "constructs.Construct"),
        ("from aws_cdk import *", "Stage", "aws_cdk.Stage"),
        ("import aws_cdk\nBase = aws_cdk.Stack", "Base", "aws_cdk.Stack"),
        ("import aws_cdk as c\nBase = c.Stack if c else c.Stage", "Base", "aws_cdk.Stack"),
        ("from pulumi import ComponentResource as C", "C, Generic[T]", "pulumi.ComponentResource"),
        ("from aws_cdk import Stack", "abc.ABC, Stack, metaclass=M", "aws_cdk.Stack"),
    ],
)
def test_infrastructure_classes_are_recognised(
    discovered: Discovered, imports: str, derived: str, base: str
) -> None:
    source = f"{imports}\nclass A({derived}):\n    pass\n\n\nclass B(A[int]): pass\n"
    [stack] = discovered({"lib/it.py": source}).stacks
    assert (stack.path, stack.classes, stack.bases) == ("lib/it.py", ("A", "B"), (base, base))


@pytest.mark.parametrize(
    ("source", "name", "base"),
    [
        ("from aws_cdk import Stack\nclass Stack(Stack): pass\n", "Stack", "aws_cdk.Stack"),
        (
            """
try:
    from aws_cdk import Stack
except ImportError:
    from aws_cdk.core import Stack
if True:
    class A(Stack): pass
""",
            "A",
            "aws_cdk.Stack",
        ),
        (
            """
from aws_cdk import aws_lambda as lambda_
class Function(lambda_.Function):
    def __init__(self, scope, name): pass
""",
            "Function",
            "aws_cdk.aws_lambda.Function",
        ),
    ],
)
def test_unusual_definitions_are_recognised(
    discovered: Discovered, source: str, name: str, base: str
) -> None:
    [stack] = discovered({"lib/it.py": source}).stacks
    assert (stack.classes, stack.bases) == ((name,), (base,))


@pytest.mark.parametrize(
    "source",
    [
        "import pulumi\nclass A(pulumi.CustomResource): pass\n",
        "from pulumi.dynamic import Resource\nclass A(Resource): pass\n",
        "from aws_cdk import StackProps\nclass A(StackProps): pass\n",
        "from aws_cdk import aws_ec2 as ec2\nclass Props(ec2.VpcProps):\n    size = 1\n",
        'CODE = """\nfrom aws_cdk import Stack\nclass A(Stack): pass\n"""\n',
        "# from aws_cdk import Stack\n# class A(Stack): pass\nimport aws_cdk\n",
        "from airflow import Stack\nclass A(Stack): pass\n",
        "from .pulumi import ComponentResource\nclass A(ComponentResource): pass\n",
        "class A(B): pass\nclass B(A): pass\n",
        "class Stack: pass\nclass A(Stack): pass\n",
        "from lib.gone import Stack\nclass A(Stack): pass\n",
        "class A(make_base()): pass\n",
        "def f(:\n    class\n",
    ],
)
def test_what_is_no_infrastructure_is_left_alone(discovered: Discovered, source: str) -> None:
    assert discovered({"lib/it.py": source}).stacks == ()


def test_bases_are_followed_through_re_exports_of_any_depth(discovered: Discovered) -> None:
    project = discovered(
        {
            "lib/compat.py": "from aws_cdk import Stack\n",
            "lib/base.py": "from .compat import Stack\nclass Base(Stack): pass\n",
            "lib/__init__.py": "from .base import *\n",
            "lib/again/__init__.py": "from lib import Base as Foundation\n",
            "apps/a.py": "from lib.again import Foundation\nclass A(Foundation): pass\n",
            "apps/b.py": "import apps.a as first\nclass B(first.A): pass\n",
        }
    )
    assert {stack.path: stack.classes for stack in project.stacks} == {
        "lib/base.py": ("Base",),
        "apps/a.py": ("A",),
        "apps/b.py": ("B",),
    }


def test_modules_that_import_each_other_end(discovered: Discovered) -> None:
    project = discovered(
        {
            "a.py": "from b import B\nclass A(B): pass\n",
            "b.py": "from a import A\nfrom aws_cdk import Stack\nclass B(A, Stack): pass\n",
            "c.py": "from d import D as C\n",
            "d.py": "from c import C as D\nclass E(D): pass\n",
        }
    )
    assert {stack.path: stack.classes for stack in project.stacks} == {
        "a.py": ("A",),
        "b.py": ("B",),
    }


def test_a_folder_named_like_the_framework_does_not_hide_it(discovered: Discovered) -> None:
    project = discovered(
        {
            "pulumi/__init__.py": "",
            "lib/it.py": "import pulumi\nclass A(pulumi.ComponentResource): pass\n",
        }
    )
    assert [stack.path for stack in project.stacks] == ["lib/it.py"]
