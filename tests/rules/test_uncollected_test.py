from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from testguard.model.project import Conventions
from testguard.plugin import Confidence, Offence
from testguard.rules.uncollected_test import uncollected_test
from testguard.testing import check_examples, check_source

SUITE = "import pytest\n\ndef test_size():\n    with pytest.raises(ValueError):\n        make(0)\n"


def test_examples() -> None:
    check_examples(uncollected_test)


def check(
    root: Path,
    path: str = "tests/components/database.py",
    source: str = SUITE,
    files: Mapping[str, str] = {},
) -> list[Offence]:
    for name, text in {path: source, "tests/test_others.py": "", **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return check_source(uncollected_test, source, path=path, root=root, collected=False)


def test_a_file_of_tests_with_another_name_is_found(tmp_path: Path) -> None:
    [offence] = check(tmp_path)
    assert (offence.span.line, offence.symbol, offence.tests) == (3, "database.py", ("test_size",))
    assert offence.confidence is Confidence.CERTAIN


def test_methods_and_nested_assertions_count(tmp_path: Path) -> None:
    source = (
        "import pytest\nclass TestX:\n    def test_a(self):\n        def check(v):\n           "
        " assert v\n        return out.apply(check)\n"
    )
    assert len(check(tmp_path, source=source)) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", "Run `pytest -s tests/components/database.py --url x`.\n"),
        (
            ".github/workflows/ci.yml",
            "      run: python -m pytest ./tests/components/database.py\n",
        ),
        ("Makefile", "test:\n\tpytest database.py\n"),
        ("tox.ini", "[testenv]\ncommands = python -m unittest tests.components.database\n"),
        ("run_all.sh", "cd tests/components\npython -m unittest database\n"),
        ("tox.ini", "[testenv]\ncommands = pytest tests/components/database.py\n"),
        ("tests/test_all.py", "from tests.components.database import *\n"),
        ("tests/components/test_all.py", "from . import database\n"),
    ],
)
def test_a_file_that_is_run_or_imported_elsewhere_is_left_alone(
    tmp_path: Path, name: str, text: str
) -> None:
    assert check(tmp_path, files={name: text}) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "README.md",
            "The code is in src/components/database.py, and the database runs in python.\n",
        ),
        ("Makefile", "test:\n\tpytest tests/components/old_database.py\n"),
        ("src/app.py", "from lib.aws.database import Database\n"),
    ],
)
def test_a_file_of_a_similar_name_changes_nothing(tmp_path: Path, name: str, text: str) -> None:
    assert len(check(tmp_path, files={name: text})) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("tests/components/database.py", SUITE + "if __name__ == '__main__':\n    test_size()\n"),
        ("tests/components/database.py", "#!/usr/bin/env python\n" + SUITE),
        ("tests/components/database.py", SUITE + "test_size()\n"),
        ("tests/components/database.py", "import argparse\n" + SUITE),
        ("tests/components/database.py", "def test_connection(url):\n    return connect(url)\n"),
        ("tests/bench_database.py", SUITE),
        ("tests/helpers.py", SUITE),
        ("tests/data/database.py", SUITE),
        ("src/lib/database.py", SUITE),
        (
            "tests/tests.py",
            (
                "import unittest\nclass A(unittest.TestCase):\n    def test_a(self):\n       "
                " self.fail()\n"
            ),
        ),
    ],
)
def test_programs_and_helpers_are_left_alone(tmp_path: Path, path: str, source: str) -> None:
    assert check(tmp_path, path=path, source=source) == []


@pytest.mark.parametrize(
    ("source", "symbol"),
    [
        ("class WhenBuilt:\n    def test_a(self):\n        assert f()\n", "WhenBuilt"),
        ("class StackTest:\n    async def test_a(self):\n        assert f()\n", "StackTest"),
        (
            (
                "class TestX:\n    def __init__(self):\n        self.a = 1\n    def test_a(self):\n"
                "        assert f()\n"
            ),
            "TestX",
        ),
    ],
)
def test_a_class_pytest_refuses_is_found(source: str, symbol: str) -> None:
    [offence] = check_source(uncollected_test, source)
    assert (offence.symbol, offence.tests, offence.confidence) == (
        symbol,
        ("test_a",),
        Confidence.CERTAIN,
    )


