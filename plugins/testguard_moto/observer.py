"""Observes a system in moto: `python -m testguard_moto.observer SUPPORT RESULT`.

SUPPORT is the module that the tests will share. What is seen through it is written to RESULT as
JSON: ``support``, what its template is to be given in the end, ``sheets``, test modules with what
their template is given, ``notes``, what was left out and why, and ``error``, why nothing was seen.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass, field
from importlib import util
from pathlib import Path
from typing import Any

from testguard.plugin.failures import missing_variable, raised
from testguard.plugin.network import no_network
from testguard_cdk.node import QUIET, chosen_node
from testguard_moto.caught import Caught
from testguard_moto.existence import Grouping, stable
from testguard_moto.facts import Told, facts_of
from testguard_moto.functions import Functions
from testguard_moto.nesting import with_nested
from testguard_moto.refusals import CannotDeploy, Refusals
from testguard_moto.zones import zones_for

MOST_VARIABLES = 30
APART = 1.1  # seconds between two observations, so that times differ


@dataclass
class Observation:
    """What was seen of the system that ``support`` deploys."""

    support: Any
    root: Path
    scratch: Path
    notes: list[str] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)

    def result(self) -> dict[str, Any]:
        """Everything, as the module says. Raises `CannotDeploy`."""
        stacks = self._stacks()
        refusals = Refusals(self.support, stacks, self.scratch, self.reasons)
        refusals.find()
        one, existing = self._existing(stacks)
        time.sleep(APART)
        _, again = self._existing(stacks)
        functions = Functions(self.support, stacks, self.root, self.scratch, self.notes)
        sheets = [self._deployment(stacks, one, stable(existing, again)), *functions.sheets()]
        return {
            "support": self._context(stacks, functions=len(sheets) > 1),
            "sheets": sheets,
            "notes": [*self._left_out(stacks), *self.notes],
        }

    def _stacks(self) -> list[Any]:
        """The synthesised stacks, with what the app insists on made up. Raises `CannotDeploy`."""
        while True:
            caught = Caught()
            outdir = tempfile.mkdtemp(dir=self.scratch)
            with caught:
                stacks: list[Any] = self.support.synthesised(outdir)
            name = missing_variable(caught.error)
            if name and len(self.support.ENVIRONMENT) < MOST_VARIABLES:
                self.support.ENVIRONMENT[name] = f"some-{name.lower().replace('_', '-')}"
                continue
            if caught.error is not None:
                program = self.support.PROGRAM.relative_to(self.root).as_posix()
                raise CannotDeploy(raised(program, caught.error, self.root).message)
            more = zones_for(Path(outdir), self.support.CONTEXT)
            if not more:
                return stacks
            self.support.CONTEXT.update(more)

    def _existing(self, stacks: list[Any]) -> tuple[dict[str, Any], list[Told]]:
        with self.support.deployed(stacks, self.scratch) as system:
            seen = {
                "stacks": {each.name: each.region for each in stacks},
                "types": {each.name: system.types(each.name) for each in stacks},
                "outputs": {name: sorted(given) for name, given in system.outputs.items()},
                "account": system.account,
            }
            return seen, [told for path in sorted(system.ids) for told in facts_of(system, path)]

    def _deployment(
        self, stacks: list[Any], seen: Mapping[str, Any], told: list[Told]
    ) -> dict[str, Any]:
        order = {
            stack.path(id_): number
            for number, (stack, id_) in enumerate(
                (each, id_) for each in with_nested(stacks) for id_ in each.resources
            )
        }
        told.sort(key=lambda each: order.get(each.path, 0))
        groups = Grouping(seen["account"]).groups(told)
        context = {
            **seen,
            "groups": [asdict(each) for each in groups],
            "left_out": list(self._reasons()),
        }
        return {
            "stem": "",
            "template": "deployment.py.jinja",
            "fixtures": ["stacks", "system"],
            "context": context,
        }

    def _context(self, stacks: list[Any], *, functions: bool) -> dict[str, Any]:
        support = self.support
        own = (
            "aws:cdk:enable-path-metadata",
            "aws:cdk:disable-asset-staging",
            "aws:cdk:bundling-stacks",
        )
        return {
            "functions": functions,
            "images": any("ImageId" in json.dumps(each.template) for each in with_nested(stacks)),
            "environment": dict(support.ENVIRONMENT),
            "context": {key: each for key, each in support.CONTEXT.items() if key not in own},
            "parameters": dict(support.PARAMETERS),
            "unknown": sorted(support.UNKNOWN),
            "refused": sorted(support.REFUSED),
            "properties": {key: each for key, each in support.REFUSED_PROPERTIES.items() if each},
            "outputs": sorted(support.REFUSED_OUTPUTS),
        }

    def _reasons(self) -> Iterator[str]:
        for what, why in self.reasons.items():
            yield f"{what}: {why}"

    def _left_out(self, stacks: list[Any]) -> Iterator[str]:
        """What is not deployed: types with how many there are, resources, properties, outputs."""
        for what, why in self.reasons.items():
            count = sum(
                body["Type"] == what
                for stack in with_nested(stacks)
                for body in stack.resources.values()
            )
            yield f"{what}{f' ({count})' if count else ''}: {why}"


def load(path: Path) -> Any:
    """The support module, as a module that nothing imports by name."""
    spec = util.spec_from_file_location("conftest_of_integration", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def main(support: str, result: str) -> None:
    """Observe and write."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    root = Path.cwd().resolve()
    os.environ.update(QUIET, JSII_NODE=chosen_node())
    with (
        tempfile.TemporaryDirectory(prefix="testguard-moto-") as scratch,
        redirect_stdout(sys.stderr),
        no_network(),
    ):
        observation = Observation(load(Path(support)), root, Path(scratch))
        try:
            found = observation.result()
        except CannotDeploy as error:
            found = {"error": str(error)}
    Path(result).write_text(json.dumps(found, default=str), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
