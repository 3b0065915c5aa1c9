"""Stack modules whose tests cannot run together: each imports another module of the same name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from testguard.model.project import Problem
from testguard.scaffold.plan import Plan


def together(plans: Sequence[Plan], root: Path) -> tuple[list[Plan], list[Problem]]:
    """The plans whose tests can run in one session, and what is to be said of the others.

    These import by a name what an earlier one imports from elsewhere. Python keeps one module of a
    name: whichever test is first would decide for all.
    """
    kept: list[Plan] = []
    problems: list[Problem] = []
    known: dict[str, tuple[Path, str]] = {}
    for plan in plans:
        own = dict(_imported(plan))
        module = next((each for each in own if known.get(each, (own[each],))[0] != own[each]), "")
        if module:
            problems.append(_clash(plan, known[module][1], module, root))
            continue
        kept.append(plan)
        known.update((each, (place, plan.path)) for each, place in own.items() if each not in known)
    return kept, problems


def _imported(plan: Plan) -> Iterator[tuple[str, Path]]:
    """The top modules that are imported from the folder of the plan's stack, and where they are."""
    folder = plan.spelled.folder
    for module in plan.names:
        name = module.partition(" ")[0].partition(".")[0]
        if (folder / f"{name}.py").exists() or (folder / name).is_dir():
            yield name, folder / name


def _clash(plan: Plan, other: str, module: str, root: Path) -> Problem:
    folder, root = plan.spelled.folder.resolve(), root.resolve()
    place = folder.relative_to(root) if folder.is_relative_to(root) else folder
    return Problem(
        f"its tests cannot run beside those of {other}: both import a module called {module}",
        plan.path,
        f"run `testguard scaffold` in the folder {place} itself",
        fatal=True,
    )
