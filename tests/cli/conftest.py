from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest
from msgspec import Struct

from testguard.cli.main import run

STACK = """\
import pulumi


class Bucket(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("acme:Bucket", name)
"""
HOLLOW = """\
from lib.bucket import Bucket


def test_bucket():
    pass
"""
SOUND = """\
from lib.bucket import Bucket


def test_bucket():
    assert Bucket("a").name == "a"
"""


class Done(Struct, frozen=True):
    """How a command ended."""

    code: int
    out: str
    err: str


class Repository(Struct, frozen=True):
    """A small project on disk, and the command line in it."""

    root: Path
    capture: pytest.CaptureFixture[str]

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")

    def run(self, *args: object) -> Done:
        """Run a command in this process."""
        self.capture.readouterr()
        code = run([str(each) for each in args])
        captured = self.capture.readouterr()
        return Done(code, captured.out, captured.err)

    def command(self, *args: object) -> list[str]:
        return [sys.executable, "-m", "testguard", *(str(each) for each in args)]

    def environment(self, **more: str) -> dict[str, str]:
        """This process's, with plugins of the root, and nothing that decides about colours."""
        ours = {"NO_COLOR", "FORCE_COLOR", "PYTHONPATH", "TERM", "COLUMNS"}
        kept = {name: value for name, value in os.environ.items() if name not in ours}
        paths = [str(self.root), os.environ.get("PYTHONPATH", "")]
        return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, paths)), "TERM": "xterm", **more}

    def process(self, *args: object, **environment: str) -> Done:
        """Run a command in a process of its own."""
        done = subprocess.run(
            self.command(*args),
            cwd=self.root,
            env=self.environment(**environment),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def install_plugin(self, source: str) -> None:
        """Make ``source`` a plugin that child processes find by its entry point."""
        self.write(
            {
                "local_plugin.py": source,
                "local_plugin-1.dist-info/METADATA": "Name: local\nVersion: 1\n",
                "local_plugin-1.dist-info/entry_points.txt": "[testguard]\nlocal = local_plugin\n",
            }
        )


@pytest.fixture
def repository(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Repository]:
    """Makes a repository of the files given, with one stack module and its hollow test."""

    def make(files: Mapping[str, str] | None = None, *, hollow: bool = True) -> Repository:
        for name in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name, raising=False)
        made = Repository(tmp_path / "repository", capsys)
        made.write(
            {
                ".git/HEAD": "",
                "lib/bucket.py": STACK,
                "tests/test_bucket.py": HOLLOW if hollow else SOUND,
                **(files or {}),
            }
        )
        monkeypatch.chdir(made.root)
        return made

    return make
