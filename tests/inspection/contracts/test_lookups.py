from __future__ import annotations

from collections.abc import Callable

import pytest

from testguard.model.contract import Contract

Reader = Callable[..., Contract]
STACK = """
import os
import pulumi
from os import getenv

class TapStack:
    def __init__(self, name, props, **kwargs):
        config = pulumi.Config()
        self.value = {expression}
"""


@pytest.mark.parametrize(
    ("expression", "kind", "name", "default", "watches"),
    [
        ("kwargs.get('size', 3)", "keyword", "size", "3", ("other", "same")),
        ("kwargs.pop('size', None)", "keyword", "size", "None", ("other", "same")),
        ("kwargs['size']", "keyword", "size", None, (None, None)),
        ("props.get('size') or 3", "field", "props.size", "3", ("truthy", "evaluated")),
        ("os.getenv('REGION', 'eu')", "environment", "REGION", "'eu'", ("other", "same")),
        ("getenv('REGION')", "environment", "REGION", "None", ("given", "missing")),
        ("os.environ.get('REGION', 'eu')", "environment", "REGION", "'eu'", ("other", "same")),
        ("os.environ['REGION']", "environment", "REGION", None, (None, None)),
        ("config.get('size')", "config", "size", "None", ("given", "missing")),
        ("config.get_int('size') or 3", "config", "size", "3", ("truthy", "evaluated")),
        ("config.require('size')", "config", "size", None, (None, None)),
        (
            "pulumi.Config('aws').get('region')",
            "config",
            "aws:region",
            "None",
            ("given", "missing"),
        ),
        ("self.node.try_get_context('vpc')", "context", "vpc", "None", ("given", "missing")),
        ("getattr(props, 'size', 3)", "field", "props.size", "3", ("other", "same")),
    ],
)
def test_a_look_up_by_key_is_an_input(
    contract: Reader,
    expression: str,
    kind: str,
    name: str,
    default: str | None,
    watches: tuple[str | None, str | None],
) -> None:
    [item] = contract(STACK.format(expression=expression)).inputs[1:]
    assert (item.kind, item.name, item.default, item.line) == (kind, name, default, 9)
    found = tuple(probe.watch if probe else None for probe in (item.given, item.used))
    assert found == watches


def test_a_dictionary_of_the_stacks_own_is_no_input(contract: Reader) -> None:
    found = contract(STACK.format(expression="{'a': 1}.get('a', 2)"))
    assert [item.name for item in found.inputs] == ["TapStack.props"]


def test_a_program_reads_its_config_at_module_level(contract: Reader) -> None:
    found = contract(
        """
        import pulumi

        config = pulumi.Config()
        size = config.get("size") or "t3.micro"
        token = config.require_secret("token")
        """,
        program=True,
    )
    assert [(item.name, item.default) for item in found.inputs] == [
        ("size", "'t3.micro'"),
        ("token", None),
    ]
    [refusal] = found.validations
    assert (refusal.raises, refusal.inputs, refusal.line) == (
        "pulumi.ConfigMissingError",
        ("token",),
        6,
    )


def test_a_key_that_a_caller_names_is_an_input(contract: Reader) -> None:
    found = contract(
        """
        import os

        KEY = "ZONE"

        def read(key):
            return os.environ.get(key, "none")

        class TapStack:
            def __init__(self, name):
                self.region = read("REGION")
                self.zone = os.environ.get(KEY, "a")
        """
    )
    assert {item.name: item.default for item in found.inputs} == {"REGION": "'none'", "ZONE": "'a'"}


def test_a_stack_module_reads_keys_when_it_is_imported_but_not_as_a_script(
    contract: Reader,
) -> None:
    found = contract(
        """
        import os

        REGION = os.getenv("REGION", "eu")

        class TapStack:
            def __init__(self, scope, construct_id):
                pass

        if __name__ == "__main__":
            TapStack(None, os.getenv("NAME", "tap"))
        """
    )
    assert [(item.name, item.default) for item in found.inputs] == [("REGION", "'eu'")]
