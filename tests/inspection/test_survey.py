from __future__ import annotations

from pathlib import Path

from testguard.inspection.survey import survey
from testguard.model.project import Conventions, Project, StackModule, SuiteFile
from testguard.suite.library import Library
from testguard.suite.module import Module

STACK = (
    "from aws_cdk import aws_lambda\n"
    'aws_lambda.Function(self, "A", handler="index.a", code=aws_lambda.Code.from_asset("code"))\n'
    'aws_lambda.Function(self, "B", handler="index.b", code=aws_lambda.Code.from_asset("code"))\n'
    'aws_lambda.Function(self, "T", handler="test_it.a", code=aws_lambda.Code.from_asset("code"))\n'
)


def test_handlers_are_files_of_the_system(tmp_path: Path) -> None:
    library = Library(tmp_path)
    for path, text in {
        "lib/stack.py": STACK,
        "code/index.py": "import shared\n",
        "code/shared.py": "",
        "code/test_it.py": "",
    }.items():
        library.add(Module(path, text))
    stack = StackModule("lib/stack.py", "cdk", ("S",))
    project = Project(
        tmp_path, stacks=(stack,), suites=(SuiteFile("code/test_it.py", Conventions()),)
    )
    found = {each.path: each for each in survey(project, library, ("eu-west-1",))}
    assert {path: each.handlers for path, each in found.items()} == {
        "code/index.py": ("a", "b"),
        "code/shared.py": ("",),
        "lib/stack.py": (),
    }
    assert found["lib/stack.py"].stack is stack
    assert found["code/index.py"].stack is None
    assert {each.regions for each in found.values()} == {("eu-west-1",)}


def test_a_stack_module_by_name_may_be_a_handler_too(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.add(Module("lib/stack.py", STACK))
    library.add(Module("code/index.py", ""))
    stacks = (StackModule("lib/stack.py", "cdk"), StackModule("code/index.py", "python"))
    found = {each.path: each for each in survey(Project(tmp_path, stacks=stacks), library)}
    assert found["code/index.py"].handlers == ("a", "b")
    assert found["code/index.py"].stack is stacks[1]
