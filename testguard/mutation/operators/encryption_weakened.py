"""Encryption is off, or weaker."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Resource
from testguard.mutation.operator import Example, operator
from testguard.mutation.properties import name_of, values

_SWITCHES = frozenset({"enablekeyrotation", "enforcehttps", "enforcessl", "requiressl"})
_KEYS = frozenset({"kmskeyid", "kmskeyarn", "kmsmasterkeyid", "masterkeyid", "kmskey"})
_WEAKER = {"aws:kms": "AES256", "HTTPS": "HTTP", "TLSv1.2_2021": "TLSv1", "TLS_1_2": "TLS_1_0"}


@operator(
    Example({"storageEncrypted": True}, (Change(Act.SET, ("storageEncrypted",), True, False),)),
    Example({"KmsKeyId": "arn:k"}, (Change(Act.DROP, ("KmsKeyId",), "arn:k"),)),
    Example(
        {"sseAlgorithm": "aws:kms"}, (Change(Act.SET, ("sseAlgorithm",), "aws:kms", "AES256"),)
    ),
    Example({"storageEncrypted": False, "sseAlgorithm": "AES256"}),
)
def encryption_weakened(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """What was encrypted is not, or with a key of the provider, or by an older protocol."""
    for path, value in values(resource):
        name = name_of(path)
        if value is True and ("encrypt" in name or name in _SWITCHES):
            yield Change(Act.SET, path, True, False)
        elif name in _KEYS and path[-1] == _last_name(path):
            yield Change(Act.DROP, path, value)
        elif isinstance(value, str) and value in _WEAKER:
            yield Change(Act.SET, path, value, _WEAKER[value])


def _last_name(path: tuple[str | int, ...]) -> str:
    return next((key for key in reversed(path) if isinstance(key, str)), "")
