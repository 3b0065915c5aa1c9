"""Running integration tests twice in a copy of the repository; what passes twice is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from testguard.scaffold.files import Draft, Dropped, dropped, tests_in
from testguard.scaffold.trials import Outcome, run_tests
from testguard.scaffold.verify import mended, write_drafts
from testguard.scaffold.workcopy import workcopy
from testguard.warm.python import WarmPython

MOST_ROUNDS = 6
RUNS = 2


class Proved(Struct, frozen=True):
    """Drafts all of whose tests passed twice, what was dropped, and how many tests pass."""

    drafts: tuple[Draft, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    tests: int = 0


def prove(
    python: WarmPython, root: Path, drafts: Sequence[Draft], tell: Callable[[str], None]
) -> Proved:
    """Run the drafts twice, in both orders, and drop what does not pass each time."""
    kept, lost, passed = tuple(drafts), list[Dropped](), 0
    if not kept:
        return Proved()
    with workcopy(root) as copy:
        right = 0
        for number in range(MOST_ROUNDS):
            write_drafts(copy, kept)
            files = [draft.path for draft in kept if tests_in(draft)]
            tell(f"running {sum(len(tests_in(draft)) for draft in kept)} new tests")
            ordered = files[:: -1 if right else 1]
            outcome = run_tests(python, copy, ordered, copy.parent / str(number), measured=False)
            gone = list(dropped(outcome.failed, kept)) or _unrun(outcome, files)
            passed = outcome.passed
            right = 0 if gone else right + 1
            if right == RUNS or not files:
                break
            lost += gone
            kept = tuple(filter(None, (mended(draft, gone, root) for draft in kept)))
    return Proved(kept if right == RUNS else (), tuple(lost), passed)


def _unrun(outcome: Outcome, files: Sequence[str]) -> list[Dropped]:
    """All files, where pytest did not get as far as running them."""
    if outcome.passed:
        return []
    said = [line for line in outcome.said.splitlines() if line.strip()]
    return [Dropped(file, "", said[-1] if said else "pytest did not run") for file in files]
