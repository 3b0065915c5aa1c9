"""One attempt at building: a program run in surroundings without a cloud, then synthesised."""

from __future__ import annotations

import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import aws_cdk
from msgspec import Struct, field

from testguard.model.resource import Built, Guess
from testguard.plugin import Recipe
from testguard.plugin.failures import for_network, out_of_time, raised
from testguard.plugin.modules import search_path
from testguard.plugin.network import NetworkBlocked, no_network
from testguard.plugin.surroundings import (
    environment,
    fresh_modules,
    working_in,
)
from testguard.plugin.time_limit import TimeUp, time_limit
from testguard_cdk.apps import Apps
from testguard_cdk.assembly import Assembly, Synthesised
from testguard_cdk.folders import seen_from_here
from testguard_cdk.kernel import revive, whole_answers
from testguard_cdk.project import App
from testguard_cdk.replacing import Replacing
from testguard_cdk.selection import Subject, selected
from testguard_cdk.sources import Sources
from testguard_cdk.values import ACCOUNT, REGION

_REGIONS = (
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1", "eu-west-1",
    "eu-west-2", "eu-west-3", "eu-central-1", "eu-north-1", "eu-south-1", "ap-south-1",
    "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "ap-northeast-2",
)  # fmt: skip
_ZONES = {
    f"availability-zones:account={ACCOUNT}:region={region}": [f"{region}{each}" for each in "abc"]
    for region in _REGIONS
}
# What the CLI tells apps of the account and region that it is signed in to.
_SIGNED_IN = {"CDK_DEFAULT_ACCOUNT": ACCOUNT, "CDK_DEFAULT_REGION": REGION}
MADE_UP = "MadeUp"  # the stack of what nobody gave
Program = Callable[[], Any]


class Outcome(Struct):
    """What a program raised, if anything; the time limit and Ctrl-C pass."""

    error: BaseException | None = None

    def __enter__(self) -> None:
        """Nothing was raised yet."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        """Keep what was raised."""
        self.error = error if isinstance(error, Exception | SystemExit) else None
        return self.error is not None


class Attempt(Struct):
    """A program, the app it belongs to, and what was made up for it.

    ``subject`` of `run` is the construct whose graph is wanted, if not all of the app.
    """

    recipe: Recipe
    app: App
    root: Path
    module: Path
    replacing: Replacing = field(default_factory=Replacing)
    guesses: dict[str, Any] = field(default_factory=dict)

    def run(self, program: Program) -> Built:
        """Run ``program``, which gives the construct that is wanted or None for the whole app.

        Raises `BuildError`.
        """
        path, seconds = self.recipe.stack.path, self.recipe.seconds
        outcome = Outcome()
        found: tuple[list[Synthesised], Subject | None] = ([], None)
        revive()
        with tempfile.TemporaryDirectory(prefix="testguard-cdk-") as name:
            with self.surroundings() as attempts:
                try:
                    with outcome, time_limit(seconds):
                        found = self._synthesised(program, self._apps(Path(name)))
                except TimeUp as error:
                    raise out_of_time(path, seconds, error, self.root) from None
            if attempts:
                raise for_network(path, attempts[0]) from outcome.error
            if outcome.error is not None:
                refused = raised(path, outcome.error, self.root)
                refused.hint = _old_version(outcome.error) or refused.hint
                raise refused from outcome.error
        stacks, subject = found
        graph, others = selected(path, stacks, subject, {MADE_UP})
        guesses = tuple(Guess(what, value) for what, value in self.guesses.items())
        return Built(graph, guesses=guesses, others=others)

    def note(self, what: str, value: Any) -> None:
        """Remember a guess."""
        self.guesses[what] = value

    @property
    def paths(self) -> list[Path]:
        """Where the program looks for modules first."""
        return search_path(self.module, self._start, self.root)

    @property
    def _start(self) -> Path:
        return self.app.program.parent if self.app.program else self.app.folder

    def _apps(self, outdir: Path) -> Apps:
        zones = _ZONES if self.recipe.guess and self.recipe.files else {}
        files = self.app.context if self.recipe.files else {}
        context = {**zones, **files, **self.recipe.config}
        return Apps(outdir, context, Sources(self.root))

    def _synthesised(
        self, program: Program, apps: Apps
    ) -> tuple[list[Synthesised], Subject | None]:
        with apps.watching(self.replacing):
            found = program()
            apps.synthesise()
        subject = _subject(found, apps) if found is not None else None
        stacks: list[Synthesised] = []
        for app, folder in apps.found:
            if subject is not None and subject.folder != folder:
                continue
            sources = apps.sources.of(app)
            assembly = Assembly(folder, self.root, self.recipe.stack.path, sources)
            stacks += assembly.stacks()
            for key in assembly.missing:
                self.note(f"context {key}", "what the CDK assumes")
        return stacks, subject

    @contextmanager
    def surroundings(self) -> Iterator[list[NetworkBlocked]]:
        """Without a cloud, where the program runs; yields the attempts to reach the network."""
        signed_in = _SIGNED_IN if self.recipe.guess and self.recipe.files else {}
        with ExitStack() as stack:
            stack.enter_context(redirect_stdout(sys.stderr))
            stack.enter_context(warnings.catch_warnings(action="ignore"))
            stack.enter_context(environment({**signed_in, **self.recipe.environment}))
            stack.enter_context(working_in(self.app.folder, self.paths))
            stack.enter_context(fresh_modules(self.root))
            stack.enter_context(whole_answers())
            stack.enter_context(seen_from_here())
            yield stack.enter_context(no_network())


def _old_version(error: BaseException) -> str:
    """Advice for what was written for the first version of the CDK, else ""."""
    name = error.name if isinstance(error, ImportError) else ""
    if name == "aws_cdk.core" or (name == "aws_cdk" and "'core'" in str(error)):
        return "it is written for version 1 of the CDK, which ended in 2023: move it to version 2"
    return ""


def _subject(found: Any, apps: Apps) -> Subject:
    root, path = found.node.root, found.node.path
    folder = next(folder for app, folder in apps.found if app is root)
    whole = isinstance(found, aws_cdk.Stage | aws_cdk.Stack)
    file = "" if isinstance(found, aws_cdk.Stage) else aws_cdk.Stack.of(found).template_file
    return Subject(folder, path, file, whole)
