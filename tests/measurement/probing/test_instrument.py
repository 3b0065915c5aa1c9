from __future__ import annotations

import ast
import dis
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

import pytest

from testguard.measurement.probing.instrument import PROBE, instrument

from .conftest import Lab

SOURCES = {
    "choices": """
        class Stack:
            def __init__(self, name, size=None, tag: str = "a", *, mode="x"):
                '''Docs.'''
                self.size = size or 3
                self.tag = (
                    tag
                    if tag is not None
                    else "é"
                )
                if mode is None:
                    mode = "y"
                self.mode = mode
    """,
    "validation": """
        class Stack:
            def __init__(self, name, size=1):
                if size > 3:
                    raise ValueError(
                        f"too large: {size}"
                    )
                assert size > 0, "small"
    """,
    "dataclass": """
        from dataclasses import dataclass, field

        @dataclass
        class Args:
            size: int = 3
            tags: list = field(default_factory=list)

        class Stack:
            def __init__(self, name, args: Args):
                self.args = args
    """,
}


def lines_of(code: CodeType) -> Iterator[tuple[str, int]]:
    yield from ((code.co_name, line) for _, line in dis.findlinestarts(code) if line)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from lines_of(constant)


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_probes_add_no_line(lab: Callable[[str], Lab], name: str, tmp_path: Any) -> None:
    made = lab(SOURCES[name])
    source = (tmp_path / made.path).read_text(encoding="utf-8")
    probed = compile(instrument(source, made.plan, made.path), "m.py", "exec")
    assert set(lines_of(probed)) == set(lines_of(compile(source, "m.py", "exec")))
    assert PROBE in ast.unparse(instrument(source, made.plan, made.path))


def test_a_module_without_probes_is_left_as_it_is(lab: Callable[[str], Lab]) -> None:
    made = lab(SOURCES["choices"])
    source = "x = 1 or 2\n"
    assert ast.dump(instrument(source, made.plan, "other.py")) == ast.dump(ast.parse(source))
