"""testguard among the mutation testers: how it is run, and what its mutants make wrong."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from testguard import pipeline
from testguard.config import load_config
from testguard.model.mutant import Act, Mutant, MutationRun
from testguard.pipeline.mutating import Plan
from tests.benchmarks.faults import Altered, Example, Gallery, Place, Wrong, aspects
from tests.benchmarks.mutation_peers import Tally

STORE = Path(".testguard", "mutants.jsonl")
SCHEMA = "mutants.json"


class Testguard:
    """Warm processes that fork for each mutant."""

    name = "testguard"
    pins = "one worker"

    def command(self, root: Path, example: Example, seconds: float) -> Sequence[str]:
        """No configuration: it is there."""
        given = ("--mutants", SCHEMA, "-q")
        return [sys.executable, "-m", "testguard", "mutate", *given]

    def tally(self, root: Path, log: str) -> Tally:
        """From its store, and from its report when that is there."""
        if not (root / STORE).exists():
            return Tally()
        text = (root / STORE).read_text(encoding="utf-8", errors="replace")
        verdicts = re.findall(r'"outcome":\{"verdict":"(\w+)"', text)
        total = None
        if (root / SCHEMA).exists():
            files = json.loads((root / SCHEMA).read_text(encoding="utf-8"))["files"].values()
            total = sum(len(file["mutants"]) for file in files)
        killed, survived = verdicts.count("killed"), verdicts.count("survived")
        return Tally(total, len(verdicts), killed, survived, begun=bool(verdicts))

    def mutants(self, root: Path, path: str, text: str) -> Iterator[Altered]:
        """Those of its mutants that alter the source."""
        for mutant in known_mutants(root):
            if mutant.act is Act.EDIT and mutant.module == path and mutant.span is not None:
                span, lines = mutant.span, text.splitlines(keepends=True)
                head = "".join(lines[: span.line - 1]) + lines[span.line - 1][: span.column - 1]
                last = lines[span.end_line - 1][span.end_column - 1 :]
                tail = last + "".join(lines[span.end_line :])
                yield Altered(path, head + mutant.new + tail)


def graph_mutants(root: Path, gallery: Gallery) -> Iterator[Wrong]:
    """What is wrong under each of its mutants of the graph."""
    for mutant in known_mutants(root):
        if mutant.act is not Act.EDIT:
            yield frozenset(_places(mutant, gallery))


@cache
def known_mutants(root: Path) -> tuple[Mutant, ...]:
    """All mutants of the copy at ``root``, whose tests were observed there already."""
    plan = Plan(seconds=0.001)
    run: MutationRun = pipeline.mutate(load_config(None, start=root), plan, lambda _: None)[1]
    return tuple(each.mutant for each in run.results)


def _places(mutant: Mutant, gallery: Gallery) -> Iterator[Place]:
    """Where the resources that its declaration makes are wrong."""
    source = f"{mutant.module}:{mutant.line}"
    for graph, resource in gallery.resources:
        if (resource.source, resource.type) == (source, mutant.type):
            for what in _aspects(mutant, list(aspects(resource))):
                yield f"{graph.name}/{resource.id}", what


def _aspects(mutant: Mutant, every: list[str]) -> list[str]:
    match mutant.act:
        case Act.REMOVE:
            return every
        case Act.CUT:
            return ["waits for"]
        case Act.PROVIDER:
            return ["provider"]
        case Act.OUTPUT:
            return ["outputs"]
        case Act.OPTION:
            return [f"option {mutant.path[0]}"]
        case Act.DUPLICATE:
            return []
        case _:
            return [str(mutant.path[0])]
