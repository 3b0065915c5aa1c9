from __future__ import annotations

from pathlib import Path

import pytest

from testguard.model.finding import Confidence, Finding, Severity
from testguard.model.source import Span
from testguard.scaffold.lifeless import Lifeless, is_lifeless, lifeless

COMMENTS = """\
\"\"\"Tests.\"\"\"

import os
from lib.stack import Stack

REGIONS = ["eu-west-1"]

# def test_a():
#     assert Stack()

if __name__ == "__main__":
    unittest.main()
"""


@pytest.mark.parametrize("text", ["", COMMENTS, "NAME: str = 'a'\n", "pass\n"])
def test_imports_literals_and_comments_are_not_alive(text: str) -> None:
    assert is_lifeless(text)


@pytest.mark.parametrize(
    "text",
    [
        "def helper():\n    pass\n",
        "class Mocks:\n    pass\n",
        "pulumi.runtime.set_mocks(MyMocks())\n",
        "NAME = os.environ['NAME']\n",
        "name: str\n",
        "if __name__ == '__main__':\n    run()\nelse:\n    setup()\n",
        "for each in ():\n    pass\n",
        "def broken(:\n",
        "\0",
    ],
)
def test_whatever_may_do_something_is_alive(text: str) -> None:
    assert not is_lifeless(text)


HOLLOW_TESTS = """\
import json
import os
import unittest

HERE = os.path.dirname(__file__)
if os.path.exists(HERE):
    with open(HERE) as file:
        outputs = json.loads(file.read())
else:
    outputs = {}


class TestStack(unittest.TestCase):
    def setUp(self):
        self.app = App()

    def test_builds(self):
        Stack(self.app)
        assert True
        assert 1

    def test_nothing(self):
        pass


async def test_alone():
    await Stack()
"""


def says(
    code: str,
    symbol: str = "",
    path: str = "test_a.py",
    confidence: Confidence = Confidence.CERTAIN,
) -> Finding:
    span, tests = Span(1, 1, 1, 1), (symbol,)
    return Finding(code, "", Severity.ERROR, confidence, path, span, "", symbol=symbol, tests=tests)


FOUND = (
    says("TG105", "TestStack.test_builds"),
    says("TG105", "TestStack.test_builds"),
    says("TG102", "TestStack.test_nothing"),
    says("TG104", "test_alone"),
)


def test_tests_of_which_the_rules_say_that_they_assert_nothing_are_not_alive() -> None:
    assert is_lifeless(HOLLOW_TESTS, FOUND)


@pytest.mark.parametrize("left", range(len(FOUND)))
def test_one_test_that_may_assert_is_alive(left: int) -> None:
    assert not is_lifeless(HOLLOW_TESTS, FOUND[:left] + FOUND[left + 1 :])


@pytest.mark.parametrize(
    "more",
    [
        "    assert await Stack()\n",
        "    with pytest.raises(ValueError):\n        Stack()\n",
        "\ndef helper():\n    pass\n",
        "\nclass TestBase:\n    helper = build()\n",
        "\nset_up()\n",
    ],
)
def test_what_else_stands_there_may_be_alive(more: str) -> None:
    assert not is_lifeless(HOLLOW_TESTS + more, FOUND)


def test_files_are_told_with_what_they_said(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text(COMMENTS, encoding="utf-8")
    (tmp_path / "test_b.py").write_text("x = run()\n", encoding="utf-8")
    (tmp_path / "test_c.py").write_bytes(b"\xff")
    found = [says("TG101", path=f"test_{each}.py") for each in "abcd"]
    assert lifeless(tmp_path, found) == (Lifeless("test_a.py", COMMENTS, 1),)


def test_what_is_not_certain_leaves_a_file_alone(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text(COMMENTS, encoding="utf-8")
    assert not lifeless(tmp_path, [says("TG101", confidence=Confidence.LIKELY)])


@pytest.mark.parametrize("line", ["from tests.test_a import REGIONS", "    from . import test_a"])
def test_what_another_test_file_imports_is_alive(tmp_path: Path, line: str) -> None:
    (tmp_path / "test_a.py").write_text(COMMENTS, encoding="utf-8")
    (tmp_path / "test_b.py").write_text(f"import os\n{line}\n", encoding="utf-8")
    assert not lifeless(tmp_path, [says("TG101")], ["test_a.py", "test_b.py"])
    assert lifeless(tmp_path, [says("TG101")], ["test_a.py"])
