"""Evidence from another operating system."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath

from msgspec.structs import replace

from testguard.model.evidence import Evidence


def portable(evidence: Evidence, root: Path) -> Evidence:
    """``evidence`` with forward slashes in paths that were recorded with backslashes."""

    def plain(path: str) -> str:
        if "\\" not in path or (root / path).exists():
            return path
        return PureWindowsPath(path).as_posix()

    return replace(
        evidence,
        stacks=tuple(
            replace(
                stack,
                path=plain(stack.path),
                exercises=tuple(replace(each, path=plain(each.path)) for each in stack.exercises),
            )
            for stack in evidence.stacks
        ),
        collected=tuple((plain(path), ids) for path, ids in evidence.collected),
        runs=tuple(replace(run, path=plain(run.path)) for run in evidence.runs),
        graphs=tuple(
            replace(each, graph=replace(each.graph, path=plain(each.graph.path)))
            for each in evidence.graphs
        ),
    )
