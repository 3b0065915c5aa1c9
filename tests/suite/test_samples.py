from __future__ import annotations

import pytest

from testguard.suite.samples import is_sample


@pytest.mark.parametrize(
    "path",
    [
        "tests/data/test_a.py",
        "functional_tests/support/package/test_a.py",
        "tests/unit/test-fixtures/pkg/test_a.py",
        "test/testdata/test_a.py",
        "tests/integration/targets/plugin/tests/test_a.py",
        "template/{{ name }}/tests/test_a.py",
        "tests/unit/test_{{name}}.py",
        "cookiecutter-stack/tests/test_a.py",
    ],
)
def test_what_lies_among_test_data_is_a_sample(path: str) -> None:
    assert is_sample(path)


@pytest.mark.parametrize(
    "path",
    [
        "tests/test_a.py",
        "tests/unit/test_a.py",
        "examples/stack/tests/test_a.py",
        "templates/vpc/tests/unit/test_a.py",
        "modules/data/tests/test_a.py",
        "test_a.py",
        "tests/database/test_a.py",
        "lib/tests/unit/tests/test_a.py",
    ],
)
def test_tests_of_examples_and_of_data_modules_are_tests(path: str) -> None:
    assert not is_sample(path)
