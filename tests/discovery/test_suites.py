from __future__ import annotations

from collections.abc import Callable

from testguard.model.project import Project

Discovered = Callable[..., Project]


def suites(project: Project) -> dict[str, bool]:
    return {suite.path: suite.collected for suite in project.suites}


def test_names_decide_what_pytest_collects(discovered: Discovered) -> None:
    project = discovered({"test_a.py": "", "lib/b_test.py": "", "lib/app.py": "", "tests.py": ""})
    assert suites(project) == {"test_a.py": True, "lib/b_test.py": True}


def test_strays_of_a_test_folder_are_given_uncollected(discovered: Discovered) -> None:
    project = discovered(
        {
            "tests/database.py": "",
            "tests/conftest.py": "",
            "tests/__init__.py": "",
            "tests/unit/test_a.py": "",
        }
    )
    assert suites(project) == {"tests/database.py": False, "tests/unit/test_a.py": True}


def test_python_files_of_the_nearest_configuration_count(discovered: Discovered) -> None:
    project = discovered(
        {
            "pytest.ini": "[pytest]\npython_files = check_*.py\n",
            "check_a.py": "",
            "test_a.py": "",
            "api/tox.ini": "[pytest]\npython_files = spec/*.py\n",
            "api/spec/a.py": "",
        }
    )
    assert suites(project) == {"check_a.py": True, "api/spec/a.py": True}


def test_a_suite_outside_testpaths_is_given_uncollected(discovered: Discovered) -> None:
    project = discovered(
        {
            "pytest.ini": "[pytest]\ntestpaths = tests\n",
            "tests/test_a.py": "",
            "lib/test_b.py": "",
        }
    )
    assert suites(project) == {"tests/test_a.py": True, "lib/test_b.py": False}


def test_a_file_that_testpaths_spell_out_is_always_opened(discovered: Discovered) -> None:
    project = discovered({"unit_tests.py": ""}, tests=("unit_tests.py",))
    assert suites(project) == {"unit_tests.py": True}


def test_norecursedirs_are_not_collected(discovered: Discovered) -> None:
    project = discovered(
        {
            "pytest.ini": "[pytest]\nnorecursedirs = slow\n",
            "tests/slow/test_a.py": "",
        }
    )
    assert suites(project) == {"tests/slow/test_a.py": False}


def test_testpaths_that_hold_the_code_too_make_no_strays(discovered: Discovered) -> None:
    project = discovered(
        {
            "pytest.ini": "[pytest]\ntestpaths = src\n",
            "src/app.py": "",
            "src/stack.py": "",
            "src/test_app.py": "",
        }
    )
    assert suites(project) == {"src/test_app.py": True}


def test_a_folder_of_tests_by_another_name_is_known_by_its_files(discovered: Discovered) -> None:
    project = discovered(
        {
            "pytest.ini": "[pytest]\ntestpaths = specs\n",
            "specs/test_a.py": "",
            "specs/test_b.py": "",
            "specs/forgotten.py": "",
        }
    )
    assert suites(project)["specs/forgotten.py"] is False


def test_a_folder_named_test_without_a_suite_is_an_environment(discovered: Discovered) -> None:
    stack = "from aws_cdk import Stack\nclass Network(Stack): pass\n"
    project = discovered({"environments/test/network.py": stack, "environments/prod/x.py": ""})
    assert suites(project) == {}
    assert [found.path for found in project.stacks] == ["environments/test/network.py"]
