from __future__ import annotations

import pytest

from testguard.model.contract import Contract, Input, InputKind
from testguard.scaffold.outcomes import one, plain_text, settings_of
from testguard.scaffold.plan import Setting

CONTRACT = Contract(
    "lib/a.py",
    "Part",
    (
        Input("1", "Args.size", InputKind.FIELD, "2", "lib/a.py", 3),
        Input("2", "zone", InputKind.CONFIG, None, "lib/a.py", 4),
        Input("3", "aws:region", InputKind.CONFIG, None, "lib/a.py", 5),
        Input("4", "STAGE", InputKind.ENVIRONMENT, None, "lib/a.py", 6),
    ),
)


@pytest.mark.parametrize(
    ("code", "text"),
    [("'a b'", "a b"), ("3", "3"), ("True", "true"), ("['a', 'b']", '["a", "b"]')],
)
def test_configuration_and_environment_hold_text(code: str, text: str) -> None:
    assert plain_text(code) == text


def test_each_input_is_given_where_it_is_read() -> None:
    values = {"Args.size": "3", "zone": "'a'", "aws:region": "'b'", "STAGE": "'c'"}
    assert settings_of(CONTRACT, values, "shop") == Setting(
        {"Args.size": "3"}, {"shop:zone": "a", "aws:region": "b"}, {"STAGE": "c"}
    )


def test_a_parameter_belongs_to_the_class() -> None:
    assert one("size", InputKind.PARAMETER, "3", "Part", "shop").arguments == {"Part.size": "3"}
