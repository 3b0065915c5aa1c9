from __future__ import annotations

from pathlib import Path

import pytest

from testguard.plugin import Confidence
from testguard.rules.testless_test_file import testless_test_file as rule
from testguard.testing import check_examples, check_source


def test_examples() -> None:
    check_examples(rule)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "\n",
        "# Copyright 2024\n",
        '"""Tests of the stack."""\n',
        "import pytest\nfrom lib.stack import Stack\n",
        "import os\nos.environ['A'] = '1'\n",
        "import pytest\npytestmark = pytest.mark.slow\n",
        "import sys\nsys.path.insert(0, '.')\n",
        "# def test_a():\n#     assert f()\n",
        "from fastapi.testclient import TestClient\n",
    ],
)
def test_a_file_without_a_test_is_found(source: str) -> None:
    [offence] = check_source(rule, source)
    assert (offence.span.line, offence.span.column, offence.confidence) == (
        1,
        1,
        Confidence.CERTAIN,
    )
    assert offence.symbol == "test_example.py"


@pytest.mark.parametrize(
    "source",
    [
        "DATABASE = 'sqlite'\n",
        "try:\n    import a\nexcept ImportError:\n    from b import a\n",
        "# Used by the test of modules without submodules.\n",
        "import pytest\n@pytest.fixture\ndef stack(): ...\n",
        (
            "import pulumi\nclass MyMocks(pulumi.runtime.Mocks):"
            " ...\npulumi.runtime.set_mocks(MyMocks())\n"
        ),
    ],
)
def test_a_file_that_may_serve_something_else_is_not_certain(source: str) -> None:
    [offence] = check_source(rule, source)
    assert offence.confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    "source",
    [
        "def test_a(): assert f()\n",
        "class TestX: pass\n",
        "from .shared import *\n",
        "from .shared import test_everything\n",
        "from .shared import TestEverything\n",
        "test_a = make_test(1)\n",
        "TestA = make_tests(1)\n",
        "for n in range(3):\n    globals()[f'test_{n}'] = make_test(n)\n",
        "def load_tests(loader, tests, pattern): return suite()\n",
        "def helper(): ...\n",
        "__test__ = False\n",
        "import argparse\nparser = argparse.ArgumentParser()\nrun(parser.parse_args())\n",
        "def main(): ...\nif __name__ == '__main__':\n    main()\n",
        "#!/usr/bin/env python\nprint('ok')\n",
    ],
)
def test_what_is_no_testless_file_is_left_alone(source: str) -> None:
    assert check_source(rule, source) == []


def test_a_file_pytest_never_opens_is_left_alone() -> None:
    assert check_source(rule, "", path="tests/a.py", collected=False) == []


def test_a_module_that_another_one_imports_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_values.py").write_text("REGION = 'eu-west-1'\n")
    (tmp_path / "tests" / "test_stack.py").write_text("from tests.test_values import REGION\n")
    source = "REGION = 'eu-west-1'\n"
    assert check_source(rule, source, path="tests/test_values.py", root=tmp_path) == []
    assert check_source(rule, source, path="tests/test_others.py", root=tmp_path)


def test_a_file_among_test_data_is_not_certain() -> None:
    [offence] = check_source(rule, "", path="tests/data/test_empty.py")
    assert offence.confidence is Confidence.LIKELY


def test_a_file_outside_testpaths_is_not_certain() -> None:
    [offence] = check_source(rule, "", collected=False)
    assert offence.confidence is Confidence.LIKELY
