"""``testguard init``."""

from __future__ import annotations

import tomllib
from pathlib import Path

import click

from testguard import pipeline
from testguard.cli.files import write_whole
from testguard.cli.session import Session, session_options
from testguard.cli.starter import starter
from testguard.cli.terminal import emit, say
from testguard.config import Config
from testguard.config.document import read_document
from testguard.config.locate import OWN_FILE, PYPROJECT
from testguard.errors import ConfigError

EPILOG = """\b
Examples:
  testguard init --dry-run
  testguard init
"""


@click.command(epilog=EPILOG)
@click.option("--dry-run", is_flag=True, help="Print what would be written, and write nothing.")
@session_options
def init(session: Session, *, dry_run: bool) -> int:
    """Write a commented configuration for this repository.

    It goes to the end of pyproject.toml, whose other lines stay as they are; without a
    pyproject.toml, to testguard.toml. What is discovered stands in the comments.
    """
    if session.file is not None:
        raise click.UsageError("--config has no meaning here: init writes the configuration")
    config = _unconfigured(session)
    pyproject = config.root / PYPROJECT
    own = not pyproject.is_file()
    path = config.root / OWN_FILE if own else pyproject
    text = starter(pipeline.find(config), prefix="" if own else "tool.testguard")
    whole = text if own else appended(pyproject, text)
    if dry_run:
        emit(text)
    else:
        write_whole(path, whole)
    if not session.quiet:
        say(f"{'would write' if dry_run else 'wrote'} {path}")
    return 0


def _unconfigured(session: Session) -> Config:
    config = session.config()
    if config.file and (session.root is None or "/" not in config.file):
        raise ConfigError(
            f"{config.root / config.file} configures testguard already",
            hint="`testguard config` shows it; --root DIR writes another one in a folder below",
        )
    return Config(config.root)


def appended(pyproject: Path, section: str) -> str:
    """The text of ``pyproject`` with ``section`` at its end, in its line ends.

    Raises `ConfigError` where that would not be valid TOML, such as after ``tool = {...}``.
    """
    read_document(pyproject, PYPROJECT)
    before = pyproject.read_bytes().decode("utf-8")
    newline = "\r\n" if "\r\n" in before else "\n"
    gap = newline if before.endswith("\n") or not before else newline * 2
    whole = before + gap + section.replace("\n", newline)
    try:
        added = isinstance(tomllib.loads(whole.removeprefix("\ufeff"))["tool"], dict)
    except tomllib.TOMLDecodeError:
        added = False
    if not added:
        raise ConfigError(
            f"{PYPROJECT}: its `tool` is written so that no [tool.testguard] can follow",
            hint=f"put the keys of testguard into {OWN_FILE} instead",
        )
    return whole
