"""What a setting leads to: the validation paths that refuse it, or a stack."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from msgspec import Struct, field

from testguard.errors import BuildError
from testguard.model.contract import Contract, InputKind, Validation, Watch
from testguard.model.resource import Message
from testguard.plugin import Code, Trial
from testguard.scaffold.bench import Bench
from testguard.scaffold.plan import Setting

MAX_CHAIN = 10
REPORTED, DELAYED = "Annotations.add_error", "node.add_validation"
LATE = re.compile("validation failed with the following errors", re.IGNORECASE)
_PYDANTIC = {
    "ge": "greater_than_equal", "gt": "greater_than", "le": "less_than_equal", "lt": "less_than",
    "min_length": "too_short", "max_length": "too_long", "pattern": "pattern_mismatch",
    "multiple_of": "multiple_of",
}  # fmt: skip


class Outcome(Struct, frozen=True):
    """The ids of the validation paths that refused, the error, and what an args class became.

    Without an error the setting was taken; an error without paths is another failure. ``args``
    tells that an args class alone decided. ``reported`` are the errors that the stack was built
    with and reports of itself.
    """

    paths: frozenset[str] = frozenset()
    error: BaseException | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    args: bool = False
    reported: tuple[Message, ...] = ()


class Judge(Struct):
    """Tries settings; args classes first, for they take no time."""

    contract: Contract
    bench: Bench
    trial: Trial
    base: Setting
    root: Path
    builds: int = 0
    seen: dict[str, Outcome] = field(default_factory=dict)

    def outcome(self, setting: Setting, *, build: bool = True) -> Outcome:
        """What ``setting``, over the base, leads to; without ``build`` as far as args tell."""
        key = f"{build} {setting!r}"
        if key not in self.seen:
            self.seen[key] = self._outcome(setting, build=build)
        return self.seen[key]

    def owner_of(self, setting: Setting) -> str:
        """The one args class that all of a setting is for, or ""."""
        owners = {name.partition(".")[0] for name in setting.arguments}
        rest = setting.config or setting.environment
        owner = next(iter(owners)) if len(owners) == 1 and not rest else ""
        return owner if owner and self.trial(owner, {}) is not None else ""

    def _outcome(self, setting: Setting, *, build: bool) -> Outcome:
        owner = self.owner_of(setting)
        if owner:
            given = {**self.base.arguments, **setting.arguments}
            tried = self.trial(owner, {name: Code(text) for name, text in given.items()})
            if tried is not None and (tried.error is not None or not build):
                paths = frozenset(self._reached(tried.error))
                return Outcome(paths, tried.error, tried.attributes, args=True)
        return self._built(setting) if build else Outcome()

    def _built(self, setting: Setting) -> Outcome:
        self.builds += 1
        try:
            built = self.bench.build(self.base.and_(setting))
        except BuildError as error:
            cause = error.__cause__ or error
            return Outcome(frozenset(self._reached(cause)), cause)
        reported = tuple(each for each in built.graph.messages if each.level == "error")
        texts = [each.text for each in reported]
        paths = (each for each in self.contract.validations if each.raises == REPORTED)
        told = frozenset(path.id for path in paths if any(_tells(text, path) for text in texts))
        return Outcome(told, reported=reported)

    def _reached(self, error: BaseException | None) -> Iterator[str]:
        for each in _chain(error):
            place = self._innermost(each.__traceback__)
            for path in self.contract.validations:
                if path.raises == DELAYED:
                    if LATE.search(str(each)):
                        yield path.id
                elif path.probe.watch is Watch.CONSTRAINT:
                    if _violates(each, path):
                        yield path.id
                elif place is not None and _stands_at(path, *place):
                    yield path.id

    def _innermost(self, traceback: TracebackType | None) -> tuple[str, int] | None:
        """The last place in the repository that some validation path stands at."""
        found = None
        while traceback is not None:
            file = Path(traceback.tb_frame.f_code.co_filename)
            if file.is_relative_to(self.root):
                place = (file.relative_to(self.root).as_posix(), traceback.tb_lineno)
                if any(_stands_at(path, *place) for path in self.contract.validations):
                    found = place
            traceback = traceback.tb_next
        return found


def _tells(text: str, path: Validation) -> bool:
    """Whether a reported error is that of a path; what its message fills in may be anything."""
    pieces = re.split(r"\{.*?\}", path.message)
    return re.search(".*".join(map(re.escape, pieces)), text, re.DOTALL) is not None


def _stands_at(path: Validation, module: str, line: int) -> bool:
    site = path.probe.site
    return path.probe.module == module and site.line <= line <= site.end_line


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what it stems from."""
    queue = [error]
    for _ in range(MAX_CHAIN):
        current = queue.pop(0) if queue else None
        if current is None:
            return
        yield current
        queue += [each for each in (current.__cause__, current.__context__) if each is not None]
        for detail in _details(current):
            inner = detail.get("ctx", {}).get("error")
            if isinstance(inner, BaseException):
                queue.append(inner)


def _details(error: BaseException) -> list[dict[str, Any]]:
    """What pydantic tells of an error."""
    errors: Callable[[], Any] | None = getattr(error, "errors", None)
    return [each for each in errors() if isinstance(each, dict)] if callable(errors) else []


def _violates(error: BaseException, path: Validation) -> bool:
    name, _, constraint = path.probe.name.partition(":")
    return any(
        name in detail.get("loc", ()) and _PYDANTIC.get(constraint, constraint) in detail["type"]
        for detail in _details(error)
    )


def settings_of(contract: Contract, names: Mapping[str, str], project: str) -> Setting:
    """The setting that gives inputs, by name, these values in code."""
    kinds = {item.name: item.kind for item in contract.inputs}
    setting = Setting()
    for name, text in names.items():
        setting = setting.and_(one(name, kinds.get(name), text, contract.class_name, project))
    return setting


def one(name: str, kind: InputKind | None, text: str, class_name: str, project: str) -> Setting:
    """The setting of one input."""
    if kind in (InputKind.CONFIG, InputKind.CONTEXT):
        return Setting(config={config_key(name, project): plain_text(text)})
    if kind is InputKind.ENVIRONMENT:
        return Setting(environment={name: plain_text(text)})
    return Setting(arguments={name if "." in name else f"{class_name}.{name}": text})


def config_key(name: str, project: str) -> str:
    """The full key of configuration; keys of a project without a name are as they are."""
    return f"{project}:{name}" if project and ":" not in name else name


def plain_text(code: str) -> str:
    """A value as configuration and environment hold it."""
    value = eval(code, {"__builtins__": {}})  # noqa: S307 - a literal of testguard's own making
    if isinstance(value, str):
        return value
    return repr(value).replace("'", '"').replace("True", "true").replace("False", "false")
