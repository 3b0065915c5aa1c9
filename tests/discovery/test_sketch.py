from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from testguard.discovery.sketch import NOTHING, sketch, sketcher
from testguard.suite.imports import Imports
from testguard.suite.module import Module


def modules(text: str) -> frozenset[str]:
    return sketch(text.encode()).read_imports().modules()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import lib.stack\n", {"lib", "lib.stack"}),
        (
            "from lib import (  # the (first) stack\n    a,\n    b as c,\n)\n",
            {"lib", "lib.a", "lib.b"},
        ),
        ("from lib import \\\n    a\n", {"lib", "lib.a"}),
        ("def f():\n    from .stack import A\n", {".stack", ".stack.A"}),
        ("from lib import a\r\nimport b\r\n", {"lib", "lib.a", "b"}),
        ("# import lib.stack\n", set()),
        ("x = 'import lib'\n", set()),
        ("important = 1\nimport_it()\n", set()),
    ],
)
def test_imports_are_read_from_bytes(text: str, names: set[str]) -> None:
    assert modules(text) == names


def test_imports_for_type_checkers_do_not_run() -> None:
    text = (
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from lib.stack import (\n        A,\n    )\n\n    import b\n"
        "import c\n"
    )
    assert modules(text) == {"typing", "typing.TYPE_CHECKING", "c"}


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_an_import_inside_a_string_makes_the_sketch_doubtful(quotes: str) -> None:
    inside = f"x = {quotes}\nimport lib\n{quotes}\n"
    assert sketch(inside.encode()).doubtful
    assert not sketch(f"{quotes}Text.{quotes}\nimport lib\n".encode()).doubtful


def test_words_of_strings_count_where_strings_may_import() -> None:
    assert b"tap_stack" in sketch(b"importlib.import_module('lib.tap_stack')\n").words
    assert b"tap_stack" not in sketch(b"print('lib.tap_stack')\n").words


def test_class_headers_are_read() -> None:
    text = (
        b"class A(cdk.Stack, Generic[T]):\n    pass\nclass B(\n    Base\n): pass\nclass C: pass\n"
    )
    found = sketch(text)
    assert found.classes == {"A", "B"}
    assert {"cdk.Stack", "Base"} <= found.bases


def test_what_cannot_be_read_has_an_empty_sketch(tmp_path: Path) -> None:
    (tmp_path / "binary.py").write_bytes(b"import a\0")
    (tmp_path / "folder.py").mkdir()
    of = sketcher(tmp_path)
    assert of("binary.py") == of("folder.py") == of("gone.py") == NOTHING


STATEMENTS = st.lists(
    st.sampled_from([
        "import a", "import a.b as c, d", "from a import b", "from . import (b, c)", "x = (1,",
        "    2)", "from a.b import (", "    c,  # (", ")", "def f():", "    import g", "'''", '"""',
        "# import h", "if x:", "    from ..i import *", "y = 'import j'", "class K(L): pass", "",
    ])
).map("\n".join)  # fmt: skip


@given(STATEMENTS)
def test_a_sketch_sees_the_imports_that_the_parser_sees(text: str) -> None:
    module, found = Module("a.py", text), sketch(text.encode())
    assume(not found.doubtful and module.root.find(kind="ERROR") is None)
    assert found.read_imports().modules() >= module.imports.modules()


@given(st.binary())
def test_any_bytes_can_be_sketched(data: bytes) -> None:
    assert isinstance(sketch(data).read_imports(), Imports)
