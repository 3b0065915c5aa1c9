from __future__ import annotations

from collections.abc import Callable

import pytest

from testguard.model.project import Project

Discovered = Callable[..., Project]
STACK = "from aws_cdk import Stack\nclass TapStack(Stack): pass\n"
OTHER = "from aws_cdk import Stack\nclass OtherStack(Stack): pass\n"


def pairs(project: Project) -> dict[tuple[str, str], str]:
    return {(pairing.stack, pairing.suite): pairing.reason for pairing in project.pairings}


@pytest.mark.parametrize(
    ("suite", "reason"),
    [
        ("import lib.tap_stack\n", "imports lib.tap_stack"),
        ("from lib.tap_stack import TapStack\n", "imports lib.tap_stack"),
        ("from lib import tap_stack as it\n", "imports lib.tap_stack"),
        ("def test_a():\n    from lib.tap_stack import TapStack\n", "imports lib.tap_stack"),
        ("from lib.tap_stack import *\n", "imports lib.tap_stack"),
        ("from ..lib.tap_stack import TapStack\n", "imports lib.tap_stack"),
        ("import importlib\nimportlib.import_module('lib.tap_stack')\n", "imports lib.tap_stack"),
        ("from runpy import run_module\nrun_module('lib.tap_stack')\n", "runs lib.tap_stack"),
        (
            "import runpy\nrunpy.run_path('lib/tap_stack.py')\n",
            "runs lib/tap_stack.py",
        ),
        (
            "import os, runpy\nrunpy.run_path(os.path.join('..', 'lib', 'tap_stack.py'))\n",
            "runs lib/tap_stack.py",
        ),
        (
            (
                "from importlib.util import spec_from_file_location\nfrom pathlib import Path\n"
                "PATH = Path(__file__).parent.parent / 'lib' / 'tap_stack.py'\n"
                "spec_from_file_location('x', PATH)\n"
            ),
            "loads lib/tap_stack.py",
        ),
        (
            "from unittest.mock import patch\n@patch('lib.tap_stack.boto3')\ndef test_a(b): ...\n",
            "patches lib.tap_stack.boto3",
        ),
    ],
)
def test_a_suite_belongs_to_the_stack_module_it_names(
    discovered: Discovered, suite: str, reason: str
) -> None:
    project = discovered({"lib/tap_stack.py": STACK, "tests/test_it.py": suite})
    assert pairs(project) == {("lib/tap_stack.py", "tests/test_it.py"): reason}


@pytest.mark.parametrize(
    "suite",
    [
        "# from lib.tap_stack import TapStack\n",
        '"""\nfrom lib.tap_stack import TapStack\n"""\n',
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from lib.tap_stack import A\n",
        "print('lib.tap_stack')\n",
        "from other_package.tap_stack import TapStack\n",
    ],
)
def test_what_is_not_run_is_no_import(discovered: Discovered, suite: str) -> None:
    assert pairs(discovered({"lib/tap_stack.py": STACK, "tests/test_it.py": suite})) == {}


def test_packages_that_re_export_lead_to_what_is_taken_from_them(discovered: Discovered) -> None:
    project = discovered(
        {
            "lib/__init__.py": "from .tap_stack import TapStack\nfrom .other import OtherStack\n",
            "lib/tap_stack.py": STACK,
            "lib/other.py": OTHER,
            "tests/test_it.py": "from lib import TapStack\n",
            "tests/test_all.py": "import lib\n",
        }
    )
    assert pairs(project) == {
        ("lib/tap_stack.py", "tests/test_it.py"): "imports lib.TapStack",
        ("lib/tap_stack.py", "tests/test_all.py"): "imports lib, which imports lib.tap_stack",
        ("lib/other.py", "tests/test_all.py"): "imports lib, which imports lib.other",
    }


def test_other_code_may_stand_between(discovered: Discovered) -> None:
    project = discovered(
        {
            "app.py": "from lib.tap_stack import TapStack\nTapStack()\n",
            "lib/tap_stack.py": STACK,
            "tests/test_app.py": "import app\n",
        }
    )
    assert pairs(project) == {
        ("lib/tap_stack.py", "tests/test_app.py"): "imports app, which imports lib.tap_stack"
    }


def test_only_what_is_used_of_other_code_counts(discovered: Discovered) -> None:
    project = discovered(
        {
            "lib/tap_stack.py": STACK,
            "lib/other.py": OTHER,
            "tests/building.py": (
                "from lib.tap_stack import TapStack\nfrom lib.other import OtherStack\n"
                "def build_tap():\n    return inner()\n\n\n"
                "def inner():\n    return TapStack()\n\n\n"
                "def build_other():\n    return OtherStack()\n"
            ),
            "tests/test_it.py": "from .building import build_tap\n",
        }
    )
    assert pairs(project) == {
        ("lib/tap_stack.py", "tests/test_it.py"): (
            "imports tests.building, which imports lib.tap_stack"
        )
    }


