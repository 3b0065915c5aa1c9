from __future__ import annotations

import pytest
from msgspec.structs import replace

from testguard.config import Config
from testguard.measurement.memory.memo import Verdict
from testguard.measurement.memory.remembering import Remembering
from testguard.measurement.memory.surroundings import Surroundings
from testguard.pipeline import Prepared, prepare

SETTLED_NS = 3_000_000_000


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    root = tmp_path_factory.mktemp("repository")
    (root / ".git").mkdir()
    (root / "testguard.toml").write_text('stacks = ["network.py"]\n', encoding="utf-8")
    (root / "network.py").write_text("zones = 3\n", encoding="utf-8")
    return prepare(root)


@pytest.fixture
def surroundings(prepared: Prepared) -> Surroundings:
    now = Surroundings.now((), prepared.config.root)
    return replace(now, began=now.began + SETTLED_NS)


def left_to(
    surroundings: Surroundings, prepared: Prepared, config: Config | None = None
) -> Remembering | None:
    """What the next run takes over from one that was judged on ``prepared``."""
    root = prepared.config.root
    judged = replace(prepared, config=config or prepared.config)
    Remembering.of_new_run(surroundings, root).leave(
        judged, "sight", Verdict("x (1.5 s)\n", 1, 1.5)
    )
    return Remembering.of_last_run(surroundings, [root])


def test_the_next_run_that_sees_the_same_takes_the_verdict_over(
    prepared: Prepared, surroundings: Surroundings
) -> None:
    known = left_to(surroundings, prepared)
    assert known is not None
    verdict = known.recall("sight")
    assert verdict is not None
    assert verdict.status == 1
    assert verdict.printed == f"x ({verdict.seconds:.1f} s)\n"
    assert verdict.seconds < 1
    assert known.recall("another sight") is None


def test_a_new_run_remembers_nothing(prepared: Prepared, surroundings: Surroundings) -> None:
    assert Remembering.of_new_run(surroundings, prepared.config.root).recall("sight") is None


@pytest.mark.parametrize(
    "changes",
    [
        {"linters": (("ruff", ("G004",)),)},
        {"baseline": "known"},
        {"rules": ("../shared/rules.yml",)},
    ],
    ids=str,
)
def test_nothing_is_left_where_a_change_might_not_be_seen(
    prepared: Prepared, surroundings: Surroundings, changes: dict[str, object]
) -> None:
    config = replace(prepared.config, **changes)
    assert left_to(surroundings, prepared, config) is None


def test_nothing_is_left_by_a_run_in_other_surroundings(
    prepared: Prepared, surroundings: Surroundings
) -> None:
    assert left_to(surroundings, prepared) is not None
    other = replace(surroundings, command=("another command",))
    assert Remembering.of_last_run(other, [prepared.config.root]) is None
