"""How a test builds a stack: the call of the fixture that builds."""

from __future__ import annotations

from collections.abc import Mapping

from testguard.scaffold.plan import Stack
from testguard.scaffold.tree import literal

CONFIG, PROGRAM = "CONFIG", "PROGRAM"


def build_call(
    stack: Stack,
    base: Mapping[str, str],
    config: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
    program: str = PROGRAM,
    settings: str = "",
    more: Mapping[str, str] | None = None,
) -> str:
    """``build(lambda: Store("store"), config=CONFIG)``.

    ``base`` is the configuration that stands in the constant ``CONFIG``; ``config`` and
    ``environment`` give further values, as code, ``program`` is a program's place,
    ``settings`` an expression for more configuration, and ``more`` are further keywords.
    """
    head = f"lambda {stack.parameters}".rstrip()
    parts = [f"{head}: {stack.expression}" if stack.expression else program]
    known = {key: literal(value) for key, value in stack.setting.config.items()}
    given = _configuration({**known, **(config or {})}, base)
    if settings:
        given = f"{{**{given}, **{settings}}}" if given else settings
    if given:
        parts.append(f"config={given}")
    variables = {key: literal(value) for key, value in stack.setting.environment.items()}
    variables |= environment or {}
    if variables:
        parts.append(f"environment={_mapping(variables)}")
    parts += [f"{name}={literal(value)}" for name, value in (more or {}).items()]
    return f"build({', '.join(parts)})"


def _configuration(wanted: Mapping[str, str], base: Mapping[str, str]) -> str:
    known = {key: literal(value) for key, value in base.items()}
    if wanted == known:
        return CONFIG if known else ""
    if known and known.keys() <= wanted.keys():
        more = {key: text for key, text in wanted.items() if known.get(key) != text}
        return f"{{**{CONFIG}, {_mapping(more)[1:]}"
    return _mapping(wanted)


def _mapping(items: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{literal(key)}: {text}" for key, text in items.items()) + "}"
