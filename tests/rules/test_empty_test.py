from __future__ import annotations

import pytest

from testguard.rules.empty_test import empty_test
from testguard.testing import check_examples, check_source


def test_examples() -> None:
    check_examples(empty_test)


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "...",
        '"""Later."""',
        "return",
        "return None",
        '"""Later."""\n    pass',
        "# nothing\n    pass",
    ],
)
def test_a_body_that_does_nothing_is_empty(body: str) -> None:
    [offence] = check_source(empty_test, f"def test_x():\n    {body}\n")
    assert (offence.span.line, offence.span.column, offence.symbol) == (1, 5, "test_x")


@pytest.mark.parametrize(
    "source",
    [
        "class TestX:\n  def test_a(self):\n    pass\n",
        "import unittest\nclass Whatever(unittest.TestCase):\n  async def test_a(self): pass\n",
        "import pytest\n@pytest.mark.parametrize('a', [1])\ndef test_a(a): ...\n",
    ],
)
def test_every_kind_of_test_is_looked_at(source: str) -> None:
    assert len(check_source(empty_test, source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "def test_x(record):\n    record()\n",
        "def helper(): pass\n",
        "import pytest\n@pytest.fixture\ndef test_client(): pass\n",
        "class TestX:\n  def setup_method(self): pass\n",
        (
            "from abc import abstractmethod\nclass TestX:\n  @abstractmethod\n  def test_a(self):"
            " ...\n"
        ),
    ],
)
def test_what_is_no_empty_test_is_left_alone(source: str) -> None:
    assert check_source(empty_test, source) == []
