"""Inputs and validations as they are found, before they get their ids."""

from __future__ import annotations

import ast

from msgspec import Struct

from testguard.inspection.contracts.code import Code
from testguard.model.contract import InputKind, Probe, Watch


class InputDraft(Struct, frozen=True):
    """An input without its id; ``subsumes`` names a parameter whose default this one replaces."""

    name: str
    kind: InputKind
    default: str | None
    module: str
    line: int
    given: Probe | None = None
    used: Probe | None = None
    subsumes: str = ""
    optional: bool = False


class ValidationDraft(Struct, frozen=True):
    """A validation path without its id."""

    module: str
    line: int
    raises: str
    message: str
    guard: str
    inputs: tuple[str, ...]
    probe: Probe


def probe(code: Code, node: ast.expr | ast.stmt, watch: Watch, name: str = "") -> Probe:
    """A probe at ``node``."""
    return Probe(code.path, code.span(node), watch, name)
