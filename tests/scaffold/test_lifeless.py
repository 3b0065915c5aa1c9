from __future__ import annotations

from pathlib import Path

import pytest

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


def test_files_are_told_with_what_they_said(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text(COMMENTS, encoding="utf-8")
    (tmp_path / "test_b.py").write_text("x = run()\n", encoding="utf-8")
    (tmp_path / "test_c.py").write_bytes(b"\xff")
    counted = {"test_a.py": 1, "test_b.py": 2, "test_c.py": 3, "test_d.py": 4}
    assert lifeless(tmp_path, counted) == (Lifeless("test_a.py", COMMENTS, 1),)
