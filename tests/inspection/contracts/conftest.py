from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from testguard.inspection.contracts.extract import extract
from testguard.model.contract import Contract
from testguard.model.project import StackModule
from testguard.suite.library import Library
from testguard.suite.module import Module

Reader = Callable[..., Contract]


@pytest.fixture
def contract(tmp_path: Path) -> Reader:
    """Reads the contract of the class ``TapStack`` in ``lib/stack.py``, or of a program."""

    def read(
        source: str, *, others: Mapping[str, str] | None = None, program: bool = False
    ) -> Contract:
        library = Library(tmp_path)
        library.add(Module("lib/stack.py", dedent(source)))
        for path, text in (others or {}).items():
            library.add(Module(path, dedent(text)))
        classes = () if program else ("TapStack",)
        [found] = extract(StackModule("lib/stack.py", "pulumi", classes, program), library)
        return found

    return read
