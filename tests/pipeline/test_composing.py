"""What programs import."""

from __future__ import annotations

from pathlib import Path

import pytest

from testguard.pipeline.composing import imported_from

FILES = {
    "app.py": "from lib.stack import Stack\nimport os\n",
    "lib/__init__.py": "",
    "lib/stack.py": "from .database import Database\n",
    "lib/database.py": "from lib import stack\n",
    "lib/spare.py": "from lib import database\n",
}


@pytest.mark.parametrize(
    ("programs", "found"),
    [
        (["app.py"], {"lib/stack.py", "lib/database.py", "lib/__init__.py"}),
        (["lib/spare.py"], {"lib/stack.py", "lib/database.py", "lib/__init__.py"}),
        (["gone.py"], set()),
        ([], set()),
    ],
)
def test_imports_are_followed_as_far_as_they_lead(
    tmp_path: Path, programs: list[str], found: set[str]
) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert imported_from(tmp_path, programs) == found
