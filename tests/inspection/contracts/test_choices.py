from __future__ import annotations

from collections.abc import Callable

import pytest

from testguard.model.contract import Contract, Input, InputKind

Reader = Callable[..., Contract]
ARGS = """
from typing import Optional

class TapStackArgs:
    def __init__(self, suffix: Optional[str] = None, size: Optional[int] = None):
        {body}

class TapStack:
    def __init__(self, name, args: TapStackArgs, opts=None):
        pass
"""


def by_name(contract: Contract) -> dict[str, Input]:
    return {item.name: item for item in contract.inputs}


@pytest.mark.parametrize(
    ("body", "default", "given", "used"),
    [
        ("self.suffix = suffix or 'dev'", "'dev'", "truthy", "evaluated"),
        ("self.suffix = 'dev' if suffix is None else suffix", "'dev'", "evaluated", "evaluated"),
        (
            "self.suffix = suffix if suffix is not None else 'dev'",
            "'dev'",
            "evaluated",
            "evaluated",
        ),
        ("self.suffix = suffix if suffix else 'dev'", "'dev'", "evaluated", "evaluated"),
        ("self.suffix = 'dev' if not suffix else suffix", "'dev'", "evaluated", "evaluated"),
        ("self.suffix = suffix.lower() if suffix else 'dev'", "'dev'", "evaluated", "evaluated"),
        ("self.suffix = str(suffix or 'dev')", "'dev'", "truthy", "evaluated"),
        ("if suffix is None: suffix = 'dev'", "'dev'", "given", "missing"),
        ("if not suffix: suffix = 'dev'", "'dev'", "truthy", "falsy"),
        ("chosen = suffix; self.suffix = chosen or 'dev'", "'dev'", "truthy", "evaluated"),
    ],
)
def test_a_default_in_the_body_is_the_default_of_the_parameter(
    contract: Reader, body: str, default: str, given: str, used: str
) -> None:
    found = by_name(contract(ARGS.format(body=body)))["TapStackArgs.suffix"]
    assert (found.kind, found.default) == (InputKind.FIELD, default)
    assert found.given is not None
    assert found.used is not None
    assert (found.given.watch, found.used.watch) == (given, used)


def test_the_none_in_the_signature_is_no_item_of_its_own(contract: Reader) -> None:
    found = contract(ARGS.format(body="self.suffix = suffix or 'dev'"))
    assert [item.name for item in found.inputs] == ["TapStackArgs.size", "TapStackArgs.suffix"]


@pytest.mark.parametrize(
    "body",
    [
        "if suffix or size: print(1)",
        "assert suffix or size",
        "flag = not (suffix or size)",
        "while suffix or size: break",
    ],
)
def test_a_condition_chooses_no_value(contract: Reader, body: str) -> None:
    defaults = {item.name: item.default for item in contract(ARGS.format(body=body)).inputs}
    assert defaults == {"TapStackArgs.suffix": "None", "TapStackArgs.size": "None"}


def test_props_context_and_literal_are_three_ways_to_a_value(contract: Reader) -> None:
    found = contract(
        """
        from dataclasses import dataclass

        class Props:
            def __init__(self, environment_suffix=None):
                self.environment_suffix = environment_suffix

        class TapStack:
            def __init__(self, scope, construct_id, props: Props | None = None):
                suffix = (
                    (props.environment_suffix if props else None)
                    or self.node.try_get_context('environmentSuffix')
                    or 'dev'
                )
        """
    )
    ways = [
        (item.kind.value, item.name, role, probe.site.line)
        for item in found.inputs
        for role, probe in (("given", item.given), ("used", item.used))
        if probe is not None and item.name != "TapStack.props"
    ]
    assert sorted(ways) == [
        ("context", "environmentSuffix", "given", 12),
        ("field", "Props.environment_suffix", "given", 11),
        ("field", "Props.environment_suffix", "used", 13),
    ]
    assert by_name(found)["Props.environment_suffix"].default == "'dev'"


def test_a_look_up_before_a_choice_belongs_to_the_choice(contract: Reader) -> None:
    found = contract(
        """
        class TapStack:
            def __init__(self, scope, construct_id):
                region = self.node.try_get_context('region')
                self.region = region or 'us-east-1'
        """
    )
    [item] = found.inputs
    assert (item.kind, item.name, item.default) == (InputKind.CONTEXT, "region", "'us-east-1'")


@pytest.mark.parametrize(
    "choice",
    [
        "region = self.node.try_get_context('region')\n        if region is None: region = 'eu'",
        "region: str = self.node.try_get_context('region')\n        region = region or 'eu'",
    ],
)
def test_a_look_up_with_a_default_behind_it_is_one_item(contract: Reader, choice: str) -> None:
    source = f"class TapStack:\n    def __init__(self, scope, construct_id):\n        {choice}\n"
    [item] = contract(source).inputs
    assert (item.name, item.default) == ("region", "'eu'")


def test_another_parameter_may_be_the_default_and_stays_an_input(contract: Reader) -> None:
    found = by_name(
        contract(
            """
            class TapStack:
                def __init__(self, name, image, mirror=None):
                    self.files = f"{image} {mirror}" if mirror else image
            """
        )
    )
    assert (found["TapStack.image"].line, found["TapStack.image"].default) == (3, None)
    assert found["TapStack.mirror"].default == "image"


def test_what_a_constructor_keeps_is_an_input_in_its_methods(contract: Reader) -> None:
    body = (
        "self.given = suffix\n        self._name()\n\n"
        "    def _name(self):\n        self.suffix = self.given or 'dev'"
    )
    assert by_name(contract(ARGS.format(body=body)))["TapStackArgs.suffix"].default == "'dev'"


def test_a_property_may_hold_the_default(contract: Reader) -> None:
    body = (
        "self._suffix = suffix\n\n"
        "    @property\n    def suffix(self):\n        return self._suffix or 'dev'"
    )
    assert by_name(contract(ARGS.format(body=body)))["TapStackArgs.suffix"].default == "'dev'"
