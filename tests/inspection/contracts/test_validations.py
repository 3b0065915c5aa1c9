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


@pytest.mark.parametrize(
    ("body", "guard", "inputs"),
    [
        ("if 1 <= args.size: return\n        raise ValueError('x')", "not 1 <= args.size", ("Args.size",)),
        ("if args.size is None: return\n        raise ValueError('x')", "args.size is not None", ("Args.size",)),
        ("try: int(args.size)\n        except ValueError: raise TypeError('x')", "ValueError is caught", ("Args.size",)),
        ("if args.size: pass\n        else: raise ValueError('x')", "not args.size", ("Args.size",)),
        ("match args.size:\n            case 1: pass\n            case _: raise ValueError('x')", "args.size matches _", ("Args.size",)),
        ("if (n := args.size) < 1: raise ValueError('x')", "(n := args.size) < 1", ("Args.size",)),
        ("if args.size not in TABLE: raise ValueError('x')", "args.size not in TABLE", ("Args.size",)),
        ("for n in args.size:\n            if n < 1: raise ValueError('x')", "n < 1", ("Args.size",)),
        ("a, b = args.name.split('.')\n        if not b: raise ValueError('x')", "not b", ("Args.name",)),
        ("import os\n        if 'A' not in os.environ: raise KeyError('A')", "'A' not in os.environ", ("A",)),
        ("import sys\n        if args.size < 1: sys.exit('small')", "args.size < 1", ("Args.size",)),
        ("if args.size < 1: raise SystemExit('small')", "args.size < 1", ("Args.size",)),
        ("self.args = args; self._all()\n    def _all(self):\n        if self.args.size < 1: raise ValueError('x')", "self.args.size < 1", ("Args.size",)),
        ("if not args: raise ValueError('x')", "not args", ("TapStack.args",)),
    ],
)  # fmt: skip
def test_each_form_of_a_guard_is_read(
    contract: Reader, body: str, guard: str, inputs: tuple[str, ...]
) -> None:
    found = only(contract(STACK.format(body=body)))
    assert (found.guard, found.inputs) == (guard, inputs)


@pytest.mark.parametrize(
    "body",
    [
        "role = iam.Role(self, 'role')\n        assert role.arn is not None",
        "role = iam.Role(self, 'role')\n        if role.arn is None: raise ValueError('no role')",
        "check(3, 10)",
        "known = args.name.strip()\n        assert known is not None",
        "if args.size:\n            assert args.name is not None",
        "limit = len(TABLE)\n        check(limit, limit)",
        "TABLE[args.size]",
    ],
)
def test_what_no_test_can_bring_about_is_no_validation_path(contract: Reader, body: str) -> None:
    source = "from aws_cdk import aws_iam as iam\nTABLE = {}\n" + STACK.format(body=body)
    assert contract(source).validations == ()


def test_a_helper_that_always_raises_makes_each_of_its_calls_a_path(contract: Reader) -> None:
    found = contract(
        """
        def fail(text):
            message = f"bad: {text}"
            raise ValueError(message)

        class TapStack:
            def __init__(self, name, size, zone):
                if size < 1:
                    fail("size")
                if zone not in "abc":
                    fail("zone")
        """
    )
    assert [(path.line, path.raises, path.message, path.inputs) for path in found.validations] == [
        (9, "ValueError", "size", ("TapStack.size",)),
        (11, "ValueError", "zone", ("TapStack.zone",)),
    ]


def test_a_branch_that_a_caller_rules_out_is_no_path(contract: Reader) -> None:
    found = contract(
        """
        import pulumi

        def provider(info=None):
            if not info:
                address = pulumi.Config("vault").require("address")

        provider(object())
        """,
        program=True,
    )
    assert found.validations == ()


def test_a_config_key_is_refused_once_where_it_is_first_required(contract: Reader) -> None:
    found = contract(
        """
        import pulumi

        config = pulumi.Config()
        both = (
            config.require("a"),
            config.require("b"),
        )
        again = config.require("a")
        if both:
            third = config.require("b")
            fourth = pulumi.Config("aws").require("b")
        """,
        program=True,
    )
    assert [(path.line, path.message) for path in found.validations] == [
        (6, "config key a"),
        (7, "config key b"),
        (12, "config key aws:b"),
    ]


@pytest.mark.parametrize(
    "decorator", ["@size.setter\n    def size(self, value):", "def _set(self, value):"]
)
def test_a_property_setter_is_followed_like_a_method(contract: Reader, decorator: str) -> None:
    use = "self.size = size" if "setter" in decorator else "self._set(size)"
    found = contract(
        f"""
class TapStack:
    def __init__(self, name, size):
        {use}

    @property
    def size(self):
        return 1

    {decorator}
        if value < 1:
            raise ValueError("small")
"""
    )
    assert only(found).inputs == ("TapStack.size",)
