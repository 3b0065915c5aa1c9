from __future__ import annotations

from pathlib import Path

import pytest

from testguard.infrastructure.functions import declared_functions
from testguard.infrastructure.handlers import HandlerSource, handler_source
from testguard.infrastructure.values import Values
from testguard.suite.library import Library
from testguard.suite.module import Module

STACK = (
    "from aws_cdk import aws_lambda\n"
    'aws_lambda.Function(self, "F", handler="index.run", code=aws_lambda.Code.from_asset("code"))\n'
)


def source_of(tmp_path: Path, files: dict[str, str]) -> HandlerSource:
    library = Library(tmp_path)
    for path, text in files.items():
        library.add(Module(path, text))
    module = Module("stack.py", STACK)
    [declared] = declared_functions(module, Values(module))
    found = handler_source(declared, module.path, library)
    assert found is not None
    return found


def test_modules_of_the_same_folder_belong_to_it(tmp_path: Path) -> None:
    files = {
        "code/index.py": "from part.one import x\nfrom . import two\nimport elsewhere\n",
        "code/part/__init__.py": "",
        "code/part/one.py": "import three\n",
        "code/two.py": "",
        "code/three.py": "import index\n",
        "elsewhere.py": "",
    }
    found = source_of(tmp_path, files)
    assert [module.path for module in found.modules] == [
        "code/index.py",
        "code/part/one.py",
        "code/three.py",
        "code/two.py",
    ]
    assert not found.closed


@pytest.mark.parametrize(
    ("imports", "closed"),
    [("import os, json\nimport boto3\n", True), ("import own_layer\n", False), ("", True)],
)
def test_unknown_packages_leave_it_open(tmp_path: Path, imports: str, closed: bool) -> None:
    assert source_of(tmp_path, {"code/index.py": imports}).closed is closed
