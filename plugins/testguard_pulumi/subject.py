"""The subject of made-up values: a resource or a call, where it lives, and what it was given."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from msgspec import Struct, field

ACCOUNT = "123456789012"
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NAMES = ("name", "{kind}Name", "{kind}Identifier", "identifier", "{kind}Id", "{kind}")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


class Subject(Struct, frozen=True, dict=True):
    """A resource or call: type token, logical name, region, and its inputs without secrets.

    Whatever is made up for it follows from these alone, so that it is the same in every run.
    """

    token: str
    name: str = ""
    region: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    account: str = ACCOUNT

    @cached_property
    def package(self) -> str:
        """``aws`` of ``aws:rds/cluster:Cluster``."""
        return self.token.partition(":")[0]

    @cached_property
    def module(self) -> str:
        """``rds`` of ``aws:rds/cluster:Cluster``."""
        parts = self.token.split(":")
        return parts[1].partition("/")[0] if len(parts) > 2 else ""  # noqa: PLR2004

    @cached_property
    def kind(self) -> str:
        """``Cluster`` of ``aws:rds/cluster:Cluster``."""
        return self.token.rpartition(":")[2]

    @cached_property
    def physical_name(self) -> str:
        """The name that was given, else one as Pulumi's automatic naming makes it."""
        kind = self.kind[:1].lower() + self.kind[1:]
        metadata = self.given.get("metadata")
        wanted = [self.given.get(each.format(kind=kind)) for each in _NAMES]
        wanted.append(metadata.get("name") if isinstance(metadata, Mapping) else None)
        named = next((each for each in wanted if each and isinstance(each, str)), "")
        return named or f"{self.name or snake(self.kind).replace('_', '-')}-{self.hexadecimal(7)}"

    def digest(self, *salt: object) -> str:
        """64 hexadecimal digits that follow from the subject and ``salt``."""
        text = "\0".join([self.token, self.name, self.region, *map(str, salt)])
        return hashlib.sha256(text.encode()).hexdigest()

    def hexadecimal(self, length: int, *salt: object) -> str:
        """Hexadecimal digits."""
        return self.digest(*salt)[:length]

    def letters(self, length: int, *salt: object) -> str:
        """Lower-case letters and digits, a letter first."""
        number = int(self.digest(*salt), 16)
        text = _ALPHABET[number % 26]
        while len(text) < length:
            number //= 7
            text += _ALPHABET[number % len(_ALPHABET)]
        return text

    def number(self, low: int, high: int, *salt: object) -> int:
        """A whole number of ``low`` to ``high``."""
        return low + int(self.digest(*salt), 16) % (high - low + 1)

    def uuid(self, *salt: object) -> str:
        """A UUID of version 4."""
        digits = self.digest("uuid", *salt)
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"


def snake(name: str) -> str:
    """``vpcSecurityGroupIds`` and ``VpcSecurityGroupIds`` as ``vpc_security_group_ids``."""
    return _CAMEL.sub("_", name).replace("-", "_").lower()


def singular(name: str) -> str:
    """``ids`` as ``id``, ``policies`` as ``policy``, ``addresses`` as ``address``."""
    if name.endswith("ies"):
        return name[:-3] + "y"
    if name.endswith(("sses", "xes", "ches")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith(("ss", "us", "dns")) else name
