from __future__ import annotations

from collections.abc import Callable

import pytest

from testguard.model.contract import Contract

Reader = Callable[..., Contract]


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        ("self, name, size=3, opts=None", {"TapStack.size": "3"}),
        (
            "self, scope, construct_id, *, size: int = 3, name, **kwargs",
            {"TapStack.size": "3", "TapStack.name": None},
        ),
        ("self, scope, id, env, /, size=3", {"TapStack.env": None, "TapStack.size": "3"}),
        ("self, resource_name, tags=None, opts=None", {"TapStack.tags": "None"}),
    ],
)
def test_constructor_parameters_are_inputs_and_plumbing_is_not(
    contract: Reader, signature: str, expected: dict[str, str | None]
) -> None:
    found = contract(f"class TapStack:\n    def __init__({signature}):\n        pass\n")
    assert {item.name: item.default for item in found.inputs} == expected


@pytest.mark.parametrize(
    "annotation", ["Args", "Optional[Args]", "'Args'", "Args | None", "'Optional[Args]'"]
)
def test_the_annotated_class_gives_its_inputs(contract: Reader, annotation: str) -> None:
    found = contract(
        f"""
        class Args:
            def __init__(self, size: int = 3):
                self.size = size

        class TapStack:
            def __init__(self, name, args: {annotation}):
                pass
        """
    )
    assert {item.name: item.default for item in found.inputs}["Args.size"] == "3"


def test_a_constructor_of_a_base_class_counts(contract: Reader) -> None:
    found = contract(
        """
        class Base:
            def __init__(self, name, size=3):
                pass

        class TapStack(Base):
            pass
        """
    )
    assert [(item.name, item.default) for item in found.inputs] == [("TapStack.size", "3")]


@pytest.mark.parametrize(
    "signature",
    [
        "self, app: App, id: str, **kwargs",
        "self, parent: cdk.Stack, label: str",
        "self, scope, construct_id, *, env: Environment",
        "self, name, options: pulumi.ResourceOptions = None",
    ],
)
def test_what_the_framework_asks_for_is_no_input(contract: Reader, signature: str) -> None:
    source = (
        "import aws_cdk as cdk\nimport pulumi\nfrom aws_cdk import App, Environment\n"
        f"class TapStack:\n    def __init__({signature}):\n        pass\n"
    )
    assert contract(source).inputs == ()


@pytest.mark.parametrize(
    "definition",
    [
        "class Table(pulumi.ComponentResource):\n    def __init__(self, name, size=3): pass",
        "class Table(enum.Enum):\n    SIZE = 3",
        "class Table:\n    def __init__(self, size=3): pass",
    ],
)
def test_an_argument_that_carries_no_inputs_is_one_itself(
    contract: Reader, definition: str
) -> None:
    stack = "class TapStack:\n    def __init__(self, name, table: Table): pass\n"
    found = contract(f"import enum\nimport pulumi\n{definition}\n{stack}")
    assert [item.name for item in found.inputs] == ["TapStack.table"]
