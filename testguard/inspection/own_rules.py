"""A team's own rules: ast-grep YAML files named in the configuration.

The format is ast-grep's (https://ast-grep.github.io/reference/yaml.html), one or more documents per
file: ``id`` is the code, ``message`` and ``note`` are what is said, ``severity`` is ``error``,
``warning``, ``info``, ``hint`` or ``off``, ``rule``, ``constraints``, ``utils`` and ``transform``
say what matches, and ``files`` and ``ignores`` are globs relative to the root. Own rules look at
suites and at stack modules.

The parser is imported where there are own rules, because most test runs have none.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from pathspec import GitIgnoreSpec

from testguard.inspection.attempt import attempt
from testguard.model.finding import Offence, Severity
from testguard.model.project import Conventions, Problem, SuiteFile
from testguard.model.rule import RuleInfo
from testguard.patterns import regex
from testguard.plugin import Rule, Suite
from testguard.suite.library import Library
from testguard.suite.module import Module
from testguard.syntax import Node, match_pattern, span

if TYPE_CHECKING:
    import yaml

_MATCHER_KEYS = ("rule", "constraints", "utils", "transform")
_KEYS = frozenset({
    *_MATCHER_KEYS, "id", "message", "note", "severity", "language", "files", "ignores", "url",
    "metadata", "labels", "fix", "rewriters",
})  # fmt: skip
_SEVERITIES = {
    "error": Severity.ERROR,
    "warning": Severity.WARNING,
    "info": Severity.INFO,
    "hint": Severity.INFO,
    "off": None,
}
_LANGUAGES = ("python", "py")
_NULL = "tag:yaml.org,2002:null"
_ID = regex(r"[A-Za-z][\w.-]*")
_NO_REASON = ("", "cannot get matcher", "Caused by")
_NOTHING = Suite(SuiteFile("", Conventions()), Module("", "pass\n"), Library(Path()))
_VARIABLE = regex(r"\$([A-Z_][A-Z0-9_]*)")


class Pattern(Struct, frozen=True, dict=True):
    """What an own rule looks for; a function of a suite, made of plain data."""

    matcher: Mapping[str, Any]
    message: str
    note: str = ""
    files: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()

    def __call__(self, suite: Suite) -> Iterator[Offence]:
        """One offence per match."""
        if not self._applies(suite.path):
            return
        for node in match_pattern(suite.root, self.matcher):
            yield Offence(span(node), self._message(node), self.note)

    def _message(self, node: Node) -> str:
        def captured(variable: re.Match[str]) -> str:
            found = node.get_match(variable[1])
            return found.text() if found else variable[0]

        return _VARIABLE.sub(captured, self.message)

    def _applies(self, path: str) -> bool:
        included = not self.files or self._included.match_file(path)
        return included and not self._ignored.match_file(path)

    @cached_property
    def _included(self) -> GitIgnoreSpec:
        return GitIgnoreSpec.from_lines(self.files)

    @cached_property
    def _ignored(self) -> GitIgnoreSpec:
        return GitIgnoreSpec.from_lines(self.ignores)


def load_own_rules(
    root: Path, entries: Iterable[str]
) -> tuple[tuple[Rule, ...], tuple[Problem, ...]]:
    """The rules of the files named by ``entries`` (paths or globs below ``root``).

    Whatever is wrong with a file or a document is a fatal `Problem`; the others are loaded.
    """
    rules: list[Rule] = []
    problems: list[Problem] = []
    for entry in entries:
        files = _files(root, entry)
        if not files:
            problems.append(_problem(entry, "no such rule file", "mend `rules` in the config"))
        for file in files:
            for item in _load(root, file):
                (rules if isinstance(item, Rule) else problems).append(item)  # type: ignore[arg-type]
    return tuple(rules), tuple(problems)


def _files(root: Path, entry: str) -> list[Path]:
    path = root / entry
    if path.is_dir():
        return sorted([*path.rglob("*.yml"), *path.rglob("*.yaml")])
    if path.exists():
        return [path]
    if Path(entry).is_absolute():
        return []
    return sorted(root.glob(entry))


def _load(root: Path, file: Path) -> Iterator[Rule | Problem]:
    import yaml

    name = file.relative_to(root).as_posix() if file.is_relative_to(root) else str(file)
    try:
        documents = list(yaml.compose_all(file.read_text(encoding="utf-8"), yaml.SafeLoader))
    except (OSError, UnicodeDecodeError) as error:
        yield _problem(name, f"cannot be read: {error}")
        return
    except yaml.YAMLError as error:
        yield _problem(name, f"is not YAML: {' '.join(str(error).split())}")
        return
    filled = [node for node in documents if node.tag != _NULL]
    if not filled:
        yield _problem(name, "holds no rule")
    for node in filled:
        made = _make(name, node)
        if made is not None:
            yield made


def _make(name: str, node: yaml.Node) -> Rule | Problem | None:
    import yaml

    where = f"{name}:{node.start_mark.line + 1}"
    try:
        document = yaml.constructor.SafeConstructor().construct_document(node)
    except yaml.YAMLError as error:
        return _problem(where, f"is not YAML: {' '.join(str(error).split())}")
    wrong = _shape(document) or _refusal(document)
    if wrong:
        own = document.get("id") if isinstance(document, dict) else None
        return _problem(where, f"rule {own!r} {wrong}" if own else f"a rule {wrong}")
    return _rule(name, document)


def _shape(document: Any) -> str:
    if not isinstance(document, dict):
        return "is not a mapping with `id`, `message`, `language` and `rule`"
    unknown = sorted(str(key) for key in document if key not in _KEYS)
    if unknown:
        return f"has the unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}"
    if not _ID.fullmatch(str(document.get("id") or "")):
        return "needs an `id` of letters, digits, dots, dashes and underscores"
    if not isinstance(document.get("rule"), dict):
        return "needs a `rule`"
    if str(document.get("language", "")).lower() not in _LANGUAGES:
        return f"is for the language {document.get('language')!r}; only python is read"
    if _severity(document) not in _SEVERITIES:
        return f"has the severity {document['severity']!r}; known are {', '.join(_SEVERITIES)}"
    globs = [document.get(key, []) for key in ("files", "ignores")]
    if not all(isinstance(some, list) and all(isinstance(x, str) for x in some) for some in globs):
        return "needs lists of globs in `files` and `ignores`"
    return ""


def _severity(document: Mapping[str, Any]) -> str:
    written = document.get("severity", "hint")
    return "off" if written is False else str(written)  # YAML reads a bare `off` as false


def _refusal(document: Mapping[str, Any]) -> str:
    """Why ast-grep does not take the rule, in one line, without the backtrace it gives."""
    info = RuleInfo(str(document["id"]), "", Severity.INFO, "")
    error = attempt(Rule(info, Pattern(_matcher(document), "")), _NOTHING)
    if not isinstance(error, Exception):
        return ""
    lines = str(error).partition("Stack backtrace")[0].splitlines()
    reasons = [line.strip(" 0123456789:") for line in lines]
    told = "; ".join(reason for reason in reasons if reason not in _NO_REASON)
    return f"is refused by ast-grep: {told}"


def _matcher(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: document[key] for key in _MATCHER_KEYS if key in document}


def _rule(name: str, document: Mapping[str, Any]) -> Rule | None:
    code = str(document["id"])
    message = " ".join(str(document.get("message") or code).split())
    note = str(document.get("note") or "").strip()
    severity = _SEVERITIES[_severity(document)]
    if severity is None:
        return None
    info = RuleInfo(code, code, severity, message, note, origin=name)
    globs = [tuple(document.get(key, ())) for key in ("files", "ignores")]
    return Rule(info, Pattern(_matcher(document), message, note, *globs))


def _problem(where: str, what: str, hint: str = "") -> Problem:
    return Problem(
        what, path=where, hint=hint or "mend the rule file; its rules did not run", fatal=True
    )
