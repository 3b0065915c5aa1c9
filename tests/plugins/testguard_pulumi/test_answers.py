from __future__ import annotations

from testguard_pulumi.answers import told


def test_what_the_sources_name_is_told_as_mocks_receive_it() -> None:
    properties = {
        "environmentVariables": {"SIZE": None, "NAME": "a", "deep": [{"b": None}]},
        "minSize": 1,
        "filledIn": 2,
    }
    assert told(properties, {"environment_variables", "minSize"}) == {
        "environmentVariables": {"NAME": "a", "deep": [{}]},
        "minSize": 1,
    }
