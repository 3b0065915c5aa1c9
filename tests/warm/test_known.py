from __future__ import annotations

from testguard.warm.known import Known


def test_what_runs_teach_is_joined_in_its_order() -> None:
    one = Known(("b", "a"), {"X": "1"}, {"cdk": ("Queue",)})
    more = Known(("a", "c"), {"Y": "2"}, {"cdk": ("Topic",), "pulumi": ()})
    both = one.joined(more)
    assert both.libraries == ("b", "a", "c")
    assert both.environment == {"Y": "2"}
    assert both.rehearsal == {"cdk": ("Queue", "Topic"), "pulumi": ()}
