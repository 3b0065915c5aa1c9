"""Findings of cfn-lint in the templates that ``cdk synth`` left behind, under its own codes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from shutil import which
from sys import executable
from typing import Annotated, Any

import msgspec

from testguard.config import Config
from testguard.errors import ConfigError
from testguard.model.finding import Confidence, Finding, Severity
from testguard.model.fingerprint import fingerprint
from testguard.model.project import Problem, Project
from testguard.model.source import Span

CFN_LINT = "cfn-lint"
UNREADABLE = "E0000"  # a template that is none: whatever is asked, it is told
LENGTH = 300
_APP, _OUTPUT, _TEMPLATES = "cdk.json", "cdk.out", "*.template.json"
_CODE = "import sys; from cfnlint.runner import main; sys.exit(main())"
_SEVERITIES = {"Error": Severity.ERROR, "Warning": Severity.WARNING}
_PATH = "aws:cdk:path"
Count = Annotated[int, msgspec.Meta(ge=1)]


class _Point(msgspec.Struct, rename="pascal"):
    line_number: Count
    column_number: Count


class _Location(msgspec.Struct, rename="pascal"):
    start: _Point
    end: _Point
    path: list[str | int] | None = None


class _Rule(msgspec.Struct, rename="pascal"):
    id: str
    source: str = ""


class _Match(msgspec.Struct, rename="pascal"):
    """One finding in cfn-lint's JSON: https://github.com/aws-cloudformation/cfn-lint#parameters."""

    filename: str
    level: str
    location: _Location
    message: str
    rule: _Rule


def in_templates(
    config: Config, project: Project, rules: Sequence[str]
) -> tuple[tuple[Finding, ...], tuple[Problem, ...]]:
    """What cfn-lint finds in synthesised templates, by ``rules``: codes, or the starts of some.

    A finding is about a line of a template; its symbol is the construct that made the resource.
    That there is no template is a fatal problem, that one is older than the code a warning.
    cfn-lint's own configuration holds. Raises `ConfigError` where it is not installed or fails.
    """
    templates = _templates(project)
    if not templates:
        message = f"{_origin(config)}: cfn-lint is configured, and there is no template to read"
        return (), (Problem(message, hint="run `cdk synth` first", fatal=True),)
    names = [each.relative_to(project.root).as_posix() for each in templates]
    matches = _matches(config, [*_command(config), "--", *names])
    wanted = (each for each in matches if each.rule.id.startswith((*rules, UNREADABLE)))
    constructs = {name: _constructs(project.root / name) for name in names}
    found = tuple(_findings(wanted, constructs))
    return found, tuple(_outdated(project, templates))


def _templates(project: Project) -> list[Path]:
    """The templates in the output folders of the project's apps."""
    apps = {program.origin for program in project.programs if program.origin.endswith(_APP)}
    folders = {project.root / _output(project.root, app) for app in (*apps, _APP)}
    return sorted(file for folder in folders for file in folder.glob(f"**/{_TEMPLATES}"))


def _output(root: Path, app: str) -> PurePosixPath:
    """Where the CLI puts what an app synthesises, relative to the root."""
    settings = _read(root / app)
    output = settings.get("output")
    return PurePosixPath(app).parent / (output if isinstance(output, str) else _OUTPUT)


def _read(file: Path) -> dict[str, Any]:
    try:
        document = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):  # what is wrong with it is told where it matters
        return {}
    return document if isinstance(document, dict) else {}


def _constructs(template: Path) -> dict[str, str]:
    """The construct paths of logical ids."""
    resources = _read(template).get("Resources")
    found = {}
    for id_, body in resources.items() if isinstance(resources, dict) else ():
        metadata = body.get("Metadata") if isinstance(body, dict) else None
        path = metadata.get(_PATH) if isinstance(metadata, dict) else None
        if isinstance(path, str):
            found[id_] = path
    return found


def _command(config: Config) -> list[str]:
    options = ["--format", "json", "--non-zero-exit-code", "none"]
    if find_spec("cfnlint") is not None:
        return [executable, "-c", _CODE, *options]
    program = which(CFN_LINT)
    if program is None:
        raise ConfigError(
            f"{_origin(config)}: the linter cfn-lint is configured and not installed",
            hint="pip install cfn-lint",
        )
    return [program, *options]


def _matches(config: Config, command: Sequence[str]) -> list[_Match]:
    done = subprocess.run(command, cwd=config.root, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = told[-1] if told else f"exit code {done.returncode}"
        raise ConfigError(f"{_origin(config)}: cfn-lint refuses to run: {reason}")
    try:
        return msgspec.json.decode(done.stdout or b"[]", type=list[_Match])
    except msgspec.DecodeError as error:
        message = f"{_origin(config)}: what cfn-lint prints cannot be read: {error}"
        raise ConfigError(message) from error


def _origin(config: Config) -> str:
    return config.origin(f"linters.{CFN_LINT}") or config.file


def _findings(
    matches: Iterator[_Match], constructs: dict[str, dict[str, str]]
) -> Iterator[Finding]:
    seen: dict[tuple[str, ...], int] = {}
    for each in matches:
        path = PurePosixPath(each.filename).as_posix()
        keys = [str(key) for key in each.location.path or ()]
        construct = constructs.get(path, {}).get(keys[1], "") if keys[:1] == ["Resources"] else ""
        key = (each.rule.id, path, construct, ".".join(keys))
        yield _finding(each, path, construct, fingerprint(*key, seen.get(key, 0)))
        seen[key] = seen.get(key, 0) + 1


def _finding(each: _Match, path: str, construct: str, mark: str) -> Finding:
    code, start, end = each.rule.id, each.location.start, each.location.end
    where = f"{construct}: " if construct else ""
    message = each.message if len(each.message) <= LENGTH else f"{each.message[:LENGTH]}..."
    return Finding(
        code=code,
        rule=f"{CFN_LINT}-{code.lower()}",
        severity=_SEVERITIES.get(each.level, Severity.INFO),
        confidence=Confidence.CERTAIN,
        path=path,
        span=Span(start.line_number, start.column_number, end.line_number, end.column_number),
        message=f"{where}{message}",
        hint=each.rule.source,
        symbol=construct,
        fingerprint=mark,
    )


def _outdated(project: Project, templates: Sequence[Path]) -> Iterator[Problem]:
    oldest = min(templates, key=lambda file: file.stat().st_mtime)
    for stack in project.stacks:
        code = project.root / stack.path
        if code.exists() and code.stat().st_mtime > oldest.stat().st_mtime:
            message = f"{oldest.relative_to(project.root).as_posix()} is older than {stack.path}"
            yield Problem(f"{message}: cfn-lint read what the code was", hint="run `cdk synth`")
            return
