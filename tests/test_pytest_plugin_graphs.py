"""The resource graphs that tests build, recorded with the tests that built them."""

from __future__ import annotations

import pytest

from testguard.measurement.store import load
from testguard.model.resource import Observed
from tests.conftest import RunPytest

STACK = """\
import pulumi
import pulumi_random as random


class Names(pulumi.ComponentResource):
    def __init__(self, name, length=2, opts=None):
        super().__init__("shop:index:Names", name, None, opts)
        self.pet = random.RandomPet(
            f"{name}-pet", length=length, opts=pulumi.ResourceOptions(parent=self)
        )
"""
CONFTEST = """\
import pulumi
import pytest


class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args):
        return f"{args.name}-id", args.inputs

    def call(self, args):
        return {}


@pytest.fixture(autouse=True, scope="session")
def mocks():
    pulumi.runtime.set_mocks(Mocks())


@pytest.fixture(scope="module")
def shared():
    from lib.names import Names

    @pulumi.runtime.test
    def build():
        return Names("shared").pet.length

    build()
"""
TESTS = """\
import pulumi

from lib.names import Names


@pulumi.runtime.test
def test_length():
    names = Names("own", length=5)

    def check(length):
        assert length == 5

    return names.pet.length.apply(check)


def test_first(shared):
    assert issubclass(Names, pulumi.ComponentResource)


def test_second(shared):
    assert issubclass(Names, pulumi.ComponentResource)


@pulumi.runtime.test
def test_fails():
    names = Names("failed")
    assert names is None
"""
FILES = {
    "lib/__init__.py": "",
    "lib/names.py": STACK,
    "conftest.py": CONFTEST,
    "tests/test_names.py": TESTS,
}


def by_name(observed: tuple[Observed, ...]) -> dict[str, Observed]:
    return {
        next(part.name for part in each.graph.resources if not part.custom): each
        for each in observed
    }


@pytest.mark.parametrize("workers", [(), ("-n", "2", "--dist", "loadfile")])
def test_graphs_are_recorded_with_the_passed_tests_that_used_them(
    run_pytest: RunPytest, pytester: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    for name, text in FILES.items():
        (pytester.path / name).parent.mkdir(exist_ok=True)
        (pytester.path / name).write_text(text)
    run_pytest(*workers)
    found = by_name(load(pytester.path).graphs)
    tests = {name: each.tests for name, each in found.items()}
    assert tests == {
        "own": ("tests/test_names.py::test_length",),
        "shared": ("tests/test_names.py::test_first", "tests/test_names.py::test_second"),
        "failed": (),
    }
    own = found["own"].graph
    assert own.path == "lib/names.py"
    assert [(each.name, each.source) for each in own.resources] == [
        ("own-pet", "lib/names.py:8"),
        ("own", "tests/test_names.py:8"),
    ]
    assert own.resources[0].properties == {"length": 5}
