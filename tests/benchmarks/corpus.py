"""Test files to time linters on: the same ones for the same seed."""

from __future__ import annotations

import os
import random
from pathlib import Path

LINES = 150
_TEMPLATES = (
    "def test_{name}():\n    stack = make_stack({number})\n    assert stack.size == {number}\n",
    "def test_{name}(template):\n    template.has_resource_properties(\n"
    '        "AWS::S3::Bucket", {{"BucketName": "{name}"}}\n    )\n',
    '@pytest.mark.parametrize("value", [1, 2, {number}])\ndef test_{name}(value):\n'
    '    with pytest.raises(ValueError, match="{name}"):\n        make_stack(-value)\n',
    "class Test{title}:\n    def test_{name}(self):\n        for item in make_stack(3).items:\n"
    '            assert item.name != "{name}"\n        assert make_stack(3).items\n',
    "def test_{name}():\n    mock = MagicMock(return_value={number})\n    run(mock)\n"
    "    mock.assert_called_once_with({number})\n",
    "# The next one covers the {name} case: it needs a region.\n"
    'def test_{name}(monkeypatch):\n    monkeypatch.setenv("REGION", "{name}")\n'
    '    assert make_stack({number}).region == "{name}"\n',
)
_HOLLOW = (
    "# def test_{name}():\n#     stack = make_stack({number})\n#     assert stack.size == {number}\n",
    "def test_{name}():\n    pass\n",
    "def test_{name}():\n    make_stack({number})\n",
)
_HEADER = (
    '"""Tests of module {number}."""\n\nfrom unittest.mock import MagicMock\n\nimport pytest\n\n'
    "from lib.stack import make_stack, run\n"
)


def write_corpus(folder: Path, files: int, *, seed: int = 0, hollow_share: float = 0.05) -> Path:
    """Write ``files`` test files of `LINES` lines below ``folder``, 100 a folder."""
    chooser = random.Random(seed)
    for index in range(files):
        path = folder / "tests" / f"part_{index // 100:03}" / f"test_module_{index:05}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_module(chooser, index, hollow_share), encoding="utf-8")
    return folder


def evict(folder: Path) -> None:
    """Ask the kernel to forget the files, so that the next read is a cold one."""
    for path in folder.rglob("*.py"):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)


def _module(chooser: random.Random, index: int, hollow_share: float) -> str:
    text = _HEADER.format(number=index)
    while text.count("\n") < LINES:
        text = _extend(text, _piece(chooser, hollow_share))
    return text


def _extend(text: str, piece: str) -> str:
    missing = LINES - text.count("\n")
    addition = f"\n\n{piece}"
    return text + (addition if addition.count("\n") <= missing else "\n" * missing)


def _piece(chooser: random.Random, hollow_share: float) -> str:
    pool = _HOLLOW if chooser.random() < hollow_share else _TEMPLATES
    name = f"case_{chooser.randrange(10**6)}"
    return chooser.choice(pool).format(
        name=name, title=name.title().replace("_", ""), number=chooser.randrange(1000)
    )
