"""Where the configuration is, and which folder is the root of the project."""

from __future__ import annotations

from collections.abc import Iterator
from os.path import relpath
from pathlib import Path

from msgspec import Struct

from testguard.config.document import Document, Setting, read_document
from testguard.errors import ConfigError

OWN_FILE = "testguard.toml"
PYPROJECT = "pyproject.toml"
SECTION = ("tool", "testguard")
ROOT_MARKERS = (".git", PYPROJECT, "setup.cfg", "pytest.ini", "cdk.json", "Pulumi.yaml")


class Found(Struct, frozen=True):
    """The root, and the settings of the configuration file where there is one."""

    root: Path
    file: str = ""
    settings: Setting | None = None


def locate(root: Path | None, file: Path | None, start: Path) -> Found:
    """Find the configuration: ``file``, or the nearest one from ``start`` upwards.

    Raises `ConfigError` where ``file`` or ``root`` is missing, or a candidate cannot be read.
    """
    if root is not None and not root.is_dir():
        raise ConfigError(f"the root {root} is not a folder", hint="check the path of --root")
    try:
        start = start.resolve()
        folders = list(_upwards(start))
        if file is not None:
            return _given(file.resolve(), root)
        for folder in folders:
            if (found := _settings_in(folder, root or folder)) is not None:
                return found
        return Found((root or _marked(folders) or start).resolve())
    except OSError as error:
        message = f"cannot look for a configuration: {error.filename}: {error.strerror}"
        raise ConfigError(message) from error


def _upwards(start: Path) -> Iterator[Path]:
    for folder in (start, *start.parents):
        yield folder
        if (folder / ".git").exists():
            return


def _marked(folders: list[Path]) -> Path | None:
    marked = (f for f in folders if any((f / name).exists() for name in ROOT_MARKERS))
    return next(marked, None)


def settings_in(document: Document, root: Path, *, plain: bool) -> Found | None:
    """The settings of a document: below ``[tool.testguard]``, or, if ``plain``, at its top."""
    tool = document.data.get("tool")
    if isinstance(tool, dict) and "testguard" in tool:
        settings = Setting(document, SECTION, tool["testguard"], len(SECTION))
    elif plain:
        settings = Setting(document, (), document.data)
    else:
        return None
    return Found(root.resolve(), document.name, settings)


def only_one(own: Found | None, shared: Found | None) -> Found | None:
    """The settings of a folder, whose two files must not both have some. Raises `ConfigError`."""
    if own is not None and shared is not None:
        raise ConfigError(
            f"{shared.file}: [tool.testguard] and {OWN_FILE} beside it are two configurations",
            hint="keep one of them",
        )
    return own or shared


def _given(file: Path, root: Path | None) -> Found:
    folder = root or file.parent
    document = read_document(file, shown(file, folder))
    found = settings_in(document, folder, plain=file.name != PYPROJECT)
    if found is None:
        raise ConfigError(
            f"{document.name}: has no [tool.testguard]", hint="`testguard init` writes one"
        )
    return found


def _settings_in(folder: Path, root: Path) -> Found | None:
    own, shared = (
        settings_in(read_document(path, shown(path, root)), root, plain=plain)
        if path.is_file()
        else None
        for path, plain in ((folder / OWN_FILE, True), (folder / PYPROJECT, False))
    )
    return only_one(own, shared)


def shown(file: Path, root: Path) -> str:
    """The path of a file as messages give it: relative to the root."""
    return Path(relpath(file, root.resolve())).as_posix()
