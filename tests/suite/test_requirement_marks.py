from __future__ import annotations

from testguard.suite.requirement_marks import requirement_marks
from testguard.testing import make_suite

SOURCE = """
import pytest
from pytest import mark

pytestmark = [pytest.mark.slow, pytest.mark.requirement("ALL-1")]

@pytest.mark.requirement("DR-1", "DR-2")
def test_one():
    pass

@mark.requirement("DR-1")
class TestTwo:
    pytestmark = pytest.mark.requirement("DR-3")

    @pytest.mark.requirement(NAME)
    def test_a(self):
        pass

@pytest.mark.other("DR-9")
@requirement("DR-9")
def test_three():
    pass
"""


def test_marks_of_tests_classes_and_modules_are_read() -> None:
    assert sorted(requirement_marks(make_suite(SOURCE))) == [
        ("ALL-1", "TestTwo.test_a"),
        ("ALL-1", "test_one"),
        ("ALL-1", "test_three"),
        ("DR-1", "TestTwo.test_a"),
        ("DR-1", "test_one"),
        ("DR-2", "test_one"),
        ("DR-3", "TestTwo.test_a"),
    ]


def test_a_file_without_marks_has_none() -> None:
    assert list(requirement_marks(make_suite("def test_a():\n    pass\n"))) == []
