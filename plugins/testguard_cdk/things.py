"""Real CDK objects for parameters that only a construct or a value of the CDK can satisfy.

What exists elsewhere is imported (`from_bucket_name` and its kin); what must be a construct of
its own is made.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import partial
from typing import Any, cast

import aws_cdk
from aws_cdk import aws_dynamodb, aws_ec2, aws_lambda
from constructs import Construct, IConstruct
from msgspec import Struct, field

from testguard_cdk.signatures import hints, is_construct, unwrapped
from testguard_cdk.values import ACCOUNT, REGION, number, text

_DEEPEST = 4
_ENDS = ("_attributes", "_arn", "_name", "_id")
_IMPORTED = "from_"
_FAILURES = (RuntimeError, TypeError, ValueError, AttributeError)
_ZONES = tuple(f"{REGION}{letter}" for letter in "ab")


class Origin(Struct, frozen=True):
    """How a value came about: a class, a method of it or "", and the arguments by name.

    ``placed`` holds the id of what is constructed in a scope, which then are its first arguments;
    without a class, ``text`` is the expression.
    """

    value: Any
    class_: type | None = None
    method: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    placed: str = ""
    text: str = ""


class Unmakeable(Exception):
    """A class of which no value can be made up."""


class Things(Struct):
    """Makes CDK objects, constructs among them in the scope that ``place`` gives."""

    place: Callable[[], Construct]
    count: int = 0
    origins: list[Origin] = field(default_factory=list)

    def make(self, class_: type, key: str, depth: int = 0) -> Any:
        """An instance of ``class_``, of its own for every parameter that wants one.

        Raises `Unmakeable`.
        """
        for attempt in self._attempts(class_, depth):
            try:
                return attempt()
            except (*_FAILURES, Unmakeable):
                continue
        raise Unmakeable(key)

    def _attempts(self, class_: type, depth: int) -> Iterator[Callable[[], Any]]:
        if depth > _DEEPEST:
            return
        if class_ in _KNOWN:
            yield lambda: self._known(class_)
        if issubclass(class_, Enum):
            yield lambda: next(iter(class_))
        made = _implementation(class_)
        if made is class_ and is_construct(class_):
            yield lambda: self._constructed(class_, depth)
        for name in _imports(made):
            yield partial(self._imported, made, name, depth)
        if is_construct(made):
            yield lambda: self._constructed(made, depth)
        yield lambda: self._constant(made)
        if not is_construct(made):
            yield lambda: self._plain(made, depth)

    def _known(self, class_: type) -> Any:
        make, text_ = _KNOWN[class_]
        value = make(self)
        return self.noted(Origin(value, text=text_)) if text_ else value

    def _constructed(self, class_: type, depth: int) -> Any:
        given = self._given(class_.__init__, class_, depth, skip=3)  # type: ignore[misc]
        id_ = self.id_of(class_)
        made = class_(self.place(), id_, **given)
        return self.noted(Origin(made, class_, "", given, id_))

    def _imported(self, class_: type, name: str, depth: int) -> Any:
        method = getattr(class_, name)
        return self.imported(class_, name, self._given(method, method, depth, skip=2))

    def imported(self, class_: type, name: str, given: Mapping[str, Any]) -> Any:
        """What a method such as ``Vpc.from_vpc_attributes`` gives."""
        method = getattr(class_, name)
        id_ = self.id_of(method)
        return self.noted(Origin(method(self.place(), id_, **given), class_, name, given, id_))

    def _constant(self, class_: type) -> Any:
        name, value = _constant(class_)
        return self.noted(Origin(value, class_, name))

    def _plain(self, class_: type, depth: int) -> Any:
        given = self._given(cast(Any, class_).__init__, class_, depth, skip=1)
        return self.noted(Origin(class_(**given), class_, "", given))

    def noted(self, origin: Origin) -> Any:
        """The value of ``origin``, which is remembered."""
        self.origins.append(origin)
        return origin.value

    def id_of(self, named: Any) -> str:
        """An id that nothing else in its scope has."""
        self.count += 1
        return f"{named.__name__.title().replace('_', '')}{self.count}"

    def _given(
        self, method: Callable[..., Any], hinted: Any, depth: int, *, skip: int
    ) -> dict[str, Any]:
        known = hints(hinted) if isinstance(hinted, type) else _method_hints(hinted)
        listed = list(inspect.signature(method).parameters.values())[skip:]
        required = [each for each in listed if each.default is each.empty]
        wanted = [each for each in required if each.kind is not each.VAR_KEYWORD]
        return {each.name: self._value(known.get(each.name), each.name, depth) for each in wanted}

    def _value(self, hint: Any, key: str, depth: int) -> Any:
        hint, origin, inner = unwrapped(hint, optional=True)
        if origin is not None and inner:
            return [self._value(inner[0], key.removesuffix("s"), depth)]
        if hint is str:
            return text(key)
        if hint is bool:
            return False
        if hint in (int, float):
            return number(key)
        if isinstance(hint, type):
            return self.make(hint, key, depth + 1)
        raise Unmakeable(key)


def _method_hints(method: Callable[..., Any]) -> dict[str, Any]:
    return hints(type("_", (), {"__init__": method, "__module__": method.__module__}))


def _implementation(class_: type) -> type:
    """The class that implements an interface: ``Vpc`` for ``IVpc``; else the class itself."""
    name = class_.__name__
    if name.startswith("I") and name[1:2].isupper():
        found = getattr(sys.modules.get(class_.__module__), name[1:], None)
        return found if isinstance(found, type) else class_
    return class_


def _imports(class_: type) -> list[str]:
    names = [name for name in dir(class_) if name.startswith(_IMPORTED) and "lookup" not in name]
    usual = [name for end in _ENDS for name in names if name.endswith(end)]
    return list(dict.fromkeys([*usual, *names])) if is_construct(class_) else []


def _constant(class_: type) -> tuple[str, Any]:
    """A constant of a class that is an instance of it, such as ``Runtime.PYTHON_3_12``."""
    for name in dir(class_):
        if name.isupper() and isinstance(value := getattr(class_, name), class_):
            return name, value
    raise Unmakeable(class_.__name__)


def _vpc(things: Things) -> aws_ec2.IVpc:
    """A VPC that exists already, with two subnets of each kind."""
    subnets: dict[str, Any] = {
        f"{kind}_subnet_ids": [f"subnet-{kind}{zone[-1]}" for zone in _ZONES]
        for kind in ("public", "private", "isolated")
    }
    given = {
        "vpc_id": text("vpc_id"),
        "vpc_cidr_block": text("cidr"),
        "availability_zones": list(_ZONES),
        **subnets,
    }
    return cast(aws_ec2.IVpc, things.imported(aws_ec2.Vpc, "from_vpc_attributes", given))


def _table(things: Things) -> aws_dynamodb.Table:
    """A table of its own: that it needs a key is no fact of its types."""
    key = aws_dynamodb.Attribute(name="id", type=aws_dynamodb.AttributeType.STRING)
    id_ = things.id_of(aws_dynamodb.Table)
    table = aws_dynamodb.Table(things.place(), id_, partition_key=key)
    things.noted(Origin(table, aws_dynamodb.Table, "", {"partition_key": key}, id_))
    return table


_HANDLER = "def handler(*_): return 0"
ENVIRONMENT = f"cdk.Environment(account={ACCOUNT!r}, region={REGION!r})"
_KNOWN: dict[type, tuple[Callable[[Things], Any], str]] = {
    cast(type, aws_cdk.Duration): (
        lambda _: aws_cdk.Duration.minutes(5),
        "cdk.Duration.minutes(5)",
    ),
    cast(type, aws_cdk.Size): (lambda _: aws_cdk.Size.gibibytes(1), "cdk.Size.gibibytes(1)"),
    cast(type, aws_cdk.Environment): (
        lambda _: aws_cdk.Environment(account=ACCOUNT, region=REGION),
        ENVIRONMENT,
    ),
    cast(type, aws_cdk.RemovalPolicy): (lambda _: aws_cdk.RemovalPolicy.DESTROY, ""),
    cast(type, aws_cdk.SecretValue): (
        lambda _: aws_cdk.SecretValue.unsafe_plain_text("secret"),
        "cdk.SecretValue.unsafe_plain_text('secret')",
    ),
    cast(type, aws_ec2.IVpc): (_vpc, ""),
    cast(type, aws_dynamodb.Table): (_table, ""),
    cast(type, aws_ec2.InstanceType): (
        lambda _: aws_ec2.InstanceType("t3.micro"),
        "aws_ec2.InstanceType('t3.micro')",
    ),
    cast(type, aws_lambda.Runtime): (
        lambda _: aws_lambda.Runtime.PYTHON_3_12,
        "aws_lambda.Runtime.PYTHON_3_12",
    ),
    cast(type, aws_lambda.Code): (
        lambda _: aws_lambda.Code.from_inline(_HANDLER),
        f"aws_lambda.Code.from_inline({_HANDLER!r})",
    ),
    cast(type, Construct): (lambda things: things.place(), ""),
    cast(type, IConstruct): (lambda things: things.place(), ""),
    cast(type, aws_cdk.Stack): (lambda things: aws_cdk.Stack.of(things.place()), ""),
}
