from __future__ import annotations

import ast
from pathlib import Path

import pytest

from testguard.model.project import Pairing, Project
from testguard.scaffold.annotating import annotates, bare

ANNOTATED = "def make(size: int) -> None: ...\n"
PLAIN = "def make(size): ...\n"


def project(root: Path, files: dict[str, str]) -> Project:
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    return Project(root, pairings=(Pairing("stack.py", "test_stack.py", "by name"),))


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"stack.py": ANNOTATED}, True),
        ({"stack.py": PLAIN}, False),
        ({"stack.py": PLAIN, "test_stack.py": ANNOTATED}, True),
        ({"stack.py": PLAIN, "other.py": ANNOTATED}, False),
        ({"stack.py": PLAIN, "mypy.ini": "[mypy]\n"}, True),
        ({"stack.py": PLAIN, "pyproject.toml": "[tool.mypy]\n"}, True),
        ({"stack.py": PLAIN, "pyproject.toml": "[tool.ruff]\n"}, False),
        ({"stack.py": "import pulumi\n"}, True),
        ({"stack.py": "def broken(:\n"}, True),
    ],
)
def test_annotations_are_written_where_the_repository_writes_them(
    tmp_path: Path, files: dict[str, str], expected: object
) -> None:
    assert annotates(project(tmp_path, files), ["stack.py"]) is expected


TEXT = '''\
from __future__ import annotations


def given(name: str, *more: int, size: dict[str, int] = {}, **rest: Any) -> dict[str, Any]:
    return {"é": name, "é": more}; x = lambda a: a


def wide(
    först: Callable[
        ..., int
    ],
    second: str = "a: b -> c",
) -> None:
    """Keep: this -> that."""
'''


def test_the_annotations_of_functions_go_and_nothing_else() -> None:
    shown = bare(TEXT)
    expected = ast.unparse(
        ast.parse(
            'def given(name, *more, size={}, **rest):\n    return {"é": name, "é": more}\n'
            "    x = lambda a: a\ndef wide(först, second='a: b -> c'):\n"
            '    """Keep: this -> that."""\n'
        )
    )
    assert ast.unparse(ast.parse(shown)) == expected


def test_fields_keep_their_types() -> None:
    text = "from __future__ import annotations\n\n\nclass A:\n    size: int\n"
    assert bare(text) == text
