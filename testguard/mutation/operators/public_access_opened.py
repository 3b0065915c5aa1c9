"""What was private is open to the internet."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change, Path
from testguard.model.resource import Graph, Json, Resource
from testguard.mutation.operator import Example, operator
from testguard.mutation.properties import leaves, name_of, within

_OPENS = frozenset(
    {
        "publiclyaccessible", "associatepublicipaddress", "mappubliciponlaunch",
        "endpointpublicaccess", "assignpublicip", "publicaccess",
    }
)  # fmt: skip
_CLOSES = frozenset(
    {"blockpublicacls", "blockpublicpolicy", "ignorepublicacls", "restrictpublicbuckets"}
)
_SOURCES = frozenset({"cidrblocks", "cidrip", "cidripv4", "sourceranges", "cidrblock"})
_WORDS = {"private": "public-read", "Private": "PublicRead", "DISABLED": "ENABLED"}
EVERYBODY = "0.0.0.0/0"


@operator(
    Example(
        {"publiclyAccessible": False, "BlockPublicAcls": True, "acl": "private"},
        (
            Change(Act.SET, ("publiclyAccessible",), False, True),
            Change(Act.SET, ("BlockPublicAcls",), True, False),
            Change(Act.SET, ("acl",), "private", "public-read"),
        ),
    ),
    Example(
        {"ingress": [{"cidrBlocks": ["10.0.0.0/16"]}]},
        (Change(Act.SET, ("ingress", 0, "cidrBlocks", 0), "10.0.0.0/16", EVERYBODY),),
    ),
    Example({"cidrBlock": "10.0.0.0/16", "egress": [{"cidrBlocks": [EVERYBODY]}]}),
)
def public_access_opened(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """Everybody can reach what only some could."""
    for path, value in leaves(resource):
        new = _opened(resource, path, value)
        if new is not None:
            yield Change(Act.SET, path, value, new)


def _opened(resource: Resource, path: Path, value: Json) -> Json:
    name = name_of(path)
    if (value is False and name in _OPENS) or (value is True and name in _CLOSES):
        return not value
    if name in {"acl", "accesscontrol", "assignpublicip"} and isinstance(value, str):
        return _WORDS.get(value)
    entering = within(path, "ingress") or "ingress" in resource.type.lower()
    is_source = entering and name in _SOURCES and isinstance(value, str)
    return EVERYBODY if is_source and value != EVERYBODY else None
