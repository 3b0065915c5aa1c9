from __future__ import annotations

import pytest

from testguard.testing import make_suite


def outcome(source: str, **others: str) -> tuple[bool, bool, bool]:
    """Whether the last test asserts, may assert, and calls what could not be read."""
    files = {path.replace("__", "/") + ".py": text for path, text in others.items()}
    suite = make_suite(source, others=files)
    found = suite.examine(suite.cases[-1])
    return bool(found.assertions), bool(found.doubts), bool(found.unread)


ASSERTS, DOUBT, UNREAD, SILENT = (
    (True, False, False),
    (False, True, False),
    (False, False, True),
    (False, False, False),
)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (("class A:\n  def __init__(self): assert x\ndef make(): return A()\n"
         "def test_a(): make()\n"), ASSERTS),
        (("class A:\n  def look(self): assert x\ndef make(): return A()\n"
         "def test_a(): make()\n"), SILENT),
        (("class A:\n  def look(self): assert x\ndef make(): return A()\n"
         "def test_a():\n  a = make()\n  a.look()\n"), ASSERTS),
        (("class A:\n  def look(self): assert x\nclass TestB(A):\n"
         "  def look(self): super().look()\n  def test_a(self): self.look()\n"), ASSERTS),
        (("class TestB:\n  def look(self): raise NotImplementedError\n"
         "  def test_a(self): self.look()\n"), DOUBT),
        ("class TestB:\n  def test_a(self): self.run_it()\n", UNREAD),
        ("class TestB:\n  def test_a(self): self.assertSame(1)\n", ASSERTS),
        (("class TestB:\n  def assertSame(self, v): pass\n"
         "  def test_a(self): self.assertSame(1)\n"), DOUBT),
        ("class A:\n  @staticmethod\n  def look(v): assert v\ndef test_a(): A.look(1)\n", ASSERTS),
        ("from vendor import *\ndef test_a(): mystery(1)\n", UNREAD),
        ("from vendor import *\ndef test_a(): assert_same(1)\n", ASSERTS),
        ("from vendor import *\ndef test_a(): verify(1)\n", DOUBT),
        ("def test_a(): print(len(sorted(x)))\n", SILENT),
        ("import os\ndef test_a(): os.getcwd()\n", SILENT),
        ("def fake(n):\n  raise KeyError(n)\ndef test_a(): patch(client, get=fake)\n", UNREAD),
        ("def test_a():\n  def fake(n):\n    if n: raise KeyError(n)\n  run(fake)\n", UNREAD),
    ],
)  # fmt: skip
def test_a_name_is_worth_what_stands_behind_it(
    source: str, expected: tuple[bool, bool, bool]
) -> None:
    assert outcome(source) == expected


def test_a_star_import_of_test_support_is_followed() -> None:
    source = "from tests.looks import *\ndef test_a(): look(1)\n"
    assert outcome(source, tests__looks="def look(v): assert v\n") == ASSERTS


def test_a_value_of_another_test_module_is_followed() -> None:
    source = "from tests.looks import look\ndef test_a(): look(1)\n"
    looks = (
        "from functools import partial\ndef equal(a, b): assert a == b\nlook = partial(equal, 1)\n"
    )
    assert outcome(source, tests__looks=looks) == ASSERTS


def test_helpers_too_deep_to_follow_are_in_doubt() -> None:
    chain = "".join(f"def f{n}(): f{n + 1}()\n" for n in range(30))
    assert outcome(f"{chain}def f30(): assert x\ndef test_a(): f0()\n") == DOUBT


def test_helpers_that_call_each_other_in_every_way_end() -> None:
    names = [f"f{n}" for n in range(12)]
    bodies = "\n".join(
        f"def {name}():\n  " + "\n  ".join(f"{n}()" for n in names) for name in names
    )
    assert outcome(f"{bodies}\ndef test_a(): f0()\n") == DOUBT


def test_a_pytest_plugin_module_brings_fixtures() -> None:
    source = "def test_a(sink): put(1)\n"
    conftest = "pytest_plugins = ['tests.sinks']\n"
    sinks = (
        "import pytest\n@pytest.fixture(name='sink')\ndef make_sink():\n    yield\n    assert x\n"
    )
    assert outcome(source, conftest=conftest, tests__sinks=sinks)[0]


def test_an_imported_fixture_is_found() -> None:
    source = "from tests.sinks import sink\ndef test_a(sink): put(1)\n"
    sinks = "import pytest\n@pytest.fixture\ndef sink():\n    yield\n    assert x\n"
    assert outcome(source, tests__sinks=sinks)[0]
