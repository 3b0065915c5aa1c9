"""Running functions in clouds of their own, and noting what became of it."""

from __future__ import annotations

import io
import json
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient

from testguard.plugin.network import NetworkBlocked, no_network
from testguard.plugin.time_limit import TimeUp, time_limit
from testguard_moto.caught import Caught
from testguard_moto.facts import ask
from testguard_moto.readers import CONTENTS, FIELDS

Given = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What a function returned or raised, what it asked of AWS, and what that changed.

    ``names`` are expressions by the values that they have in this cloud; ``answers`` are what AWS
    answered; ``changed`` is by the path of a resource what it holds afterwards; ``strange`` tells
    what makes the outcome no one to keep; ``raised`` that a ``raise`` in its own code ended it.
    """

    result: Any = None
    error: BaseException | None = None
    calls: tuple[tuple[str, str, str, Given], ...] = ()
    changed: Given = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    answers: tuple[Any, ...] = ()
    strange: str = ""
    raised: bool = False

    @property
    def course(self) -> tuple[Any, ...]:
        """What tells the branch that was taken."""
        status = self.result.get("statusCode") if isinstance(self.result, dict) else None
        operations = tuple(each[2] for each in self.calls)
        return type(self.error).__name__, str(self.error)[:40], status, operations

    @property
    def raised_by_aws(self) -> bool:
        """Whether AWS said no."""
        return hasattr(self.error, "operation_name")


@dataclass
class Runner:
    """Runs the function at a construct path in a cloud, and in a new one once that has changed."""

    support: Any
    stacks: list[Any]
    path: str
    scratch: Path
    seconds: float = 20.0
    _open: ExitStack = field(default_factory=ExitStack)
    _system: Any = None

    def run(self, event: str, **how: Any) -> Outcome:
        """The outcome for the event that an expression gives; ``how`` is as the tests say it."""
        if self._system is None:
            cloud = self.support.deployed(self.stacks, self.scratch)
            self._system = self._open.enter_context(cloud)
        outcome = self._outcome(self._system, event, how)
        if outcome.changed or not all(map(_only_asks, outcome.calls)):
            self.close()
        return outcome

    def close(self) -> None:
        """Leave the cloud; the next run has a new one."""
        self._system = None
        self._open.close()

    def _outcome(self, system: Any, event: str, how: Given) -> Outcome:
        function = system.function(self.path)
        value = eval(event, {"system": system, "json": json})  # noqa: S307 - of our own making
        before = contents(system)
        answers: list[Any] = []
        caught = Caught()
        result, strange = None, ""
        with recording(answers), no_network() as attempts, redirect_stdout(io.StringIO()):
            try:
                with caught, time_limit(self.seconds):
                    result = function(value, **how)
            except TimeUp:
                strange = f"it runs for more than {self.seconds:g} s"
        calls = tuple(deepcopy(function.calls))
        after = {key: each for key, each in contents(system).items() if each != before[key]}
        return Outcome(
            result, caught.error, calls, after, _names(system, function), tuple(answers),
            strange or _strange(attempts), _is_raised(caught.error, function.folders),
        )  # fmt: skip


def _only_asks(call: tuple[str, str, str, Given]) -> bool:
    return call[2].startswith(("Describe", "Get", "List", "Query", "Scan", "Head", "BatchGet"))


def _is_raised(error: BaseException | None, folders: list[Path]) -> bool:
    """Whether a ``raise`` in the function's own code ended it."""
    frames = traceback.extract_tb(error.__traceback__) if error else []
    if not frames:
        return False
    own = any(Path(frames[-1].filename).is_relative_to(each) for each in folders)
    return own and (frames[-1].line or "").startswith("raise")


def _strange(attempts: list[NetworkBlocked]) -> str:
    said = str(attempts[0]) if attempts else ""
    return f"it tried {said.rpartition(' tried ')[2]}" if said else ""


def contents(system: Any) -> Given:
    """What tables, buckets, queues and parameters hold, by construct path."""
    found: Given = {}
    for path, (stack, logical_id) in system.places.items():
        type_ = stack.resources[logical_id]["Type"]
        if type_ not in CONTENTS:
            continue
        with Caught():
            held = ask(system, path, CONTENTS[type_])
            name = FIELDS.get(type_)
            found[path] = [each[name] for each in held] if name else held
    return found


@contextmanager
def recording(answers: list[Any]) -> Iterator[None]:
    """Keep what AWS answers."""
    original: Any = BaseClient._make_api_call  # noqa: SLF001

    def call(client: Any, operation: str, parameters: Given) -> Any:
        answer = original(client, operation, parameters)
        answers.append(answer)
        return answer

    with patch.object(BaseClient, "_make_api_call", call):
        yield


def _names(system: Any, function: Any) -> dict[str, str]:
    """Expressions by their values: the names of resources, the variables of the function."""
    shortest = 6
    variables = {
        value: f"function.environment[{name!r}]"
        for name, value in function.environment.items() if len(value) >= shortest
    }  # fmt: skip
    ids = {
        id_: f"own_system.id({path!r})" for path, id_ in system.ids.items() if len(id_) >= shortest
    }
    return {**variables, **ids}
