from __future__ import annotations

import pytest

from testguard.suite.commented_assertions import commented_assertions, is_assertion
from testguard.suite.module import Module
from testguard.testing import make_suite

MODULE = Module("tests/test_x.py", "import pytest\nfrom numpy.testing import assert_allclose\n")


@pytest.mark.parametrize(
    "statement",
    [
        "assert x == 1",
        "assert not x.ready",
        "assert f(x)",
        "assert x is None",
        'assert "name" in tags',
        "assert (x,\n  y) == z",
        "self.assertEqual(a, b)",
        "self.assertTrue(a)",
        'template.has_resource_properties("AWS::SQS::Queue", {\n    "VisibilityTimeout": 300\n})',
        'template.resource_count_is("AWS::S3::Bucket", 1)',
        "mock.assert_called_once()",
        "await mock.assert_awaited(1)",
        "assert_allclose(a, b)",
        "with pytest.raises(ValueError):",
        "with self.assertRaises(ValueError) as caught:",
    ],
)
def test_code_that_asserts_is_known(statement: str) -> None:
    assert is_assertion(MODULE, statement)


@pytest.mark.parametrize(
    "prose",
    [
        "ASSERT",
        "assert response",
        "assert properties",
        "assert name in tags",
        "assert permissions is unchanged",
        "assert not ready",
        "assert that the queue exists (see below)",
        "assert contains works as expected",
        "assertions: none",
        "When: X is initialized",
        'mocker.patch("a.b")',
        "resources = find(template)",
        "with open(path) as file:",
        "print(x == 1)",
        "pytest.fail('not yet')",
        "",
    ],
)
def test_prose_and_other_code_is_told_apart(prose: str) -> None:
    assert not is_assertion(MODULE, prose)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("def test_a():\n    x()\n    # assert x == 1\n    y()\n", [(3, 3)]),
        ("def test_a():\n    x()\n\n#     t.has_resource(\n#         1)\n", [(4, 5)]),
        ("def test_a():\n    x()\n# assert x == 1\n# text\n# assert y == 2\n", [(3, 3), (5, 5)]),
        ("def test_a():\n    # assert x == 1\n    pass\n", [(2, 2)]),
        ("def test_a():\n    x()\n    # Check\n    # self.fail(\n    #  x\n    # )\n", [(4, 6)]),
        ("def test_a():\n    x()\n    #assert x == \\\n    #    y\n", [(3, 4)]),
        ("def test_a():\n    x()\n\n# assert x == 1\n", []),
        ("def test_a():\n    x()\n# def test_b():\n#     assert x == 1\n", []),
        ("def test_a():\n    x()  # assert x == 1\n", []),
        ('def test_a():\n    x("""\n# assert x == 1\n""")\n', []),
        ("# assert x == 1\ndef test_a():\n    x()\n", []),
        ("def test_a():\n    x()\n    # assert (x == 1\n    y()\n", []),
        ("def test_a():\n    x()\n\ny()\n#     assert x == 1\n", []),
    ],
)  # fmt: skip
def test_comments_in_and_below_a_test_belong_to_it(
    source: str, lines: list[tuple[int, int]]
) -> None:
    [case] = make_suite(source).cases
    found = commented_assertions(case)
    assert [(each.span.line, each.span.end_line) for each in found] == lines


def test_comments_below_a_method_belong_to_it_and_not_to_the_next() -> None:
    source = (
        "class TestA:\n    def test_a(self):\n        x()\n        # assert x == 1\n\n"
        "    def test_b(self):\n        y()\n"
    )
    first, second = make_suite(source).cases
    assert [each.text for each in commented_assertions(first)] == ["assert x == 1"]
    assert commented_assertions(second) == ()
