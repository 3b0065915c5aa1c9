"""The project around a stack module: its files, its name, and the configuration of its stacks.

Formats: https://www.pulumi.com/docs/iac/concepts/projects/project-file/ and
https://www.pulumi.com/docs/iac/concepts/config/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct, field

from testguard.errors import BuildError
from testguard_pulumi.strings import text
from testguard_pulumi.subject import Subject, snake

NAMES = ("Pulumi.yaml", "Pulumi.yml")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SECURE = "secure"


class StackProject(Struct, frozen=True):
    """A project and one of its stacks.

    ``config`` are values by full key (``aws:region``) as the runtime takes them; ``secrets`` are
    the keys of secret ones, whose values are made up, because they are encrypted. ``file`` is that
    of the stack, ``stated`` the full keys of what it says openly.
    """

    folder: Path
    name: str = "project"
    stack: str = "dev"
    main: str = ""
    config: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    file: Path | None = None
    stated: tuple[str, ...] = ()

    @property
    def program(self) -> Path | None:
        """The file that `pulumi up` would run, if there is one."""
        start = self.folder / self.main
        file = start / "__main__.py" if start.is_dir() else start
        return file if file.is_file() else None


def find_project(module: Path, root: Path, stack: str = "") -> StackProject:
    """The project of ``module``: that of the nearest project file from its folder up to ``root``.

    Without one, a project named after the folder. Raises `BuildError` for files that cannot be
    read, and for a stack without a file where others have one.
    """
    folders = [each for each in (module.parent, *module.parents) if each.is_relative_to(root)]
    for folder in dict.fromkeys(folders):
        for name in NAMES:
            if (folder / name).is_file():
                return _read(folder, folder / name, stack)
    return StackProject(root, root.name or "project", stack or "dev")


def encode(value: object) -> str:
    """A configuration value as the runtime takes it: strings as they are, JSON otherwise."""
    return value if isinstance(value, str) else json.dumps(value)


def _read(folder: Path, file: Path, stack: str) -> StackProject:
    project = _load(file)
    name = str(project.get("name") or folder.name)
    place = project.get("stackConfigDir")
    stacks = _stack_files(folder / place if isinstance(place, str) else folder)
    chosen = stack or ("dev" if "dev" in stacks or not stacks else min(stacks))
    if stack and stacks and stack not in stacks:
        raise BuildError(
            f"{folder} has no stack {stack!r}", hint=f"its stacks are {', '.join(sorted(stacks))}"
        )
    settings = _load(stacks[chosen]) if chosen in stacks else {}
    own = _settings(settings, name)
    values = {**_defaults(project, name), **own}
    secrets = tuple(key for key, value in values.items() if _holds_secret(value))
    main = project.get("main")
    return StackProject(
        folder=folder,
        name=name,
        stack=chosen,
        main=main if isinstance(main, str) else "",
        config={key: encode(_revealed(value, key)) for key, value in values.items()},
        secrets=secrets,
        file=stacks.get(chosen),
        stated=tuple(key for key in own if key not in secrets),
    )


def _stack_files(folder: Path) -> dict[str, Path]:
    found = [*folder.glob("Pulumi.*.yaml"), *folder.glob("Pulumi.*.yml")]
    return {each.name.split(".", 1)[1].rpartition(".")[0]: each for each in found}


def _load(file: Path) -> Mapping[str, Any]:
    try:
        document = yaml.load(file.read_text("utf-8"), _LOADER)  # noqa: S506 - both are safe loaders
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise BuildError(f"{file} cannot be read: {' '.join(str(error).split())}") from error
    return document if isinstance(document, dict) else {}


def _defaults(project: Mapping[str, Any], name: str) -> dict[str, Any]:
    declared = project.get("config")
    found = {}
    for key, value in (declared if isinstance(declared, dict) else {}).items():
        if isinstance(value, dict):
            value = value.get("value", value.get("default"))  # noqa: PLW2901 - as declared
        if value is not None:
            found[_full(str(key), name)] = value
    return found


def _settings(settings: Mapping[str, Any], name: str) -> dict[str, Any]:
    config = settings.get("config")
    known = config if isinstance(config, dict) else {}
    return {_full(str(key), name): value for key, value in known.items() if value is not None}


def _full(key: str, project: str) -> str:
    return key if ":" in key else f"{project}:{key}"


def _holds_secret(value: object) -> bool:
    if isinstance(value, dict):
        return value.keys() == {_SECURE} or any(map(_holds_secret, value.values()))
    return isinstance(value, list) and any(map(_holds_secret, value))


def _revealed(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        if value.keys() == {_SECURE}:
            name = key.rpartition(":")[2]
            return text(Subject("pulumi:config:Config", name), snake(name))
        return {name: _revealed(item, str(name)) for name, item in value.items()}
    return [_revealed(item, key) for item in value] if isinstance(value, list) else value
