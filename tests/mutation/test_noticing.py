from __future__ import annotations

import sys
import unittest
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from testguard.mutation.noticing import Witness
from testguard.plugin import ORIGIN

STACK = """
    import json

    def refuse(size):
        if size < 1:
            raise ValueError("too small")

    def crash(size):
        return {}["missing"]

    def parse(size):
        return int("many")

    def load(text):
        return json.loads(text)
    """
TESTS = """
    import pytest
    from stack import *

    def asserting():
        assert False

    def failing():
        pytest.fail("no")

    def looking():
        return {}["kmsKeyId"]

    def refused():
        refuse(0)

    def crashed():
        crash(1)

    def parsed():
        parse(1)

    def loaded():
        load("{")

    def wrong_error():
        with pytest.raises(TypeError):
            crash(1)

    def nothing_raised():
        with pytest.raises(TypeError):
            pass
    """


@pytest.fixture
def tests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    (tmp_path / "stack.py").write_text(dedent(STACK), encoding="utf-8")
    (tmp_path / "test_stack.py").write_text(dedent(TESTS), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "stack", raising=False)
    code = compile(dedent(TESTS), str(tmp_path / "test_stack.py"), "exec")
    names: dict[str, Any] = {}
    exec(code, names)
    monkeypatch.delitem(sys.modules, "stack")
    return names


def witness(root: Path, verdict: bool | None = None, *refusals: str) -> Witness:
    return Witness(root, frozenset({"stack.py"}), lambda _: verdict, frozenset(refusals))


def error_of(call: Callable[[], object]) -> BaseException:
    try:
        call()
    except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001
        return error
    raise LookupError("nothing was raised")


@pytest.mark.parametrize(
    ("name", "noticed"),
    [
        ("asserting", True),
        ("failing", True),
        ("looking", True),
        ("refused", True),
        ("crashed", False),
        ("parsed", False),
        ("wrong_error", True),
        ("nothing_raised", True),
    ],
)
def test_a_failure_is_worth_what_it_tells(
    tests: dict[str, Any], tmp_path: Path, name: str, noticed: bool
) -> None:
    judge = witness(tmp_path)
    with judge.watching():
        error = error_of(tests[name])
    assert judge.noticed(error) is noticed


@pytest.mark.parametrize(
    ("name", "refusals", "noticed"),
    [
        ("loaded", ("ValueError",), True),
        ("loaded", ("JSONDecodeError",), True),
        ("loaded", ("TypeError",), False),
        ("loaded", (), False),
    ],
)
def test_a_library_refuses_for_the_stack_that_calls_it_and_by_the_names_it_is_known_for(
    tests: dict[str, Any], tmp_path: Path, name: str, refusals: tuple[str, ...], noticed: bool
) -> None:
    error = error_of(tests[name])
    assert witness(tmp_path, None, *refusals).noticed(error) is noticed


def test_a_framework_knows_its_own_assertions_and_its_mocks(
    tests: dict[str, Any], tmp_path: Path
) -> None:
    assert witness(tmp_path, True).noticed(error_of(tests["crashed"]))
    assert not witness(tmp_path, False).noticed(error_of(tests["looking"]))


def test_an_error_that_lost_its_traceback_is_judged_by_where_it_was_raised(
    tests: dict[str, Any], tmp_path: Path
) -> None:
    error = error_of(tests["looking"])
    origin, error.__traceback__ = error.__traceback__, None
    assert not witness(tmp_path).noticed(error)
    setattr(error, ORIGIN, origin)
    assert witness(tmp_path).noticed(error)


def test_unittest_raises_blocks_are_watched_too(tmp_path: Path) -> None:
    case, judge = unittest.TestCase(), witness(tmp_path)

    def run() -> None:
        with case.assertRaises(TypeError):  # noqa: PT027
            raise KeyError("a")

    with judge.watching():
        error = error_of(run)
    assert judge.noticed(error)
