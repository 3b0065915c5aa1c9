from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.suite.imports import Imports, read_imports
from testguard.syntax import parse

names = st.from_regex(r"[a-z]{1,6}", fullmatch=True).filter(
    lambda name: (
        name
        not in {
            "as",
            "if",
            "in",
            "is",
            "or",
            "and",
            "for",
            "def",
            "del",
            "not",
            "try",
        }
    )
)
NO_KEYWORDS = {"from", "import", "pass", "with", "class", "raise", "while", "else", "elif", "async"}


def imports(source: str) -> Imports:
    return read_imports(parse(source))


@pytest.mark.parametrize(
    ("source", "name", "meaning"),
    [
        ("import pulumi", "pulumi.Output", "pulumi.Output"),
        ("import pulumi as p", "p.Output", "pulumi.Output"),
        ("import aws_cdk.assertions", "aws_cdk.assertions.Template", "aws_cdk.assertions.Template"),
        ("import aws_cdk.assertions as a", "a.Template", "aws_cdk.assertions.Template"),
        ("from aws_cdk import assertions as a", "a.Template", "aws_cdk.assertions.Template"),
        ("from . import base", "base.Case", ".base.Case"),
        ("from ..lib.base import Case", "Case", "..lib.base.Case"),
        ("from a import (\n    b,\n    c as d,\n)", "d.e", "a.c.e"),
        ("if X:\n    from a import b", "b", "a.b"),
        ("import a", "other.b", "other.b"),
    ],
)
def test_a_local_name_means_what_was_imported(source: str, name: str, meaning: str) -> None:
    assert imports(source).qualify(name) == meaning


def test_the_first_import_of_a_name_wins() -> None:
    assert imports("from a import x\nfrom b import x\n").qualify("x") == "a.x"


def test_a_star_import_names_its_module_only() -> None:
    [entry] = imports("from tests.base import *").entries
    assert (entry.module, entry.name) == ("tests.base", "*")
    assert imports("from tests.base import *").modules() == {"tests.base"}


def test_modules_are_everything_that_may_be_one() -> None:
    found = imports("import a.b\nfrom c import d\nfrom . import e\n").modules()
    assert found == {"a", "a.b", "c", "c.d", ".", ".e"}


@given(st.lists(names.filter(lambda name: name not in NO_KEYWORDS), min_size=1, max_size=4), names)
def test_every_dotted_module_is_found(parts: list[str], alias: str) -> None:
    alias = f"{alias}_"
    found = imports(f"import {'.'.join(parts)} as {alias}\n")
    assert found.qualify(f"{alias}.x") == ".".join([*parts, "x"])
