"""The graph of what was asked for, out of the stacks of an app."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from testguard.errors import BuildError
from testguard.model.resource import Graph
from testguard_cdk.assembly import Synthesised
from testguard_cdk.template import referred


class Subject(Struct, frozen=True):
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
    """The graph of ``subject`` and those of the stacks in it; without one, those of the app.

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
    if subject is not None and not subject.whole:
        return part(first.graph, subject.path), ()
    return first.graph, tuple(each.graph for each in more)


def _belongs(each: Synthesised, subject: Subject) -> bool:
    below = subject.whole and each.scope.startswith(f"{subject.path}/")
    return below or (bool(subject.file) and each.file.name == subject.file)


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
    exports = {
        name: value
        for name, value in graph.exports.items()
        if (needed := set(referred(value, by_id))) and needed <= kept
    }
    return replace(graph, resources=resources, exports=exports)
