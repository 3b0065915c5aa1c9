"""The configuration that ``testguard init`` writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from textwrap import wrap

from testguard.config import DEFAULT_BARS, ConfigKey, config_table
from testguard.model.project import Project

WIDTH = 96
SHOWN = 8
EXAMPLES = {
    "stacks": '["lib/**/*.py"]',
    "tests": '["tests"]',
    "exclude": '["vendor/"]',
    "select": '["TG1"]',
    "ignore": '["TG109"]',
    "assertion-helpers": '["verify_*"]',
    "rules": '["testguard-rules/*.yml"]',
    "tight": "2",
    "per-path-ignores": '"tests/legacy/**" = ["TG104"]',
    "severity": 'TG109 = "warning"',
    "requirements": 'id = "DR-1"\nresource = "AWS::RDS::DBInstance"\nburstable = false',
    "linters": 'ruff = ["G004", "TRY002"]',
    "stack": 'modules = ["lib/legacy/*.py"]\nthresholds = { lines = 60 }',
}


def starter(project: Project, *, prefix: str) -> str:
    """A commented configuration; ``prefix`` is the dotted name of its table, or ""."""
    keys = config_table()
    plain = [entry for entry in keys if "table" not in entry.type]
    tables = [entry for entry in keys if "table" in entry.type]
    lines = [
        *([f"[{prefix}]"] if prefix else []),
        *(line for entry in plain for line in (*_comment(entry, project), *_setting(entry), "")),
        *(
            line
            for entry in tables
            for line in (*_comment(entry, project), *_table(entry, prefix), "")
        ),
    ]
    return "\n".join(lines[:-1]) + "\n"


def _comment(entry: ConfigKey, project: Project) -> Iterator[str]:
    yield from (f"# {line}" for line in wrap(entry.meaning, WIDTH))
    if entry.key == "stacks":
        yield from _found("stack modules", [stack.path for stack in project.stacks])
    elif entry.key == "tests":
        yield from _found("suites", [suite.path for suite in project.suites])


def _found(what: str, paths: Sequence[str]) -> Iterator[str]:
    yield f"# {what} found here: {len(paths) or 'none'}"
    yield from (f"#   {_on_one_line(path)}" for path in islice(paths, SHOWN))
    if len(paths) > SHOWN:
        yield f"#   and {len(paths) - SHOWN} more: testguard config --explain"


def _on_one_line(path: str) -> str:
    return path if path.isprintable() else ascii(path)


def _setting(entry: ConfigKey) -> Iterator[str]:
    yield f"# {entry.key} = {EXAMPLES.get(entry.key, entry.default)}"


def _table(entry: ConfigKey, prefix: str) -> Iterator[str]:
    name = f"{prefix}.{entry.key}" if prefix else entry.key
    if entry.key == "thresholds":
        yield f"[{name}]"
        yield from (f"{bar.name} = {bar.value}" for bar in DEFAULT_BARS)
        return
    yield f"# [[{name}]]" if entry.type.startswith("list") else f"# [{name}]"
    yield from (f"# {line}" for line in EXAMPLES[entry.key].splitlines())
