"""Every key of ``[tool.testguard]``, told once: its type, its meaning and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from msgspec import Struct

from testguard.config import values
from testguard.config.bars import read_bars, read_stacks, read_tight
from testguard.config.document import Setting
from testguard.config.linters import read_linters
from testguard.config.render import toml_value
from testguard.config.requirements import requirements_or_file
from testguard.config.shape import DEFAULT_BARS, Config

METRICS = ("lines", "branches", "defaults", "overrides", "validations")
Reader = Callable[[Setting, Collection[str]], object]


class ConfigKey(Struct, frozen=True):
    """A key: name, type and meaning for people, its field of `Config`, and how it is read.

    ``read`` takes the setting and the names of the metrics that may have a threshold.
    """

    key: str
    type: str
    field: str
    read: Reader
    meaning: str

    @property
    def default(self) -> str:
        """What holds where the key is left out, as TOML; an empty table is ""."""
        value = getattr(Config(Path()), self.field)
        if self.field == "thresholds":
            value = DEFAULT_BARS
        return "" if not value and "table" in self.type else toml_value(value)


def config_table() -> tuple[ConfigKey, ...]:
    """All keys in the order to show them: ``config``, ``init`` and the README are made from it."""
    return _KEYS


def _plain(read: Callable[[Setting], object]) -> Reader:
    return lambda setting, _: read(setting)


_KEYS = (
    ConfigKey(
        "stacks",
        "list of globs",
        "stacks",
        _plain(values.globs),
        "Stack modules. Left out, they are recognised by what they define.",
    ),
    ConfigKey(
        "tests",
        "list of globs",
        "tests",
        _plain(values.globs),
        "Files and folders with tests. Left out, pytest's own configuration tells.",
    ),
    ConfigKey(
        "exclude",
        "list of globs",
        "exclude",
        _plain(values.globs_with_exceptions),
        "Files and folders to leave alone, besides those git ignores.",
    ),
    ConfigKey(
        "select",
        "list of rules",
        "select",
        _plain(values.selectors),
        "Rules to run, by code, start of codes or name. Left out, all run.",
    ),
    ConfigKey(
        "ignore",
        "list of rules",
        "ignore",
        _plain(values.selectors),
        "Rules not to run; beats `select`.",
    ),
    ConfigKey(
        "per-path-ignores",
        "table: glob to list of rules",
        "per_path_ignores",
        _plain(values.per_path),
        "Rules that are not reported in some files.",
    ),
    ConfigKey(
        "severity",
        "table: rule to severity",
        "severities",
        _plain(values.severities),
        'Severity of rules: "error", "warning", "info" or "off".',
    ),
    ConfigKey(
        "fail-on",
        "list of confidences",
        "fail_on",
        _plain(values.confidences),
        'Findings that fail a run: "certain", "likely", "possible".',
    ),
    ConfigKey(
        "assertion-helpers",
        "list of names",
        "assertion_helpers",
        _plain(values.texts),
        "Functions that assert; dotted names and wildcards are allowed.",
    ),
    ConfigKey(
        "rules",
        "list of paths",
        "rules",
        _plain(values.texts),
        "Your own rules: ast-grep YAML files, by path or glob.",
    ),
    ConfigKey(
        "baseline",
        "path",
        "baseline",
        _plain(values.text),
        "Known findings, which do not fail a run; `testguard baseline` writes it.",
    ),
    ConfigKey(
        "tight",
        "number of points",
        "tight",
        _plain(read_tight),
        "How far a threshold may lag behind what its stack modules reach before the gate fails; "
        "`testguard gate --update` raises it. 100 never fails.",
    ),
    ConfigKey(
        "thresholds",
        "table: metric to number",
        "thresholds",
        read_bars,
        "What each stack module must reach: percent by metric, and of `changed-lines` with "
        "`gate --diff`; `tests-at-least` and `uncovered-lines-at-most` as counts. `requirements` "
        "is the percent of requirements that hold and are tested. A percent of 0 "
        "asks for nothing.",
    ),
    ConfigKey(
        "stack",
        "list of tables",
        "stack",
        read_stacks,
        "`thresholds` for the stack modules that match `modules`; the last match wins, key by key. "
        "`reason` says why one was lowered.",
    ),
    ConfigKey(
        "requirements",
        "list of tables, or path",
        "requirements",
        _plain(requirements_or_file),
        "What must hold of resources and stacks, or a TOML or YAML file that states it; "
        "`testguard requirements` checks it.",
    ),
    ConfigKey(
        "linters",
        "table: linter to list of rules",
        "linters",
        _plain(read_linters),
        "Rules of `ruff` for stack modules and handlers, and of `cfn-lint` (or `true`) for the "
        "templates in `cdk.out`; their findings are merged.",
    ),
)
