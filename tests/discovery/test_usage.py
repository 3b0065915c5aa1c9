from __future__ import annotations

from testguard.discovery.usage import read_usage
from testguard.suite.module import Module

SOURCE = """
import a, b, c, d
from pytest import fixture

Alias = a.Type
built = b.make()


def outer():
    return inner(c)


def inner(x):
    return d.run(x)


@fixture(autouse=True)
def always_there():
    e()
"""


def test_a_definition_uses_what_the_definitions_it_names_use() -> None:
    usage = read_usage(Module("m.py", SOURCE))
    assert {"c", "inner", "d"} <= usage.of(["outer"])
    assert "c" not in usage.of(["inner"])


def test_what_runs_at_import_is_always_used_and_plain_names_are_not() -> None:
    used = read_usage(Module("m.py", SOURCE)).of([])
    assert "b" in used
    assert used.isdisjoint({"a", "c", "d", "e"})
    assert "a" in read_usage(Module("m.py", SOURCE)).of(["Alias"])


def test_autouse_fixtures_are_known() -> None:
    assert read_usage(Module("m.py", SOURCE)).automatic == {"always_there"}
