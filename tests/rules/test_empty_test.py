from __future__ import annotations

import pytest

from testguard.plugin import Confidence
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


@pytest.mark.parametrize(
    "source",
    [
        "import pytest\n@pytest.mark.skip(reason='later')\ndef test_a(): pass\n",
        (
            "import unittest\nclass X(unittest.TestCase):\n  @unittest.skip('later')\n  def"
            " test_a(self): pass\n"
        ),
        "@SKIP('abstract class')\ndef test_a(): pass\n",
        "from pytest_bdd import scenario\n@scenario('a.feature', 'b')\ndef test_a(): pass\n",
        "def test_a():\n  'Doctest: >>> 1 + 1'\n",
        "def test_hook(): pass\nregister('hook', test_hook)\n",
        "import unittest\nclass X(unittest.TestCase):\n  def runTest(self): pass\n",
        "def test_path(): return '/tmp'\n",
        "def test_a(): print('done')\n",
    ],
)
def test_what_is_skipped_run_elsewhere_or_handed_on_is_left_alone(source: str) -> None:
    assert check_source(empty_test, source) == []


def confidence(source: str, **options: object) -> Confidence:
    offence = check_source(empty_test, source, **options)[0]
    return offence.confidence


@pytest.mark.parametrize(
    "source",
    [
        "def test_a(): pass\n",
        "def test_a():\n    # TODO: write this test once the stack is there\n    pass\n",
        "import pytest\n@pytest.mark.parametrize('a', [1])\ndef test_a(a): ...\n",
        (
            "class TestX:\n  def setup_method(self): make()\n  def test_a(self): pass\n  def"
            " test_b(self): pass\n"
        ),
        "import unittest\nclass X(unittest.TestCase):\n  def test_a(self): pass\n",
    ],
)
def test_a_plainly_empty_test_is_certain(source: str) -> None:
    assert confidence(source) is Confidence.CERTAIN


@pytest.mark.parametrize(
    "source",
    [
        "def test_a(stack): pass\n",
        "@judge\ndef test_a(): pass\n",
        "class TestX:\n  def setup_method(self): make()\n  def test_a(self): pass\n",
        "def test_a():\n    # Importing the module above is all that this checks.\n    pass\n",
        "from elsewhere import StackTestCase\nclass X(StackTestCase):\n  def test_a(self): pass\n",
    ],
)
def test_a_test_that_may_have_its_reasons_is_likely(source: str) -> None:
    assert confidence(source) is Confidence.LIKELY


@pytest.mark.parametrize(
    "source",
    [
        (
            "class Base:\n  def test_a(self): assert f()\nclass TestX(Base):\n  def test_a(self):"
            " pass\n"
        ),
        "from elsewhere import Everything\nclass TestX(Everything):\n  def test_a(self): pass\n",
    ],
)
def test_a_test_that_blanks_an_inherited_one_is_possible(source: str) -> None:
    offences = check_source(empty_test, source)
    assert [offence.confidence for offence in offences] == [Confidence.POSSIBLE]


def test_files_of_test_data_and_uncollected_files_are_never_certain() -> None:
    source = "def test_a(): pass\n"
    assert confidence(source, path="tests/data/test_a.py") is Confidence.LIKELY
    assert confidence(source, collected=False) is Confidence.LIKELY


def test_functions_of_a_file_pytest_never_opens_are_left_alone() -> None:
    options = {"path": "tests/refactorings.py", "collected": False}
    assert check_source(empty_test, "def test_a(): pass\n", **options) == []
    source = "import unittest\nclass X(unittest.TestCase):\n    def test_a(self): pass\n"
    assert confidence(source, **options) is Confidence.LIKELY
