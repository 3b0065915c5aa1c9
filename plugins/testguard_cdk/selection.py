"""The graph of what was asked for, out of the stacks of an app."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from testguard.errors import BuildError
from testguard.model.resource import Graph
from testguard_cdk.assembly import Synthesised


@dataclass(frozen=True, slots=True)
class Subject:
    """A construct that was built: the assembly it is in, its path, and its stack's template file.

    ``file`` is "" for a stage, ``whole`` False for a construct inside of a stack.
    """

    folder: Path
    path: str
    file: str
    whole: bool


def selected(
    stack: str, stacks: Sequence[Synthesised], subject: Subject | None, hidden: Collection[str]
) -> tuple[Graph, tuple[Graph, ...]]:
    """The graph of ``subject``, or of the app's first stack, and the graphs of the others.

    Stacks named in ``hidden`` are left out. Raises `BuildError` where there is no stack.
    """
    shown = [each for each in stacks if each.graph.name not in hidden]
    wanted = shown if subject is None else [each for each in shown if _belongs(each, subject)]
    if not wanted:
        raise BuildError(
            f"{stack} was run, and it declares no stack",
            hint="an app declares a stack with the app, or a stage of it, as the scope",
        )
    first, *more = wanted
    rest = [*more, *(each for each in shown if each not in wanted)]
    others = tuple(each.graph for each in rest)
    if subject is None or subject.whole:
        return first.graph, others
    return part(first.graph, subject.path), ()


def _belongs(each: Synthesised, subject: Subject) -> bool:
    if not subject.file:
        return each.scope.startswith(f"{subject.path}/")
    return each.file.name == subject.file


def part(graph: Graph, path: str) -> Graph:
    """What the construct at ``path`` declares, and what that needs of the rest."""
    by_id = {each.id: each for each in graph.resources}
    inside = f"{path}/"
    kept = {each.id for each in graph.resources if each.name.startswith(inside)}
    todo = list(kept)
    while todo:
        for id_ in by_id[todo.pop()].depends_on:
            if id_ not in kept:
                kept.add(id_)
                todo.append(id_)
    resources = tuple(each for each in graph.resources if each.id in kept)
    return replace(graph, resources=resources)
