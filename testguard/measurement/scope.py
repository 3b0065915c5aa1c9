"""Which files a coverage measurement looks at, told from its options."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

from coverage import Coverage
from coverage.exceptions import ConfigError


def measures(cov: Coverage, file: Path) -> bool:
    """Whether ``file`` would have been measured, had it been run.

    Sources are folders or package names; a package is compared with the end of the path, because
    importing it here would run the user's code.
    """
    if _matches(_option(cov, "run:omit"), file):
        return False
    sources = [
        *_option(cov, "run:source"),
        *_option(cov, "run:source_dirs"),
        *_option(cov, "run:source_pkgs"),
    ]
    if sources:
        return any(_holds(source, file) for source in sources)
    include = _option(cov, "run:include")
    return not include or _matches(include, file)


def _option(cov: Coverage, name: str) -> list[str]:
    try:
        value = cov.get_option(name)
    except ConfigError:  # an option that this version of coverage does not have yet
        return []
    return [str(entry) for entry in value] if isinstance(value, list | tuple | set) else []


def _holds(source: str, file: Path) -> bool:
    if Path(source).is_dir():
        return Path(source).resolve() in file.resolve().parents
    package = "/" + source.replace(".", "/")
    name = file.resolve().with_suffix("").as_posix()
    return name.endswith(package) or f"{package}/" in name


def _matches(patterns: Iterable[str], file: Path) -> bool:
    path = file.resolve().as_posix()
    return any(
        fnmatch(
            path,
            pattern if pattern.startswith(("*", "/")) else f"{Path.cwd().as_posix()}/{pattern}",
        )
        for pattern in patterns
    )
