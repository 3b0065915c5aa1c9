"""What is kept is kept for less time, or not at all."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change, Path
from testguard.model.resource import Graph, Json, Resource
from testguard.mutation.operator import Example, operator
from testguard.mutation.properties import leaves, name_of, within

_WINDOWS = frozenset({"deletionwindowindays", "pendingwindowindays", "recoverywindowindays"})
_SHORTEST = 7


@operator(
    Example({"backupRetentionPeriod": 7}, (Change(Act.SET, ("backupRetentionPeriod",), 7, 0),)),
    Example({"RetentionInDays": 90}, (Change(Act.SET, ("RetentionInDays",), 90, 1),)),
    Example(
        {"pointInTimeRecovery": {"enabled": True}},
        (Change(Act.SET, ("pointInTimeRecovery", "enabled"), True, False),),
    ),
    Example(
        {"VersioningConfiguration": {"Status": "Enabled"}},
        (Change(Act.SET, ("VersioningConfiguration", "Status"), "Enabled", "Suspended"),),
    ),
    Example({"backupRetentionPeriod": 0, "status": "Enabled"}),
)
def retention_weakened(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """Backups, logs, keys or old versions are kept for the shortest time there is."""
    for path, value in leaves(resource):
        new = _weaker(path, value)
        if new is not None and new != value:
            yield Change(Act.SET, path, value, new)


def _weaker(path: Path, value: Json) -> Json:
    name = name_of(path)
    if value is True:
        return False if within(path, "pointintime", "versioning") else None
    if value == "Enabled":
        return "Suspended" if within(path, "versioning") else None
    if not isinstance(value, int) or value is False or value == 0:
        return None
    if name in _WINDOWS:
        return _SHORTEST
    return (0 if "backup" in name else 1) if "retention" in name else None
