"""Where the configuration is, and which folder is the root of the project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path

from testguard.config.document import Setting, read_document
from testguard.errors import ConfigError

OWN_FILE = "testguard.toml"
PYPROJECT = "pyproject.toml"
SECTION = ("tool", "testguard")
ROOT_MARKERS = (".git", PYPROJECT, "setup.cfg", "pytest.ini", "cdk.json", "Pulumi.yaml")


@dataclass(frozen=True)
class Found:
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


def _given(file: Path, root: Path | None) -> Found:
    folder = root or file.parent
    document = read_document(file, _shown(file, folder))
    tool = document.data.get("tool")
    inside = isinstance(tool, dict) and "testguard" in tool
    if file.name != PYPROJECT and not inside:
        return Found(folder.resolve(), document.name, Setting(document, (), document.data))
    found = _settings_in_pyproject(file, folder)
    if found is None:
        raise ConfigError(
            f"{document.name}: has no [tool.testguard]", hint="`testguard init` writes one"
        )
    return found


def _settings_in(folder: Path, root: Path) -> Found | None:
    own, pyproject = folder / OWN_FILE, folder / PYPROJECT
    found = _settings_in_pyproject(pyproject, root) if pyproject.is_file() else None
    if not own.is_file():
        return found
    if found is not None:
        raise ConfigError(
            f"{found.file}: [tool.testguard] and {OWN_FILE} beside it are two configurations",
            hint="keep one of them",
        )
    document = read_document(own, _shown(own, root))
    return Found(root.resolve(), document.name, Setting(document, (), document.data))


def _settings_in_pyproject(path: Path, root: Path) -> Found | None:
    document = read_document(path, _shown(path, root))
    tool = document.data.get("tool")
    if not isinstance(tool, dict) or "testguard" not in tool:
        return None
    settings = Setting(document, SECTION, tool["testguard"], len(SECTION))
    return Found(root.resolve(), document.name, settings)


def _shown(file: Path, root: Path) -> str:
    return Path(relpath(file, root.resolve())).as_posix()