def test_fixtures_lead_to_what_they_use(discovered: Discovered) -> None:
    project = discovered(
        {
            "lib/tap_stack.py": STACK,
            "lib/other.py": OTHER,
            "tests/conftest.py": (
                "import pytest\nfrom lib.tap_stack import TapStack\n"
                "from lib.other import OtherStack\n"
                "@pytest.fixture\ndef template():\n    return TapStack()\n"
                "@pytest.fixture\ndef other():\n    return OtherStack()\n"
            ),
            "tests/unit/test_it.py": "def test_a(template): ...\n",
            "tests/unit/test_else.py": "def test_a(tmp_path): ...\n",
        }
    )
    assert pairs(project) == {
        ("lib/tap_stack.py", "tests/unit/test_it.py"): "tests/conftest.py imports lib.tap_stack"
    }


def test_an_autouse_fixture_counts_where_nothing_else_does(discovered: Discovered) -> None:
    files = {
        "lib/tap_stack.py": STACK,
        "tests/conftest.py": (
            "import pytest\nfrom lib.tap_stack import TapStack\n"
            "@pytest.fixture(autouse=True)\ndef built():\n    TapStack()\n"
        ),
        "tests/test_it.py": "def test_a(): ...\n",
    }
    automatic = {
        ("lib/tap_stack.py", "tests/test_it.py"): "tests/conftest.py imports lib.tap_stack"
    }
    assert pairs(discovered(files)) == automatic
    files["tests/test_it_too.py"] = "import lib.tap_stack\n"
    assert pairs(discovered(files)) == {
        ("lib/tap_stack.py", "tests/test_it_too.py"): "imports lib.tap_stack"
    }


def test_a_part_of_another_stack_is_paired_only_when_nothing_else_tests_it(
    discovered: Discovered,
) -> None:
    whole = (
        "from aws_cdk import Stack\nfrom lib.other import OtherStack\n"
        "class TapStack(Stack):\n    part = OtherStack\n"
    )
    files = {
        "lib/tap_stack.py": whole,
        "lib/other.py": OTHER,
        "tests/test_tap.py": "from lib.tap_stack import TapStack\n",
    }
    assert pairs(discovered(files))["lib/other.py", "tests/test_tap.py"] == (
        "imports lib.tap_stack, which imports lib.other"
    )
    files["tests/test_other_stack.py"] = "from lib.other import OtherStack\n"
    found = pairs(discovered(files))
    assert ("lib/other.py", "tests/test_tap.py") not in found
    assert ("lib/other.py", "tests/test_other_stack.py") in found


def test_a_suite_of_comments_belongs_to_its_stack_by_name(discovered: Discovered) -> None:
    project = discovered(
        {
            "lib/tap_stack.py": STACK,
            "tests/unit/test_tap_stack.py": '"""Tests."""\n# from lib.tap_stack import TapStack\n',
            "tests/integration/test_tap_stack.py": "# def test_a(): pass\n",
        }
    )
    assert pairs(project) == {
        ("lib/tap_stack.py", "tests/unit/test_tap_stack.py"): "by name",
        ("lib/tap_stack.py", "tests/integration/test_tap_stack.py"): "by name",
    }


def test_a_suite_that_imports_its_stack_is_not_paired_by_name_elsewhere(
    discovered: Discovered,
) -> None:
    project = discovered(
        {
            "a/stack.py": STACK,
            "a/tests/test_stack.py": "from a.stack import TapStack\n",
            "b/stack.py": OTHER,
        }
    )
    assert pairs(project) == {("a/stack.py", "a/tests/test_stack.py"): "imports a.stack"}


def test_monorepo_modules_import_what_is_nearest(discovered: Discovered) -> None:
    files = {}
    for name in ("rds", "eks"):
        files[f"modules/{name}/stack.py"] = STACK
        files[f"modules/{name}/app.py"] = "import stack\nstack.TapStack()\n"
        files[f"modules/{name}/tests/test_app.py"] = "def test_a():\n    import app\n"
    assert pairs(discovered(files)) == {
        (f"modules/{name}/stack.py", f"modules/{name}/tests/test_app.py"): (
            "imports app, which imports stack"
        )
        for name in ("rds", "eks")
    }


def test_a_module_outside_the_import_path_is_found_by_its_tail(discovered: Discovered) -> None:
    project = discovered(
        {
            "infra/src/lib/tap_stack.py": STACK,
            "tests/test_it.py": "from lib.tap_stack import TapStack\n",
        }
    )
    assert list(pairs(project)) == [("infra/src/lib/tap_stack.py", "tests/test_it.py")]


def test_pythonpath_is_searched(discovered: Discovered) -> None:
    project = discovered(
        {
            "pytest.ini": "[pytest]\npythonpath = one\n",
            "one/lib/tap_stack.py": STACK,
            "two/lib/tap_stack.py": STACK,
            "tests/test_it.py": "from lib.tap_stack import TapStack\n",
        }
    )
    assert list(pairs(project)) == [("one/lib/tap_stack.py", "tests/test_it.py")]


def test_a_program_is_paired_with_the_suite_that_runs_it(discovered: Discovered) -> None:
    project = discovered(
        {
            "Pulumi.yaml": "name: x\nruntime: python\n",
            "__main__.py": "import pulumi_aws as aws\naws.s3.Bucket('b')\n",
            "tests/test_program.py": (
                "import runpy\nfrom pathlib import Path\n"
                "runpy.run_path(str(Path(__file__).parents[1] / '__main__.py'))\n"
            ),
        }
    )
    assert pairs(project) == {("__main__.py", "tests/test_program.py"): "runs __main__.py"}
