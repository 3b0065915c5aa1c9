from __future__ import annotations

from pathlib import Path

import pytest

from testguard.suite.uses import asserts_itself, is_imported, is_program, is_used, takes_only_self
from testguard.testing import make_suite


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("assert x", True),
        ("raise AssertionError('no')", True),
        ("self.assertEqual(x, 1)", True),
        ("m.assert_called_once()", True),
        ("template.resource_count_is('A', 1)", True),
        ("def check(v):\n        assert v\n    x.apply(check)", True),
        ("import pytest\n    with pytest.raises(E):\n        x()", True),
        ("x()", False),
        ("raise ValueError(x)", False),
    ],
)
def test_assertions_are_seen_in_a_function(body: str, expected: bool) -> None:
    suite = make_suite(f"import pytest\ndef a(self, x, m, template):\n    {body}\n")
    assert asserts_itself(suite, suite.module.definitions["a"]) is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import pytest\nX = 1\ndef test_a(): ...\n", False),
        ("import sys\nsys.path.append('.')\ndef test_a(): ...\n", False),
        ("import pulumi\npulumi.runtime.set_mocks(M())\n", False),
        ("def test_a(): ...\ntest_a()\n", True),
        ("assert issubclass(A, B)\n", True),
        ("try:\n    run()\nexcept E:\n    pass\n", True),
        ("try:\n    import a\nexcept ImportError:\n    a = None\n", False),
        ("if X:\n    import a\n", False),
        ("if X:\n    def make():\n        run()\n", False),
        ("if X:\n    try:\n        import a\n    except E:\n        run()\n", True),
        ("".join(" " * depth + "if x:\n" for depth in range(90)) + " " * 90 + "x = 1\n", False),
        ("for x in y:\n    print(x)\n", True),
        ("if __name__ == '__main__':\n    run()\n", True),
        ("import argparse\n", True),
        ("#!/usr/bin/env python\n", True),
    ],
)
def test_a_program_does_something_when_it_is_run(source: str, expected: bool) -> None:
    assert is_program(make_suite(source)) is expected


@pytest.mark.parametrize(
    ("importer", "expected"),
    [
        ("from tests.test_values import X\n", True),
        ("from .test_values import X\n", True),
        ("from . import test_values\n", True),
        ("import test_values\n", True),
        ("from elsewhere.test_values import X\n", False),
        ("x = 'test_values'\n", False),
    ],
)
def test_a_file_is_imported_when_the_import_means_it(
    tmp_path: Path, importer: str, expected: bool
) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_values.py").write_text("X = 1\n")
    (tmp_path / "tests" / "test_a.py").write_text(importer)
    suite = make_suite("X = 1\n", path="tests/test_values.py", root=tmp_path)
    assert is_imported(suite) is expected


def test_a_name_is_used_where_its_file_or_another_speaks_of_it(tmp_path: Path) -> None:
    suite = make_suite("class A: ...\nclass B: ...\nclass C: ...\nrun(B)\n", root=tmp_path)
    (tmp_path / "other.py").write_text("from tests.test_example import C\n")
    assert [is_used(suite, name) for name in "ABC"] == [False, True, True]


@pytest.mark.parametrize(
    ("source", "method", "expected"),
    [
        ("def a(): ...", False, True),
        ("def a(x): ...", False, False),
        ("def a(self): ...", True, True),
        ("def a(self, x): ...", True, False),
    ],
)
def test_parameters_tell_whether_pytest_could_call_it(
    source: str, method: bool, expected: bool
) -> None:
    node = make_suite(source).module.definitions["a"]
    assert takes_only_self(node, method=method) is expected
