from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.discovery.places import Places, nearest

FILES = [
    "app.py",
    "lib/__init__.py",
    "lib/stack.py",
    "src/pkg/mod.py",
    "deep/infra/lib/other.py",
    "a/twin.py",
    "b/twin.py",
    "pulumi/__init__.py",
]


@pytest.mark.parametrize(
    ("name", "least", "importer", "expected"),
    [
        ("lib.stack.Stack", "lib.stack", "tests/test_a.py", ("lib/stack.py", "Stack")),
        ("lib.Stack", "lib", "tests/test_a.py", ("lib/__init__.py", "Stack")),
        (".stack.Stack", ".stack", "lib/x.py", ("lib/stack.py", "Stack")),
        ("..app", "..", "lib/x.py", ("app.py", "")),
        (".", ".", "lib/x.py", ("lib/__init__.py", "")),
        ("....app", "....", "lib/x.py", None),
        ("pkg.mod", "pkg.mod", "tests/test_a.py", ("src/pkg/mod.py", "")),
        ("lib.other", "lib.other", "tests/test_a.py", ("deep/infra/lib/other.py", "")),
        ("twin", "twin", "b/test_a.py", ("b/twin.py", "")),
        ("twin", "twin", "tests/test_a.py", None),
        ("pulumi.Output", "pulumi", "tests/test_a.py", None),
        ("json.app", "json", "tests/test_a.py", None),
        ("gone.stack", "gone.stack", "tests/test_a.py", None),
    ],
)
def test_a_module_name_leads_to_a_file(
    name: str, least: str, importer: str, expected: tuple[str, str] | None
) -> None:
    places = Places(FILES, ("src",), ("pulumi",))
    assert places.module(name, least, importer) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["app.py"], "app.py"),
        (["..", "lib", "stack.py"], "lib/stack.py"),
        (["ignored", "lib/stack.py"], "lib/stack.py"),
        (["other.py"], "deep/infra/lib/other.py"),
        (["twin.py"], None),
        (["gone.py"], None),
    ],
)
def test_words_of_a_call_lead_to_a_file(words: list[str], expected: str | None) -> None:
    assert Places(FILES).file(words, "tests/test_a.py") == expected


PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(lambda p: "/".join(p) + ".py")


@given(st.lists(PATHS, unique=True), PATHS)
def test_the_nearest_path_does_not_depend_on_the_order(paths: list[str], to: str) -> None:
    assert nearest(paths, to) == nearest(paths[::-1], to)


@given(st.text("a./", max_size=8), st.text("a.", max_size=4), PATHS)
def test_any_name_can_be_asked(name: str, least: str, importer: str) -> None:
    found = Places(["a.py", "a/a.py"]).module(name.replace("/", ""), least, importer)
    assert found is None or found[0] in {"a.py", "a/a.py"}
