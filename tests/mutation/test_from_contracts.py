from __future__ import annotations

import ast
from pathlib import Path

import pytest
from msgspec.structs import replace

from testguard.config import load_config
from testguard.model.contract import Contract
from testguard.mutation.from_contracts import Sources, contract_work, module_work
from testguard.mutation.generate import Work
from testguard.mutation.source_operator import Target
from testguard.pipeline import contracts
from tests.mutation.conftest import STACK, Make

ONE, TWO, THREE = (f"tests/test_a.py::test_{name}" for name in ("one", "two", "three"))
HANDLER = """\
import os

import boto3


def handler(event, context):
    rds = boto3.client("rds", region_name=os.environ["REGION"])
    try:
        return rds.promote_read_replica(DBInstanceIdentifier="db")
    except ValueError:
        raise
"""


@pytest.fixture
def found(make: Make) -> list[Work]:
    root: Path = make()
    contract, problems = contracts(load_config(start=root))
    assert problems == ()
    guard = next(n for n, line in enumerate(STACK.splitlines(), 1) if "self.retention < 1" in line)
    lines = {"lib/store.py": {1: (), guard: (ONE,), guard + 1: (TWO,), 9: (ONE, TWO)}}
    sources = Sources({"lib/store.py": STACK}, lines, {"lib/store.py": (THREE,)})
    return list(contract_work(contract, sources))


def test_every_text_is_another_module_that_parses(found: list[Work]) -> None:
    for work in found:
        assert work.source != STACK
        ast.parse(work.source)
        assert str(work.mutant.new).splitlines()[0] in work.source
    assert len({work.mutant.id for work in found}) == len(found)


def test_a_guard_is_for_the_tests_that_run_it_and_a_default_for_all(found: list[Work]) -> None:
    tests = {
        (work.mutant.operator, work.mutant.old): work.tests
        for work in found
        if work.mutant.symbol in ("StoreArgs.retention", "ValueError if " + GUARD)
    }
    assert tests["guard-negated", GUARD] == (ONE,)
    assert tests["raise-type-changed", "ValueError"] == (TWO,)
    assert tests["default-changed", "7"] == (ONE, THREE, TWO)


GUARD = "self.retention < 1 or self.retention > 35"


def test_every_mutant_names_the_item_of_the_contract_that_it_spoils(make: Make) -> None:
    known, works = spoiled(make)
    inputs = {each.id for one in known for each in one.inputs}
    validations = {each.id for one in known for each in one.validations}
    assert {work.mutant.item for work in works} <= (inputs | validations) - {""}
    assert {work.mutant.operator for work in works} >= {"default-changed", "guard-removed"}


def test_what_two_contracts_share_is_spoiled_once(make: Make) -> None:
    known, works = spoiled(make)
    again = [replace(each, path="lib/heir.py") for each in known]
    sources = Sources({"lib/store.py": STACK})
    assert len(list(contract_work([*known, *again], sources))) == len(works)


def test_a_line_that_no_test_runs_is_for_no_test(make: Make) -> None:
    _, works = spoiled(make)
    assert {work.tests for work in works} == {()}


def spoiled(make: Make) -> tuple[tuple[Contract, ...], list[Work]]:
    known, _ = contracts(load_config(start=make()))
    return known, list(contract_work(known, Sources({"lib/store.py": STACK})))


def test_refusals_of_the_stack_are_known_by_name(found: list[Work]) -> None:
    assert {work.refusals for work in found} == {("ValueError",)}


def test_a_handler_loses_region_key_and_error() -> None:
    sources = Sources({"lib/handler.py": HANDLER}, {"lib/handler.py": {7: (ONE,), 11: (TWO,)}})
    works = list(module_work(Target.HANDLER, {"lib/handler.py": "lib/store.py"}, sources))
    assert {work.mutant.operator: work.tests for work in works} == {
        "client-region-dropped": (ONE,),
        "environment-key-changed": (ONE,),
        "exception-swallowed": (TWO,),
    }
    assert {(work.mutant.stack, work.mutant.module) for work in works} == {
        ("lib/store.py", "lib/handler.py")
    }


def test_a_line_of_a_program_is_for_tests_that_run_the_program() -> None:
    text = 'HOME = "eu-west-1"\n\n\ndef build(a, b):\n    a.add_dependency(b)\n'
    importing = {"lib/store.py": ("tests/test_store.py::test_store",)}
    sources = Sources({"app.py": text}, {"app.py": {1: (ONE,), 5: (TWO,)}}, importing)
    works = list(module_work(Target.PROGRAM, {"app.py": "lib/store.py"}, sources))
    assert {work.mutant.operator: work.tests for work in works} == {
        "stack-region-swapped": tuple(sorted((ONE, TWO))),
        "stack-dependency-cut": (TWO,),
    }


def test_a_module_that_does_not_parse_has_no_mutants() -> None:
    sources = Sources({"lib/handler.py": "def ("})
    assert list(module_work(Target.HANDLER, {"lib/handler.py": "lib/store.py"}, sources)) == []
