"""What must not be deleted by accident can be."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Resource
from testguard.mutation.operator import Example, operator
from testguard.mutation.properties import leaves, name_of, word

_ON = frozenset(
    {
        "deletionprotection", "deletionprotectionenabled", "enabledeletionprotection",
        "terminationprotection", "disableapitermination", "preventdestroy",
    }
)  # fmt: skip
_OFF = frozenset({"skipfinalsnapshot", "forcedestroy", "forcedelete", "deleteautomatedbackups"})
_KEEPING = frozenset({"Retain", "Snapshot", "RetainExceptOnCreate"})


@operator(
    Example(
        {"DeletionProtection": True, "skipFinalSnapshot": False},
        (
            Change(Act.SET, ("DeletionProtection",), True, False),
            Change(Act.SET, ("skipFinalSnapshot",), False, True),
        ),
    ),
    Example(
        resource=Resource("t::a", "t", "a", options={"protect": True, "DeletionPolicy": "Retain"}),
        changes=(
            Change(Act.OPTION, ("protect",), True, False),
            Change(Act.OPTION, ("DeletionPolicy",), "Retain", "Delete"),
        ),
    ),
    Example({"deletionProtection": False, "skipFinalSnapshot": True}),
)
def deletion_protection_weakened(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """Protection against deletion is off, or nothing is kept of what is deleted."""
    for path, value in leaves(resource):
        name = name_of(path)
        if (value is True and name in _ON) or (value is False and name in _OFF):
            yield Change(Act.SET, path, value, not value)
    for key, value in resource.options.items():
        if value is True and word(key) in {"protect", "retainondelete"}:
            yield Change(Act.OPTION, (key,), True, False)
        elif isinstance(value, str) and value in _KEEPING:
            yield Change(Act.OPTION, (key,), value, "Delete")
