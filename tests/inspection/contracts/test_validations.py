from __future__ import annotations

from collections.abc import Callable

import pytest

from testguard.model.contract import Contract, Validation

Reader = Callable[..., Contract]
STACK = """
import re

class Args:
    def __init__(self, size, name='a'):
        self.size = size
        self.name = name

def check(value, limit):
    if value > limit:
        raise ValueError("too large")

class TapStack:
    def __init__(self, name, args: Args):
        {body}

    def _check(self, value):
        if not value:
            raise TypeError("empty")
"""


def only(contract: Contract) -> Validation:
    [found] = contract.validations
    return found


@pytest.mark.parametrize(
    ("body", "raises", "message", "guard", "inputs"),
    [
        ("if args.size < 1: raise ValueError('small')", "ValueError", "small", "args.size < 1", ("Args.size",)),
        ("if args.size < 1: raise ValueError(f'bad {args.size}')", "ValueError", "bad {args.size}", "args.size < 1", ("Args.size",)),
        ("if args.size < 1: raise ValueError", "ValueError", "", "args.size < 1", ("Args.size",)),
        ("assert args.size > 0, 'small'", "AssertionError", "small", "not args.size > 0", ("Args.size",)),
        ("if args.size and args.name: raise ValueError('both')", "ValueError", "both", "args.size and args.name", ("Args.size", "Args.name")),
        ("check(args.size, 10)", "ValueError", "too large", "value > limit", ("Args.size",)),
        ("self._check(args.name)", "TypeError", "empty", "not value", ("Args.name",)),
        ("size = args.size * 2; self._check(size)", "TypeError", "empty", "not value", ("Args.size",)),
    ],
)  # fmt: skip
def test_a_raise_is_a_validation_path_with_its_guard_and_inputs(
    contract: Reader, body: str, raises: str, message: str, guard: str, inputs: tuple[str, ...]
) -> None:
    found = only(contract(STACK.format(body=body)))
    assert (found.raises, found.message, found.guard, found.inputs) == (
        raises,
        message,
        guard,
        inputs,
    )


@pytest.mark.parametrize(
    "body",
    [
        "try: pass\n        except KeyError: raise",
        "raise NotImplementedError",
        "code = '''raise ValueError(1)'''",
        "def later(): raise ValueError('never run here')",
    ],
)
def test_what_refuses_no_input_is_no_validation_path(contract: Reader, body: str) -> None:
    assert contract(STACK.format(body=body)).validations == ()


def test_a_helper_called_twice_is_one_path_over_both_inputs(contract: Reader) -> None:
    found = only(contract(STACK.format(body="self._check(args.name); self._check(args.size)")))
    assert found.inputs == ("Args.name", "Args.size")


def test_else_and_nested_guards_are_joined(contract: Reader) -> None:
    body = (
        "if args.size:\n            pass\n"
        "        elif args.name or args.size:\n            raise ValueError('x')"
    )
    assert (
        only(contract(STACK.format(body=body))).guard
        == "not args.size and (args.name or args.size)"
    )


def test_annotations_and_node_validations_are_paths(contract: Reader) -> None:
    found = contract(
        """
        from aws_cdk import Annotations

        class TapStack:
            def __init__(self, scope, construct_id, size=3):
                if size > 3:
                    Annotations.of(self).add_error("too large")
                self.node.add_validation(SizeValidation(size))
        """
    )
    assert [(path.raises, path.line) for path in found.validations] == [
        ("Annotations.add_error", 7),
        ("node.add_validation", 8),
    ]


def test_recursion_between_helpers_ends(contract: Reader) -> None:
    body = "self._check(args.name)\n    def _more(self, value): self._check(value)"
    source = STACK.format(body=body) + "        self._more(value)\n"
    assert only(contract(source)).message == "empty"
