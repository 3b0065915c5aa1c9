"""Words that clouds give a meaning: regions, instance classes, fixed sets, defaults."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from testguard.model.mutant import Path
from testguard.model.resource import Json
from testguard.mutation.properties import name_of
from testguard.patterns import regex

_REGION = regex(r"(?:us|eu|ap|sa|ca|me|af|il|mx)(?:-gov)?-[a-z]+-\d")
_ZONE = regex(rf"({_REGION.pattern})([a-z])")
_INSTANCE = regex(r"((?:db|cache|ml|search)\.)?([a-z]+)(\d+)([a-z-]*)\.([0-9a-z]+)(\.\w+)?")
_SIZES = (
    "nano", "micro", "small", "medium", "large", "xlarge", "2xlarge", "4xlarge", "8xlarge",
    "12xlarge", "16xlarge", "24xlarge", "32xlarge", "48xlarge",
)  # fmt: skip
_HOME, _ELSEWHERE = "us-east-1", "eu-west-1"
_SETS = (
    ("Enabled", "Suspended"),
    ("ENABLED", "DISABLED"),
    ("Allow", "Deny"),
    ("tcp", "udp"),
    ("PAY_PER_REQUEST", "PROVISIONED"),
    ("GreaterThanThreshold", "LessThanThreshold"),
    ("GreaterThanOrEqualToThreshold", "LessThanOrEqualToThreshold"),
    ("Average", "Minimum"),
    ("Maximum", "Minimum"),
    ("Sum", "SampleCount"),
    ("breaching", "notBreaching"),
    ("PRIMARY", "SECONDARY"),
    ("HTTPS", "HTTP"),
    ("aws:kms", "AES256"),
    ("GET", "POST"),
    ("FARGATE", "EC2"),
    ("gp3", "gp2"),
    ("private", "public-read"),
    ("CNAME", "A"),
    ("INFO", "ERROR"),
)
_OTHER = {**{right: left for left, right in _SETS}, **dict(_SETS)}
# booleans that providers take for true when nobody says anything; all others they take for false
_TRUE_BY_DEFAULT = frozenset(
    {
        "autominorversionupgrade", "enablednssupport", "enabled", "sourcedestcheck", "isenabled",
        "deleteontermination", "actionsenabled", "amazonprovidedipv6cidrblock",
        "blockpublicacls", "blockpublicpolicy", "ignorepublicacls", "restrictpublicbuckets",
        "enablehttpendpoint", "enabledefaultinternetgateway", "associatepublicipaddress",
        "mappubliciponlaunch",
    }
)  # fmt: skip


def other_word(value: str) -> str:
    """The neighbour of a word in its fixed set; "" for other strings."""
    return _OTHER.get(value, "")


def other_region(value: str) -> str:
    """Another region, or a zone in one, for a region or zone; "" for other strings."""
    zone = _ZONE.fullmatch(value)
    if zone:
        return f"{other_region(zone[1])}{zone[2]}"
    if not _REGION.fullmatch(value):
        return ""
    return _ELSEWHERE if value == _HOME else _HOME


def other_network(value: str) -> str:
    """The network beside one in CIDR notation; "" for other strings."""
    try:
        network = IPv4Network(value)
    except ValueError:
        return ""
    beside = int(network.network_address) ^ network.num_addresses
    return str(IPv4Network((beside, network.prefixlen))) if network.prefixlen else ""


def weaker_instances(value: str) -> Iterator[str]:
    """One size smaller, and the burstable family of the same size, for an instance class."""
    found = _INSTANCE.fullmatch(value)
    if not found or found[5] not in _SIZES:
        return
    prefix, family, generation, kind, size, rest = (part or "" for part in found.groups())
    place = _SIZES.index(size)
    if place:
        yield f"{prefix}{family}{generation}{kind}.{_SIZES[place - 1]}{rest}"
    if family != "t":
        yield f"{prefix}{'t4g' if 'g' in kind else 't3'}.{size}{rest}"


def is_special(value: str) -> bool:
    """Whether a string is one that another operator knows how to spoil."""
    return bool(other_word(value) or other_region(value) or _INSTANCE.fullmatch(value))


def is_provider_default(path: Path, value: Json) -> bool:
    """Whether leaving a property out changes nothing, because the provider takes this value.

    Where that is not known, it is not said.
    """
    if value is False:
        return name_of(path) not in _TRUE_BY_DEFAULT
    return value in ("", [], {}) and not isinstance(value, int)
