from __future__ import annotations

from testguard.measurement.probing.plan import Role, plan
from testguard.model.contract import Contract, Input, InputKind, Probe, Validation, Watch
from testguard.model.source import Span

SITE = Span(3, 5, 3, 9)
ITEM = Input(
    "m.py::field:A.x",
    "A.x",
    InputKind.FIELD,
    "1",
    "m.py",
    3,
    given=Probe("m.py", SITE, Watch.OTHER),
    used=Probe("m.py", SITE, Watch.SAME),
)
REFUSAL = Validation(
    "m.py::E:g", "m.py", 9, "E", "", "g", (), Probe("m.py", Span(9, 1, 9, 8), Watch.REACHED)
)


def test_every_probe_of_an_item_becomes_a_watcher_at_its_site() -> None:
    made = plan([Contract("m.py", "A", (ITEM,), (REFUSAL,))])
    assert [(each.item, each.role) for each in made.watchers] == [
        (ITEM.id, Role.GIVEN),
        (ITEM.id, Role.USED),
        (REFUSAL.id, Role.REACHED),
    ]
    assert made.sites == {"m.py": {SITE: (0, 1), Span(9, 1, 9, 8): (2,)}}


def test_what_two_contracts_share_is_watched_once() -> None:
    made = plan([Contract("m.py", "A", (ITEM,)), Contract("m.py", "B", (ITEM,))])
    assert len(made.watchers) == 2


def test_a_required_input_needs_no_probe() -> None:
    required = Input("m.py::field:A.y", "A.y", InputKind.FIELD, None, "m.py", 4)
    assert plan([Contract("m.py", "A", (required,))]).watchers == ()
