"""The configuration as a git ref has it, so that a change cannot lower its own bar."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from testguard.config import METRICS, Config
from testguard.config.document import Document, parse_document
from testguard.config.loading import config_of
from testguard.config.locate import OWN_FILE, PYPROJECT, Found, only_one, settings_in, shown
from testguard.config.requirements import parse_requirements
from testguard.errors import ConfigError
from testguard.gate.baseline import BaselineEntry, parse_baseline, read_baseline
from testguard.gate.git import commit_of, content_at, git

OPTION = "--baseline"


def config_from(
    ref: str,
    root: Path | None = None,
    file: Path | None = None,
    *,
    start: Path,
    metrics: Collection[str] = METRICS,
) -> Config:
    """The configuration that `load_config` would find for ``start``, had ``ref`` been checked out.

    Only the configuration and the baseline are those of ``ref``: the code that is judged is the
    working tree's. Origins begin with the ref: ``main:pyproject.toml:12``.

    Raises `GitError` where git does not know ``ref``, and `ConfigError` where ``ref`` has no
    configuration: what the change itself brings along must not stand in for it.
    """
    top = Path(git(start, "rev-parse", "--show-toplevel").rstrip("\n"))
    commit_of(start, ref)
    if file is None:
        candidates = _upwards(ref, start.resolve(), top.resolve(), root)
    else:
        plain = file.name != PYPROJECT
        candidates = filter(None, [_settings(ref, file.resolve(), root, plain=plain)])
    found = next(candidates, None)
    if found is None:
        raise ConfigError(
            f"{ref} has no configuration of testguard for {file or start}",
            hint=f"merge `testguard init` into {ref} first, or leave --config-from out until then",
        )
    return replace(config_of(found, metrics, partial(_document, found.root, ref)), ref=ref)


def _document(root: Path, ref: str, name: str) -> Document:
    """A file that the configuration names, as ``ref`` has it."""
    data = content_at(root, ref, name)
    if data is None:
        raise ConfigError(f"{ref}:{name}: no such file", hint="mend `requirements`")
    return parse_requirements(data, f"{ref}:{name}")


def known_findings(config: Config) -> tuple[BaselineEntry, ...]:
    """The entries of the baseline, read where the configuration comes from.

    Raises `EvidenceError` for a baseline that is damaged.
    """
    path = config.root / config.baseline
    if not config.ref or config.origin("baseline") == OPTION:
        return read_baseline(path)
    data = content_at(config.root, config.ref, config.baseline)
    return parse_baseline(data, f"{config.ref}:{config.baseline}") if data is not None else ()


def _upwards(ref: str, start: Path, top: Path, root: Path | None) -> Iterator[Found]:
    """The configurations in the folders from ``start`` to the top of the repository."""
    for folder in (start, *start.parents):
        own = _settings(ref, folder / OWN_FILE, root, plain=True)
        found = only_one(own, _settings(ref, folder / PYPROJECT, root, plain=False))
        if found is not None:
            yield found
        if folder == top:
            return


def _settings(ref: str, file: Path, root: Path | None, *, plain: bool) -> Found | None:
    data = content_at(file.parent, ref, file.name)
    if data is None:
        return None
    folder = root or file.parent
    name = shown(file, folder)
    found = settings_in(parse_document(data, f"{ref}:{name}"), folder, plain=plain)
    return found and replace(found, file=name)
