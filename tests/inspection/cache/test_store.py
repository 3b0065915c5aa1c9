from __future__ import annotations

import pytest

from testguard.inspection.cache.facts import Told
from testguard.inspection.cache.key import Key
from testguard.inspection.cache.store import Entry, Store, decode, encode, packed
from testguard.suite.consulted import Fact
from testguard.suite.contents import Stamp

STAMP = Stamp(1, 2, 3, 4, 5, "digest")
SHARED: tuple[Fact, ...] = ((("bytes", "conftest.py"), None), (("find", "lib", "tests"), "lib.py"))
OWN: tuple[Fact, ...] = (SHARED[1], (("matching", "a", "b"), True), (("users", "x"), ("a", "b")))


def entry(path: str) -> Entry:
    return Entry(path, "variant", "digest", 0, b"findings")


def a_store() -> Store:
    entries = {"a": (entry("a"), SHARED), "b": (entry("b"), OWN), "c": (entry("c"), SHARED)}
    stamps = dict.fromkeys(("a", "b", "conftest.py", "source.py", "old.py"), STAMP)
    return packed(Key("key", ("source.py",)), entries, stamps, Told("state", 1, 2, OWN[2:]))


def test_a_store_comes_back_as_it_was() -> None:
    assert decode(encode(a_store())) == a_store()


def test_facts_and_groups_are_written_once() -> None:
    store = a_store()
    assert len(store.facts) == 4
    assert len(store.groups) == 2
    assert {*store.facts_of(store.entries["c"].group)} == {*SHARED}
    assert {*store.facts_of(store.entries["b"].group)} == {*OWN}


def test_stamps_are_those_of_files_something_speaks_of() -> None:
    assert [*a_store().stamps] == ["a", "b", "conftest.py", "source.py"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc1",
        encode(a_store())[:-3],
        encode(Store(entries={"a": entry("a")})),
        encode(Store(groups=((0,),))),
        encode(Store(facts=SHARED, groups=((-1,),))),
    ],
)
def test_what_is_no_store_is_an_empty_one(data: bytes) -> None:
    assert decode(data) == Store()
