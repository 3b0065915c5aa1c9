from __future__ import annotations

import ast

import pytest

from testguard.measurement.probing.assertion_sites import assertion_sites


@pytest.mark.parametrize(
    ("statement", "asserts"),
    [
        ("assert x", True),
        ("self.assertEqual(a, b)", True),
        ("mock.assert_called_once_with(1)", True),
        ("template.has_resource_properties('A', {})", True),
        ("template.resource_count_is('A', 1)", True),
        ("template.all_resources_properties('A', {})", True),
        ("pytest.fail('no')", True),
        ("await mock.assert_awaited()", True),
        ("assert_that(x)", True),
        ("if x: raise AssertionError('no')", True),
        ("if x: pass\n    else: pytest.fail('no')", True),
        ("try: run()\n    except KeyError: self.fail('no')", True),
        ("while x: raise AssertionError", True),
        ("match x:\n        case 1: pytest.fail()", True),
        ("if x: raise ValueError('no')", False),
        ("if x: run(x)", False),
        ("run(x)", False),
        ("mock.assert_called_once", False),
        ("x = assert_size(y)", False),
    ],
)
def test_statements_that_assert(statement: str, asserts: bool) -> None:
    tree = ast.parse(f"async def test_x():\n    {statement}\n")
    assert bool(list(assertion_sites(tree))) is asserts
