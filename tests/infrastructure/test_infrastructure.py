from __future__ import annotations

from pathlib import Path

import pytest

from testguard.infrastructure.infrastructure import Infrastructure
from testguard.model.project import StackModule, SystemFile
from testguard.suite.library import Library
from testguard.suite.module import Module
from testguard.syntax import find

STACK = '''\
from aws_cdk import Stack, aws_lambda

NAME = "primary"


class Database(Stack):
    def declare(self):
        """Declares."""
        aws_lambda.Function(
            self, "Fn", handler="index.run",
            code=aws_lambda.Code.from_inline("""
def run(event, context):
    return None
"""),
        )


def build():
    return NAME
'''
HANDLER = "def run(event, context):\n    return 'x'\n"


def system(root: Path, text: str = STACK, **more: object) -> Infrastructure:
    stack = StackModule("lib/stack.py", "cdk", ("Database",))
    file = SystemFile("lib/stack.py", stack, stacks=(stack,), **more)  # type: ignore[arg-type]
    return Infrastructure(file, Module("lib/stack.py", text), Library(root))


def test_code_in_a_string_is_code_with_lines_of_the_file(tmp_path: Path) -> None:
    [code] = system(tmp_path).codes
    assert code.functions == ("run",)
    node = code.module.definitions["run"]
    assert node.range().start.line + 1 + code.line == 12
    assert "Fn" in code.label


def test_a_handler_is_code_as_a_whole(tmp_path: Path) -> None:
    file = SystemFile("lambda/index.py", handlers=("run",))
    handler = Infrastructure(file, Module("lambda/index.py", HANDLER), Library(tmp_path))
    [code] = handler.codes
    assert (code.functions, code.line, code.label) == (("run",), 0, "")
    assert (handler.stack, handler.functions) == (None, ())


def test_strings_are_values_only(tmp_path: Path) -> None:
    values = [text.value for text in system(tmp_path).texts]
    assert "primary" in values
    assert "Declares." not in values


def test_a_node_is_told_by_its_class_or_function(tmp_path: Path) -> None:
    found = system(tmp_path)
    symbols = {node.text(): found.symbol(node) for node in find(found.root, "identifier")}
    assert symbols["handler"] == "Database"
    assert [found.symbol(each) for each in find(found.root, "return_statement")] == ["build"]


@pytest.mark.parametrize(
    ("stack", "other", "regions", "crosses"),
    [
        ('A = "us-east-1"\n', "", (), False),
        ('A = "us-east-1"\nB = "eu-west-1"\n', "", (), True),
        ('A = "us-east-1"\n', 'from lib import stack\nB = "eu-west-1"\n', (), True),
        ('A = "us-east-1"\n', 'B = "eu-west-1"\n', (), False),
        ('A = "us-east-1"\n', "", ("eu-west-1",), True),
    ],
)
def test_regions_are_those_of_stacks_of_their_users_and_of_the_configuration(
    tmp_path: Path, stack: str, other: str, regions: tuple[str, ...], crosses: bool
) -> None:
    for path, text in (("lib/stack.py", stack), ("app.py", other)):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert system(tmp_path, stack, regions=regions).crosses_regions is crosses


def test_tests_cross_no_regions(tmp_path: Path) -> None:
    for path, text in (
        ("lib/stack.py", 'A = "us-east-1"\n'),
        ("tests/test_stack.py", 'from lib import stack\nB = "eu-west-1"\n'),
    ):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert not system(tmp_path, 'A = "us-east-1"\n').crosses_regions
