from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from testguard.config.lines import KeyPath, key_lines, value_spans


def paths(value: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths(inner, (*path, index))


scalars = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.datetimes(),
    st.dates(),
    st.times(),
)
keys = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=5)
documents = st.dictionaries(
    keys,
    st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
        max_leaves=12,
    ),
    max_size=4,
)


@given(documents)
def test_every_key_of_a_document_has_a_line_that_exists(document: dict[str, object]) -> None:
    text = tomlkit.dumps(document)
    found = key_lines(text)
    assert set(found) == set(paths(tomllib.loads(text)))
    assert all(1 <= line <= text.count("\n") + 1 for line in found.values())


@given(st.lists(st.tuples(keys, scalars), min_size=1, unique_by=lambda pair: pair[0]))
def test_the_line_is_the_one_the_key_stands_on(pairs: list[tuple[str, object]]) -> None:
    text = ""
    expected = {}
    for key, value in pairs:
        expected[key,] = text.count("\n") + 1
        text += tomlkit.dumps({key: value})
    assert key_lines(text) == expected


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("[a]\nb = 1\n", ("a", "b"), 2),
        ("[a]\nb = 1\n", ("a",), 1),
        ("# no\n\n[a . \"b c\"]\n'd' = 1", ("a", "b c", "d"), 4),
        ('"\\u0061" = 1', ("a",), 1),
        ("a.b.c = 1", ("a", "b"), 1),
        ("a = [\n  1, # ]\n  [\n 2]\n]\nb = 3\n", ("a", 1, 0), 4),
        ("a = [\n  1, # ]\n  [\n 2]\n]\nb = 3\n", ("b",), 6),
        ('a = """\n[b]\nc = 1\n"""\nd = 2', ("d",), 5),
        ("a = '''\nb = 1'''''\nd = 2", ("d",), 3),
        ('a = """x"""""\nd = 2', ("d",), 2),
        ('a = "\\"#["\nd = 2', ("d",), 2),
        ("a = { b = { c = 1 } }\n[d]\n", ("a", "b", "c"), 1),
        ("[[s]]\nm = 1\n[[s]]\nm = 2\n", ("s", 1, "m"), 4),
        ("[[s]]\n[s.t]\nm = 1\n[[s]]\n[s.t]\nm = 2\n", ("s", 1, "t", "m"), 6),
        ("[[s]]\n[[s.t]]\n[[s.t]]\nm = 1\n[[s]]\n[[s.t]]\nm = 2\n", ("s", 1, "t", 0, "m"), 7),
        ("[a.b]\nc = 1\n[x]\n[a]\nd = 2\n", ("a",), 1),
        ("[a.b]\nc = 1\n[x]\n[a]\nd = 2\n", ("a", "d"), 5),
        ("a = 1979-05-27 07:32:00.5\nb = -1.5e3\nc = 2\n", ("c",), 3),
        ("3.14 = 1\n", ("3", "14"), 1),
    ],
)
def test_where_keys_stand(text: str, path: KeyPath, line: int) -> None:
    assert set(key_lines(text)) == set(paths(tomllib.loads(text)))
    assert key_lines(text)[path] == line


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("a = 1 # c\n", ("a",), "1"),
        ("a = 90.50", ("a",), "90.50"),
        ('[t]\r\na="x # y"\r\n', ("t", "a"), '"x # y"'),
        ("t = { a = 1 , b=[1, 2] }\n", ("t", "b"), "[1, 2]"),
        ("t = { a = 1 , b=[1, 2] }\n", ("t",), "{ a = 1 , b=[1, 2] }"),
        ("[[t]]\na=1\n[[t]]\na = -2e3\n", ("t", 1, "a"), "-2e3"),
        ("a = [\n {b = 1}, # c\n]\n", ("a", 0, "b"), "1"),
        ("a = 1979-05-27 07:32:00\n", ("a",), "1979-05-27 07:32:00"),
    ],
)
def test_values_have_their_span(text: str, path: tuple[str | int, ...], value: str) -> None:
    start, end = value_spans(text)[path]
    assert text[start:end] == value
