from __future__ import annotations

import pytest

from testguard.plugin import Confidence
from testguard.rules.shadowed_test import shadowed_test
from testguard.testing import check_examples, check_source


def test_examples() -> None:
    check_examples(shadowed_test)


TWICE = "def test_a(): assert f()\n{between}\ndef test_a(): assert g()\n"


@pytest.mark.parametrize(
    "source",
    [
        TWICE.format(between=""),
        TWICE.format(between="def test_b(): assert h()\n"),
        TWICE.format(between="def helper():\n    return test_a\n"),
        "class TestX:\n    def test_a(self): assert f()\n    async def test_a(self): assert g()\n",
        (
            "import unittest\nclass X(unittest.TestCase):\n    def test_a(self): f()\n    def"
            " test_a(self): g()\n"
        ),
        (
            "class TestX:\n    def test_a(self): assert f()\nclass TestX:\n    def test_b(self):"
            " assert f()\n"
        ),
        "import pytest\n@pytest.mark.slow\ndef test_a(): assert f()\ndef test_a(): assert g()\n",
    ],
)
def test_a_name_that_is_defined_twice_hides_the_first(source: str) -> None:
    [offence] = check_source(shadowed_test, source)
    assert offence.confidence is Confidence.CERTAIN


def test_the_lost_test_is_pointed_at_and_the_other_is_named() -> None:
    [offence] = check_source(shadowed_test, TWICE.format(between=""))
    assert (offence.span.line, offence.symbol, offence.tests) == (1, "test_a", ("test_a",))
    assert "line 3" in offence.message


def test_a_lost_class_names_its_tests() -> None:
    source = (
        "class TestX:\n    def test_a(self): assert f()\nclass TestX:\n    def test_b(self): assert"
        " f()\n"
    )
    [offence] = check_source(shadowed_test, source)
    assert (offence.symbol, offence.tests) == ("TestX", ("test_a",))


@pytest.mark.parametrize(
    "source",
    [
        "if X:\n    def test_a(): assert f()\nelse:\n    def test_a(): assert g()\n",
        (
            "try:\n    import a\n    def test_a(): assert f()\nexcept ImportError:\n    def"
            " test_a(): assert g()\n"
        ),
        TWICE.format(between="run(test_a)"),
        TWICE.format(between="test_a = wrap(test_a)"),
        TWICE.format(between="del test_a"),
        "def test_a(): assert f()\n@test_a.register\ndef test_a(): assert g()\n",
        "from typing import overload\n@overload\ndef test_a(): ...\ndef test_a(): assert g()\n",
        (
            "class TestX:\n    @property\n    def test_a(self): ...\n    @test_a.setter\n    def"
            " test_a(self, v): ...\n"
        ),
        "import pytest\n@pytest.fixture\ndef test_a(): ...\ndef test_a(): assert g()\n",
        (
            "class TestX:\n    def test_a(self): assert f()\nclass TestX(TestX):\n    def"
            " test_b(self): assert f()\n"
        ),
        "class TestX:\n    def test_a(self): f()\nclass TestY:\n    def test_a(self): f()\n",
        "def helper(): ...\ndef helper(): ...\n",
        "def test_x():\n    def test_a(): ...\n    def test_a(): ...\n",
        "class TestX: pass\nclass TestX:\n    def test_a(self): assert f()\n",
    ],
)
def test_what_is_no_shadow_is_left_alone(source: str) -> None:
    assert check_source(shadowed_test, source) == []


def test_an_unknown_decorator_may_have_registered_the_first() -> None:
    [offence] = check_source(shadowed_test, "@announce\ndef test_a(): f()\ndef test_a(): g()\n")
    assert offence.confidence is Confidence.LIKELY


def test_functions_of_a_file_pytest_never_opens_are_left_alone() -> None:
    source = TWICE.format(between="")
    assert check_source(shadowed_test, source, path="tests/refactorings.py", collected=False) == []
