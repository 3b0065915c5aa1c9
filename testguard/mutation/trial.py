"""A pytest plugin object that tries one mutant: in a fork of a warm process, or in a fresh one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from testguard.model.mutant import Verdict
from testguard.mutation.messages import Outcome, Trial
from testguard.mutation.noticing import Witness
from testguard.mutation.spoiling import Spoiling
from testguard.mutation.taps import Taps

MAX_MESSAGE = 300


@dataclass(eq=False)  # pytest keeps plugins in sets
class Trying:
    """Runs the tests of a trial in their order, until one notices.

    ``decided`` is told at once when one does: nothing that pytest does afterwards matters.
    """

    trial: Trial
    root: Path
    stacks: tuple[str, ...]
    taps: Taps
    decided: Callable[[Outcome], None] = lambda _: None
    _ran: list[str] = field(default_factory=list)
    _passed: list[str] = field(default_factory=list)
    _took: dict[str, float] = field(default_factory=dict)
    _errors: list[str] = field(default_factory=list)
    _killer: tuple[str, str] | None = None
    _witness: Witness | None = None
    _spoiling: Spoiling | None = None
    _started: float = field(default_factory=time.monotonic)

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Whatever is imported, built or run inside has the one thing wrong."""
        mutant, stacks = self.trial.mutant, frozenset(self.stacks)
        refusals = frozenset(self.trial.refusals)
        self._witness = Witness(self.root, stacks, self.taps.noticed, refusals)
        with ExitStack() as stack:
            stack.enter_context(self._witness.watching())
            if mutant is not None and self.trial.source:
                self._spoiling = Spoiling((self.root / mutant.module).resolve(), self.trial.source)
                stack.enter_context(self._spoiling.in_force())
            elif mutant is not None:
                self.taps.alter(mutant)
            yield

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Keep the tests of the trial, in its order."""
        order = {test: place for place, test in enumerate(self.trial.tests)}
        chosen = [item for item in items if item.nodeid in order]
        rest = [item for item in items if item.nodeid not in order]
        config.hook.pytest_deselected(items=rest)
        items[:] = sorted(chosen, key=lambda item: order[item.nodeid])

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be imported shows nothing."""
        if report.outcome == "failed":
            self._errors.append(f"{report.nodeid} cannot be collected: {report.longreprtext}")

    def pytest_exception_interact(
        self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[Any]
    ) -> None:
        """Judge a failure while its exception is at hand."""
        if not isinstance(node, pytest.Item) or call.excinfo is None or self._witness is None:
            return
        error = call.excinfo.value
        said = f"{type(error).__name__}: {error}"
        if self._witness.noticed(error):
            self._killer = self._killer or (node.nodeid, said)
            if self.trial.mutant is not None:
                node.session.shouldstop = "the mutant is killed"
                self._ran += [] if node.nodeid in self._ran else [node.nodeid]
                self.decided(self.conclude())
        else:
            self._errors.append(f"{node.nodeid}: {said}")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what ran."""
        self._took[report.nodeid] = self._took.get(report.nodeid, 0.0) + report.duration
        if report.when == "call":
            self._ran.append(report.nodeid)
            if report.outcome == "passed":
                self._passed.append(report.nodeid)

    def conclude(self) -> Outcome:
        """What became of the mutant."""
        verdict, by, message = self._verdict()
        return Outcome(
            verdict,
            by,
            " ".join(message.split())[:MAX_MESSAGE],
            tuple(self._ran),
            tuple(self._passed),
            self._took,
            time.monotonic() - self._started,
            graphs=tuple(graph for *_, graph in self.taps.graphs()) if self.trial.varied else (),
            refused=self.taps.refused,
        )

    def _verdict(self) -> tuple[Verdict, str, str]:
        if self._killer:
            return Verdict.KILLED, *self._killer
        if self._errors:
            return Verdict.ERROR, "", self._errors[0]
        missing = [test for test in self.trial.tests if test not in self._ran]
        if missing:
            return Verdict.ERROR, "", f"{missing[0]} did not run"
        if self.trial.mutant is not None and not (self._applied or self.taps.applied):
            return Verdict.ERROR, "", "the tests did not build what is mutated"
        return Verdict.SURVIVED, "", ""

    @property
    def _applied(self) -> int:
        return self._spoiling.applied if self._spoiling else 0
