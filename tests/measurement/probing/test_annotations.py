from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from testguard.measurement.probing.annotations import FoundErrors, expected_by
from testguard.measurement.probing.plan import Plan
from testguard.measurement.probing.tally import Notes, Tally

from .conftest import Lab

REFUSED = "Validation failed with the following errors:\n"
STACK = """
    class Stack:
        def __init__(self, added, size=1):
            if size > 5:
                added.add_error(f"{size} is too large")
            if size > 6:
                added.add_error(message="far too large")
            if size < 0:
                added.node.add_validation("negative")
"""


@pytest.mark.parametrize(
    ("added", "found", "assertions", "expected"),
    [
        ({1: {"too large"}}, {"too large"}, 1, {1}),
        ({1: {"too large"}, 2: {"bad name"}}, {"bad name"}, 1, {2}),
        ({1: {"too large"}}, {"other"}, 1, set()),
        ({1: {"too large"}}, set(), 1, set()),
        ({1: {"too large"}}, {"too large"}, 0, set()),
    ],
)
def test_an_added_error_is_expected_where_a_test_that_asserts_found_it(
    added: dict[int, set[str]], found: set[str], assertions: int, expected: set[int]
) -> None:
    notes = Notes(added_errors=added, found_errors=found, assertions=assertions)
    assert expected_by(notes) == expected


@pytest.mark.parametrize(
    ("validated", "error", "expected"),
    [
        ({"a/b": {1}}, "  [a/b] size is odd", {1}),
        ({"a/b": {1}, "a/c": {2}}, "  [a/c] size is odd", {2}),
        ({"a/b": {1, 2}}, "  [a/b] size is odd", set()),
        ({"a/b": {1, 2}}, "  [a/b] size is odd\n  [a/b] name is bad", {1, 2}),
        ({"a/b": {1}}, "  [a/b/c] size is odd", set()),
        ({}, "  [a/b] size is odd", set()),
    ],
)
def test_a_validation_is_expected_where_a_raises_block_caught_its_error(
    validated: dict[str, set[int]], error: str, expected: set[int]
) -> None:
    assert expected_by(Notes(validated=validated, refusals={REFUSED + error})) == expected


def test_what_a_fixture_added_counts_for_the_test() -> None:
    notes, fixture = Notes(found_errors={"too large"}, assertions=1), Notes()
    fixture.added_errors[3] = {"too large"}
    fixture.validated["a"] = {4}
    notes.add(fixture)
    notes.refusals.add(f"{REFUSED}  [a] no")
    assert expected_by(notes) == {3, 4}


def test_messages_and_nodes_are_told_apart(lab: Callable[[str], Lab]) -> None:
    class Construct:
        def __init__(self) -> None:
            self.said: list[object] = []
            self.node = SimpleNamespace(path="app/net", add_validation=self.said.append)

        def add_error(self, message: str) -> None:
            self.said.append(message)

    found, construct = lab(STACK), Construct()
    found.load().Stack(construct, 7)
    found.load().Stack(construct, -1)
    assert construct.said == ["7 is too large", "far too large", "negative"]
    notes = found.tally.notes
    assert list(notes.added_errors.values()) == [{"7 is too large"}, {"far too large"}]
    assert list(notes.validated) == ["app/net"]


class Annotations:
    """What is listened to of the CDK's class, in a module that stands in for its own."""

    def __init__(self, *errors: str) -> None:
        self.errors = errors

    def find_error(self, _: str, message: str) -> list[Any]:
        found = [each for each in self.errors if message in ("*", each)]
        return [SimpleNamespace(entry=SimpleNamespace(data=each)) for each in found]

    def has_error(self, construct: str, message: str) -> None:
        assert self.find_error(construct, message)


def test_errors_that_are_found_are_noted_and_everything_is_put_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = ModuleType("aws_cdk.assertions")
    module.Annotations = Annotations  # type: ignore[attr-defined]
    tally = Tally(Plan((), {}))
    before = dict(vars(Annotations))
    listener = FoundErrors(tally)
    listener.install()
    monkeypatch.setitem(sys.modules, "aws_cdk.assertions", module)
    assert dict(vars(Annotations)) == before
    tally.message((), "too large")
    Annotations("too large", "other").has_error("*", "too large")
    assert tally.notes.found_errors == {"too large"}
    with pytest.raises(AssertionError):
        Annotations("other").has_error("*", "too large")
    assert len(Annotations("one", "two").find_error("*", "*")) == 2
    assert tally.notes.found_errors == {"too large", "one", "two"}
    listener.remove()
    assert dict(vars(Annotations)) == before


NODE = """
class Node:
    @property
    def metadata(self):
        return [Entry("aws:cdk:path", "app/net"), Entry("aws:cdk:error", "too large")]

class Entry:
    def __init__(self, kind, data):
        self.type, self.data = kind, data
"""
LATE = """
class Annotations:
    def find_error(self, _, message):
        return []

    def has_error(self, _, message):
        return None
"""


def test_what_is_imported_after_the_error_was_added_is_listened_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "constructs.py").write_text(NODE, encoding="utf-8")
    (tmp_path / "aws_cdk").mkdir()
    (tmp_path / "aws_cdk" / "__init__.py").touch()
    (tmp_path / "aws_cdk" / "assertions.py").write_text(LATE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [
        name for name in sys.modules if name.partition(".")[0] in ("aws_cdk", "constructs")
    ]:
        monkeypatch.delitem(sys.modules, name)
    finders, tally = list(sys.meta_path), Tally(Plan((), {}))
    listener = FoundErrors(tally)
    listener.install()
    tally.message((), "too large")
    node = importlib.import_module("constructs").Node
    plain = importlib.import_module("aws_cdk.assertions").Annotations
    assert hasattr(plain.find_error, "__wrapped__")
    assert tally.notes.found_errors == set()
    assert [each.data for each in node().metadata] == ["app/net", "too large"]
    assert "too large" in tally.notes.found_errors
    listener.remove()
    assert not hasattr(plain.find_error, "__wrapped__")
    assert not hasattr(node.metadata.fget, "__wrapped__")
    assert sys.meta_path == finders
    for name in ("constructs", "aws_cdk", "aws_cdk.assertions"):
        sys.modules.pop(name)
