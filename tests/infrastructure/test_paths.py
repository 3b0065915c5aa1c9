from __future__ import annotations

import pytest

from testguard.infrastructure.calls import read_calls
from testguard.infrastructure.paths import read_path
from testguard.infrastructure.values import Values
from testguard.suite.module import Module

HEAD = "import os\nimport os.path as osp\nfrom pathlib import Path\nHERE = Path(__file__).parent\n"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('"lambda"', "lambda"),
        ('"./lambda/"', "lambda"),
        ('os.path.join(os.path.dirname(__file__), "handlers")', "app/lib/handlers"),
        ('os.path.join(os.path.dirname(__file__), "..", "lambda")', "app/lambda"),
        ("os.path.dirname(os.path.dirname(__file__))", "app"),
        ('str(Path(__file__).parent / "handlers")', "app/lib/handlers"),
        ('Path(__file__).parent.parent.joinpath("lambda").as_posix()', "app/lambda"),
        ('(HERE / ".." / "lambda").resolve()', "app/lambda"),
        ('Path(__file__).resolve().parents[1] / "lambda"', "app/lambda"),
        ('os.path.dirname(__file__) + "/handlers"', "app/lib/handlers"),
        ('os.path.abspath(osp.join("a", "b"))', "a/b"),
        ('os.path.join(root, "lambda")', None),
        ("HERE / name", None),
        ("find()", None),
        ("7", None),
    ],
)
def test_paths_are_put_together(expression: str, expected: str | None) -> None:
    module = Module("app/lib/stack.py", f"{HEAD}use({expression})\n")
    call = next(each for each in read_calls(module) if each.name == "use")
    argument = call.positional[0]
    assert read_path(Values(module), argument) == expected