@pytest.mark.parametrize(
    "source",
    [
        "class TestX:\n    def test_a(self):\n        assert f()\n",
        (
            "import unittest\nclass Stack(unittest.TestCase):\n    def test_a(self):\n       "
            " self.fail()\n"
        ),
        "class StackMixin:\n    def test_a(self):\n        assert f()\n",
        (
            "class Stack:\n    def test_a(self):\n        assert f()\nclass TestStack(Stack):\n   "
            " pass\n"
        ),
        "class Stack(Unknown):\n    def test_a(self):\n        assert f()\n",
        "class Stack:\n    def test_a(self):\n        return f()\n",
        "class FakeStack:\n    def test_a(self):\n        assert f()\n",
        "class Stack:\n    def build(self):\n        assert f()\n",
        (
            "class TestX:\n    def __init__(self): ...\n    def test_a(self):\n        assert"
            " f()\nrun(TestX())\n"
        ),
        "class TestX:\n    __test__ = False\n    def test_a(self):\n        assert f()\n",
        (
            "def test_x():\n    @register\n    def test_creator(r):\n        assert r\n    assert"
            " run()\n"
        ),
    ],
)
def test_classes_that_run_or_serve_others_are_left_alone(source: str) -> None:
    assert check_source(uncollected_test, source) == []


@pytest.mark.parametrize(
    "source",
    [
        (
            "import unittest\nclass X(unittest.TestCase):\n    def should_build(self):\n       "
            " self.assertTrue(f())\n"
        ),
        "class TestX:\n    def it_builds(self):\n        assert f()\n",
        "def should_build():\n    assert f()\n",
        "def tets_build():\n    assert f()\n",
    ],
)
def test_a_function_that_reads_like_a_test_is_likely_one(source: str) -> None:
    [offence] = check_source(uncollected_test, source)
    assert offence.confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    "source",
    [
        (
            "class TestX:\n    def should_build(self):\n        assert f()\n    def test_a(self):\n"
            "        self.should_build()\n"
        ),
        (
            "class TestX:\n    def should_build(self, stack):\n        assert stack\n    def"
            " test_a(self): assert f()\n"
        ),
        "def should_build():\n    return f()\n",
        "@step\ndef when_built():\n    assert f()\n",
    ],
)
def test_helpers_that_read_like_tests_are_left_alone(source: str) -> None:
    assert check_source(uncollected_test, source) == []


def test_the_conventions_decide() -> None:
    source = "def should_build():\n    assert f()\n"
    conventions = Conventions(python_functions=("should_*",))
    assert check_source(uncollected_test, source, conventions=conventions) == []


def test_a_class_that_other_modules_derive_from_is_left_alone(tmp_path: Path) -> None:
    source = "class RoleTests:\n    def test_a(self):\n        assert f()\n"
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_core.py").write_text(source)
    assert check_source(uncollected_test, source, path="tests/test_core.py", root=tmp_path)
    (tmp_path / "tests" / "test_sql.py").write_text(
        "from tests import test_core\nclass TestSql(base.Case, test_core.RoleTests): ...\n"
    )
    assert check_source(uncollected_test, source, path="tests/test_core.py", root=tmp_path) == []


def test_a_file_outside_testpaths_may_be_run_by_its_folder(tmp_path: Path) -> None:
    assert check(tmp_path, path="modules/test_database.py") == []


def test_a_class_that_another_runner_would_find_is_likely() -> None:
    [offence] = check_source(
        uncollected_test, "class test_a:\n    def test_b(self):\n        assert f()\n"
    )
    assert offence.confidence is Confidence.LIKELY


def test_a_file_among_files_without_tests_is_likely_data(tmp_path: Path) -> None:
    [offence] = check(tmp_path, files={"tests/components/regression.py": "x = 1\n"})
    assert offence.confidence is Confidence.LIKELY


def test_helpers_beside_it_change_nothing(tmp_path: Path) -> None:
    files = {"tests/components/__init__.py": "", "tests/components/helpers.py": "X = 1\n"}
    [offence] = check(tmp_path, files=files)
    assert offence.confidence is Confidence.CERTAIN


def test_a_function_that_builds_a_unittest_suite_is_no_test(tmp_path: Path) -> None:
    source = "def test_suite():\n    assert docs\n    return make(docs)\n"
    assert check(tmp_path, source=source) == []
