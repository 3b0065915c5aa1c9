"""Findings of ruff in stack modules and handlers, merged under its own codes."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from sys import executable
from typing import Annotated

import msgspec

from testguard.config import Config
from testguard.errors import ConfigError
from testguard.inspection.cfn_lint import CFN_LINT
from testguard.inspection.selection import selected
from testguard.model.finding import Confidence, Finding, Severity
from testguard.model.fingerprint import fingerprint, fold
from testguard.model.rule import RuleInfo
from testguard.model.source import Span

RUFF = "ruff"
_ABOUT = {
    RUFF: "A rule of ruff, for stack modules and the code they deploy.",
    CFN_LINT: "A rule of cfn-lint, for the templates that are synthesised.",
}
Row = Annotated[int, msgspec.Meta(ge=1)]


class _Location(msgspec.Struct):
    row: Row
    column: Row


class _Diagnostic(msgspec.Struct):
    """One finding in ruff's JSON: https://docs.astral.sh/ruff/settings/#output-format."""

    filename: str
    location: _Location
    end_location: _Location
    message: str
    code: str | None = None
    url: str | None = None


def linter_rules(config: Config) -> tuple[RuleInfo, ...]:
    """The rules of other linters, by what the configuration calls them: ``G004``, ``TRY``."""
    return tuple(
        RuleInfo(code, f"{linter}-{code.lower()}", Severity.ERROR, _ABOUT[linter], origin=linter)
        for linter, codes in config.linters
        for code in codes
    )


def asked(config: Config, linter: str) -> tuple[str, ...]:
    """The rules of one linter that the configuration lets run."""
    infos = linter_rules(config)
    return tuple(i.code for i in infos if i.origin == linter and selected(config, i))


def delegated(config: Config, paths: Sequence[str]) -> tuple[Finding, ...]:
    """What ruff finds in the files at ``paths``, relative to the root.

    ruff's own configuration holds but for its rules and its excluded files, and so do ``noqa``
    comments. Raises `ConfigError` where it is not installed, or refuses its rules.
    """
    rules = asked(config, RUFF)
    return tuple(_ruff(config, rules, paths)) if rules and paths else ()


def _ruff(config: Config, rules: Sequence[str], paths: Sequence[str]) -> Iterator[Finding]:
    origin = config.origin("linters.ruff") or config.file
    options = ["check", "--output-format=json", "--no-fix", "--exit-zero"]
    command = [*_command(origin), *options, f"--select={','.join(rules)}", "--", *paths]
    done = subprocess.run(command, cwd=config.root, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ConfigError(f"{origin}: ruff refuses to run: {told[0] if told else done.returncode}")
    try:
        found = msgspec.json.decode(done.stdout, type=list[_Diagnostic])
    except msgspec.DecodeError as error:
        raise ConfigError(f"{origin}: what ruff prints cannot be read: {error}") from error
    seen: dict[tuple[str, str, str], int] = {}
    for each in found:
        path = _relative(each.filename, config.root)
        excerpt = _line(config.root / path, each.location.row)
        key = (path, each.code or "", fold(excerpt))
        yield _finding(each, path, excerpt, seen.get(key, 0))
        seen[key] = seen.get(key, 0) + 1


def _command(origin: str) -> list[str]:
    if find_spec(RUFF) is not None:
        return [executable, "-m", RUFF]
    program = which(RUFF)
    if program is None:
        raise ConfigError(
            f"{origin}: the linter ruff is configured and not installed", hint="pip install ruff"
        )
    return [program]


def _relative(name: str, root: Path) -> str:
    path = Path(name)
    for one, other in ((path, root), (path.resolve(), root.resolve())):
        if one.is_relative_to(other):
            return one.relative_to(other).as_posix()
    return path.as_posix()


def _line(file: Path, number: int) -> str:
    lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    return lines[number - 1] if number <= len(lines) else ""


def _finding(each: _Diagnostic, path: str, excerpt: str, occurrence: int) -> Finding:
    code = each.code or "invalid-syntax"
    start, end = each.location, each.end_location
    return Finding(
        code=code,
        rule=f"{RUFF}-{code.lower()}",
        severity=Severity.ERROR,
        confidence=Confidence.CERTAIN,
        path=path,
        span=Span(start.row, start.column, end.row, end.column),
        message=each.message,
        hint=each.url or "",
        excerpt=excerpt,
        fingerprint=fingerprint(code, path, "", fold(excerpt), occurrence),
    )
