"""The tap: records the templates that a test session makes, under the test that made them.

`Template.from_stack` and `from_json`, and `synth` of apps and stages, are listened to; what they
give back is handed on as it is, or with one thing wrong where a mutant is tried. This module
imports nothing of aws_cdk, so that a session without it pays nothing.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from pathlib import Path
from traceback import extract_tb
from typing import Any, TypeVar

from msgspec.structs import replace

from testguard.model.mutant import Act, Mutant
from testguard.model.resource import Graph
from testguard.model.statement import Statement
from testguard.plugin.latecomer import Latecomer
from testguard_cdk.altering import VISIBLE, Alteration
from testguard_cdk.node import QUIET, shipped_node

Result = TypeVar("Result")
CORE, ASSERTIONS, RUNTIME = "aws_cdk", "aws_cdk.assertions", "jsii"
_MODULE = ("aws_cdk", "assertions", "__init__.py")
_NO_ASSERTIONS = frozenset({"from_stack", "from_json", "from_string"})


@dataclass
class CdkTap:
    """Satisfies `testguard.plugin.StatingTap`.

    A graph belongs to the test in which its template was made; one that the same test makes twice
    counts once. Sources are told relative to ``root``. ``known`` are templates of unchanged code.
    """

    root: Path = field(default_factory=Path.cwd)
    key: str = ""
    known: dict[str, Any] = field(default_factory=dict)
    _sources: Any = None
    _graphs: dict[str, list[Graph]] = field(default_factory=dict)
    _undo: list[Callable[[], None]] = field(default_factory=list)
    _alteration: Alteration | None = None
    _statements: Any = None
    _requests: Any = None

    @property
    def applied(self) -> int:
        """How often what is wrong was put where tests could see it."""
        return self._alteration.applied if self._alteration else 0

    @property
    def visible(self) -> frozenset[Act]:
        """Templates show everything but providers and components, which they do not have."""
        return VISIBLE

    def alter(self, mutant: Mutant) -> None:
        """From now on, hand tests templates with this one thing wrong."""
        self._alteration = Alteration(mutant)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What code below the root said to constructs."""
        return tuple(self._statements.heard.values()) if self._statements else ()

    @property
    def refused(self) -> tuple[Statement, ...]:
        """What could not be said otherwise."""
        return tuple(self._statements.refused) if self._statements else ()

    def heed(self, varied: Iterable[Statement] = (), attempt: int = 0) -> None:
        """Hear statements, and say these otherwise."""
        self._statements = import_module("testguard_cdk.stating").Statements(self.root)
        self._statements.vary(varied, attempt)

    def noticed(self, error: BaseException) -> bool | None:
        """Yes, where an assertion of `aws_cdk.assertions` failed; else not known.

        The kernel raises the same `RuntimeError` for everything, so it is told by who asked.
        """
        frames = extract_tb(error.__traceback__)
        asked = [each.name for each in frames if Path(each.filename).parts[-3:] == _MODULE]
        return True if asked and not set(asked) & _NO_ASSERTIONS else None

    def before_trial(self) -> None:
        """Let jsii's kernel, if it is not there yet, start without what costs time and says little.

        A fork talks to the kernel of its parent, which waits meanwhile, so that they never both do.
        """
        for name, value in QUIET.items():
            os.environ.setdefault(name, value)
        self._requests = import_module("testguard_cdk.remembering").Requests()

    def recall(self, other: Any) -> None:
        """Know the templates that another tap saw."""
        self.known = other.known if isinstance(other, CdkTap) else {}

    @property
    def graphs(self) -> Mapping[str, Sequence[Graph]]:
        """What was synthesised, by the key under which it was."""
        return {key: list(found) for key, found in self._graphs.items()}

    def install(self) -> None:
        """Listen from now on, or from the moment that tests import the CDK."""
        if self._undo:
            return
        self._before(RUNTIME, _provide_node)
        self._after(CORE, self._listen_to_apps)
        self._after(ASSERTIONS, self._listen_to_templates)

    def remove(self) -> None:
        """Leave the CDK as it was found."""
        for undo in reversed(self._undo):
            undo()
        self._undo.clear()

    def _before(self, name: str, then: Callable[[], None]) -> None:
        if name not in sys.modules:
            self._undo.append(Latecomer(name, then, early=True).wait())

    def _after(self, name: str, then: Callable[[], None]) -> None:
        if name in sys.modules:
            then()
        else:
            self._undo.append(Latecomer(name, then).wait())

    def _listen_to_apps(self) -> None:
        self._sources = import_module("testguard_cdk.sources").Sources(self.root)
        self._undo.append(self._sources.listen())
        self._undo += [each.listen() for each in (self._statements, self._requests) if each]
        core = import_module(CORE)
        for class_ in (core.Stage, core.App):
            if "synth" in vars(class_):  # only newer apps have one of their own
                original = vars(class_)["synth"]
                class_.synth = self._synthesising(original)
                self._undo.append(_resetter(class_, "synth", original))

    def _synthesising(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(original)
        def synth(stage: Any, *args: Any, **more: Any) -> Any:
            assembly = original(stage, *args, **more)
            stacks = self._stacks(stage, stage.node.root)
            self._record([each.graph for each in stacks])
            if self._alteration is not None:
                for each in stacks:
                    self._alteration.on_disk(each.file, each.graph)
            return assembly

        return synth

    def _listen_to_templates(self) -> None:
        template = import_module(ASSERTIONS).Template
        from_json = vars(template)["from_json"].__func__
        for name, graphs_of in (("from_stack", self._of_stack), ("from_json", _of_json)):
            original = vars(template)[name]
            setattr(template, name, self._listening(original, graphs_of, from_json))
            self._undo.append(_resetter(template, name, original))

    def _listening(
        self,
        original: Any,
        graphs_of: Callable[[Any, Any], list[Graph]],
        from_json: Callable[..., Any],
    ) -> classmethod[Any, Any, Any]:
        @wraps(original.__func__)
        def make(class_: Any, given: Any, *args: Any, **more: Any) -> Any:
            key = self._requests.key_of(given) if self._requests else ""
            known = self.known.get(key) if self._alteration else None
            if known is not None:
                return from_json(class_, self._altered(known.template, known.graphs, given))
            template = original.__func__(class_, given, *args, **more)
            graphs = self._aside(graphs_of, given, template)
            self._record(graphs)
            if self._alteration is None:
                self._keep(key, template, graphs)
                return template
            sound = template.to_json()
            spoilt = self._altered(sound, graphs, given)
            return template if spoilt == sound else from_json(class_, spoilt)

        return classmethod(make)

    def _altered(self, sound: Any, graphs: Sequence[Graph], given: Any) -> Any:
        if self._alteration is None:
            return sound
        return self._alteration.of_template(sound, graphs, self._aside(_file_of, given))

    def _aside(self, ask: Callable[..., Result], *args: Any) -> Result:
        """What is asked of the kernel here is none of the app's making."""
        with self._requests.aside() if self._requests else nullcontext():
            return ask(*args)

    def _keep(self, key: str, template: Any, graphs: Sequence[Graph]) -> None:
        """Know a template, unless what it was made of turned out not to tell."""
        if key and self._requests.is_whole:
            known = import_module("testguard_cdk.remembering").Known
            self.known[key] = known(self._aside(template.to_json), tuple(graphs))

    def _record(self, graphs: Sequence[Graph]) -> None:
        known = self._graphs.setdefault(self.key, [])
        known += [each for each in graphs if each not in known]

    def _of_stack(self, stack: Any, template: Any) -> list[Graph]:
        """The graph of a stack, from where it was just synthesised to; else from its template."""
        stage = import_module(CORE).Stage.of(stack)
        known = self._stacks(stage, stack.node.root) if stage else []
        found = [each.graph for each in known if each.file.name == stack.template_file]
        path = _module_of(type(stack), self.root)
        return [replace(each, path=path) for each in found or _of_json(None, template)]

    def _stacks(self, stage: Any, app: Any) -> list[Any]:
        """The stacks of an assembly; none where tests put something else in its place."""
        assembly = import_module("testguard_cdk.assembly").Assembly
        sources = self._sources.of(app) if self._sources else {}
        try:
            found: list[Any] = assembly(Path(stage.outdir), self.root, "", sources).stacks()
        except (OSError, ValueError):
            return []
        return found


def _module_of(class_: type, root: Path) -> str:
    """The file that defines a class, if it is below ``root``."""
    file = Path(getattr(sys.modules.get(class_.__module__), "__file__", None) or "")
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else ""


def _file_of(given: Any) -> Path:
    """Where a stack is synthesised to; no file for a template that the test wrote."""
    if isinstance(given, Mapping):
        return Path()
    stage = import_module(CORE).Stage.of(given)
    return Path(stage.outdir, given.template_file) if stage else Path()


def _of_json(_given: Any, template: Any) -> list[Graph]:
    resources_of = import_module("testguard_cdk.template").resources_of
    return [Graph("", resources=resources_of(template.to_json()))]


def _provide_node() -> None:
    """Where the machine has no node, use the one of a wheel: without any, no test would run."""
    if "JSII_NODE" not in os.environ and not shutil.which("node") and shipped_node():
        os.environ["JSII_NODE"] = shipped_node()


def _resetter(class_: type, name: str, original: Any) -> Callable[[], None]:
    return lambda: setattr(class_, name, original)
