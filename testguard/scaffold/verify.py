"""Run what was rendered in a copy of the repository, and keep what passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from testguard.model.project import Project
from testguard.plugin import Scaffolding
from testguard.scaffold.annotating import annotates, bare
from testguard.scaffold.files import Draft, Dropped, dropped, tests_in, without
from testguard.scaffold.formatting import formatted
from testguard.scaffold.lifeless import Lifeless, named
from testguard.scaffold.naming import snake
from testguard.scaffold.places import (
    BESIDE,
    SUPPORT,
    file_for,
    folder_for,
    has_fixture,
    missing_paths,
    module_beside,
)
from testguard.scaffold.plan import Plan
from testguard.scaffold.render import Renderer
from testguard.scaffold.trials import Outcome, run_tests
from testguard.scaffold.workcopy import workcopy
from testguard.warm.python import WarmPython

MOST_ROUNDS = 3


class Verified(Struct, frozen=True):
    """Drafts all of whose tests pass, what was dropped, and metrics by stack module."""

    drafts: tuple[Draft, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    tests: int = 0
    said: str = ""


def drafted(
    project: Project,
    framework: Scaffolding,
    plans: Sequence[Plan],
    wanted: str = "",
    replaced: Iterable[Lifeless] = (),
) -> tuple[Draft, ...]:
    """The files for some plans: what they share, and a test module each.

    The names of ``replaced`` files are free.
    """
    root, renderer = project.root, Renderer(framework)
    free = frozenset(root / each.path for each in replaced)
    drafts: list[Draft] = []
    by_folder: dict[str, list[Plan]] = {}
    for plan in plans:
        by_folder.setdefault(folder_for(project, plan.path, wanted), []).append(plan)
    for folder, here in by_folder.items():
        place = root / folder
        dress = str if annotates(project, [each.path for each in here]) else bare
        paths = missing_paths([each.spelled.folder for each in here], project, place)
        text = renderer.support(here, place / SUPPORT, paths)
        text = formatted(dress(text), place / SUPPORT, root)
        support = ""
        if not has_fixture(place / SUPPORT, text):
            name = BESIDE if (place / SUPPORT).exists() else SUPPORT
            support = module_beside(place / "test.py", BESIDE[:-3]) if name == BESIDE else ""
            drafts.append(Draft(f"{folder}/{name}", text))
        taken: list[str] = []
        for plan in here:
            taken.append(file_for(place, _stem(plan, here), taken, free))
            file = place / taken[-1]
            tests = formatted(dress(renderer.tests(plan, file, root, support)), file, root)
            drafts.append(Draft(f"{folder}/{taken[-1]}", tests))
    return tuple(drafts)


def _stem(plan: Plan, others: Sequence[Plan]) -> str:
    path = Path(plan.path)
    stem = path.stem if path.stem != "__main__" else path.parent.name or "program"
    several = sum(each.path == plan.path for each in others) > 1
    return f"{stem}_{snake(plan.class_name)}" if several else stem


def _silent(_step: str) -> None:
    """Nobody is told."""


def verify(
    python: WarmPython,
    root: Path,
    project: Project,
    plans: Sequence[Plan],
    drafts: Sequence[Draft],
    replaced: Sequence[Lifeless] = (),
    tell: Callable[[str], None] = _silent,
) -> Verified:
    """Run the drafts in a copy without the ``replaced`` files, and drop what does not pass.

    ``tell`` is told each step.
    """
    stacks = list(dict.fromkeys(plan.path for plan in plans))
    suites = {suite for stack in stacks for suite in project.suites_of(stack)}
    present = sorted(suites - named(replaced))
    with workcopy(root) as copy:
        scratch = copy.parent / "scratch"
        for each in replaced:
            (copy / each.path).unlink(missing_ok=True)
        before = Outcome()
        if present:
            tell("running the present tests")
            before = run_tests(python, copy, present, scratch / "before")
        lost: list[Dropped] = []
        kept = tuple(drafts)
        after = Outcome()
        for number in range(MOST_ROUNDS):
            write_drafts(copy, kept)
            files = [draft.path for draft in kept if tests_in(draft)]
            if not files:
                kept, after = (), before
                break
            tell(f"running {sum(len(tests_in(draft)) for draft in kept)} new tests")
            after = run_tests(python, copy, [*present, *files], scratch / str(number))
            gone = list(dropped(after.failed, kept))
            if not gone:
                break
            lost += gone
            kept = tuple(filter(None, (mended(draft, gone, root) for draft in kept)))
        return Verified(
            drafts=kept,
            dropped=tuple(lost),
            before=_metrics(before, stacks),
            after=_metrics(after, stacks),
            tests=after.passed - before.passed,
            said=after.said,
        )


def mended(draft: Draft, gone: Sequence[Dropped], root: Path) -> Draft | None:
    """``draft`` without what is gone; None where no test is left, or none can be collected."""
    tests = set(tests_in(draft))
    lost = {each.test for each in gone if each.path == draft.path}
    if not tests or not lost:
        return draft
    if lost >= tests or not lost <= tests:
        return None
    smaller = without(draft, lost)
    return replace(smaller, text=formatted(smaller.text, root / draft.path, root))


def write_drafts(copy: Path, drafts: Sequence[Draft]) -> None:
    """Put drafts where they belong below ``copy``."""
    for draft in drafts:
        path = copy / draft.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(draft.text, encoding="utf-8")


def _metrics(outcome: Outcome, stacks: Sequence[str]) -> dict[str, Any]:
    found = {each["path"]: each for each in outcome.report.get("stacks", ())}
    return {path: found[path] for path in stacks if path in found}
