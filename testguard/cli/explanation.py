"""What discovery found and why, for ``testguard config --explain``."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.config import Config
from testguard.gate.thresholds import bars_for
from testguard.model.project import Conventions, Project, StackModule

DEFAULTS = "pytest's defaults"


def explain(project: Project, config: Config) -> str:
    """Stack modules with thresholds and suites, then the suites and pytest's conventions."""
    lines = [
        "",
        f"stack modules: {len(project.stacks) or 'none found'}",
        *(line for stack in project.stacks for line in _stack(stack, project, config)),
        "",
        f"suites: {len(project.suites) or 'none found'}",
        *_suites(project),
        "",
        "what pytest collects:",
        *(line for conventions in _conventions(project) for line in _collects(conventions)),
    ]
    return "".join(f"{line}\n" for line in lines)


def explanation_data(project: Project, config: Config) -> dict[str, object]:
    """The same for machines."""
    return {
        "stacks": [
            {
                "path": stack.path,
                "framework": stack.framework,
                "classes": list(stack.classes),
                "program": stack.program,
                "origin": stack.origin,
                "suites": [
                    {"path": pairing.suite, "reason": pairing.reason}
                    for pairing in project.pairings
                    if pairing.stack == stack.path
                ],
                "thresholds": {
                    bar.name: {"value": bar.value, "origin": bar.origin}
                    for bar in bars_for(stack.path, config).values()
                },
            }
            for stack in project.stacks
        ],
        "suites": [
            {
                "path": suite.path,
                "collected": suite.collected,
                "conventions": suite.conventions.origin or DEFAULTS,
            }
            for suite in project.suites
        ],
    }


def _stack(stack: StackModule, project: Project, config: Config) -> Iterator[str]:
    kind = ", ".join(_classes(stack)) or "program"
    origin = f", {stack.origin}" if stack.origin else ""
    yield f"  {stack.path} ({stack.framework}: {kind}{origin})"
    for bar in bars_for(stack.path, config).values():
        yield f"    {bar.name} {bar.value}  # {bar.origin}"
    pairings = [pairing for pairing in project.pairings if pairing.stack == stack.path]
    for pairing in pairings:
        yield f"    tested by {pairing.suite} ({pairing.reason})"
    if not pairings:
        yield "    tested by nothing that testguard can see"


def _classes(stack: StackModule) -> Iterator[str]:
    for index, name in enumerate(stack.classes):
        base = stack.bases[index] if index < len(stack.bases) else ""
        yield f"{name} from {base}" if base else name


def _suites(project: Project) -> Iterator[str]:
    paired = {pairing.suite for pairing in project.pairings}
    for suite in project.suites:
        notes = [] if suite.collected else ["not collected by pytest"]
        notes += [] if suite.path in paired else ["belongs to no stack module"]
        yield f"  {suite.path}" + (f" ({'; '.join(notes)})" if notes else "")


def _conventions(project: Project) -> list[Conventions]:
    seen = {suite.conventions: None for suite in project.suites}
    return list(seen or {project.conventions: None})


def _collects(conventions: Conventions) -> Iterator[str]:
    yield f"  {conventions.origin or DEFAULTS}:"
    for name in ("python_files", "python_classes", "python_functions", "testpaths", "pythonpath"):
        if values := getattr(conventions, name):
            yield f"    {name} = {' '.join(values)}"
