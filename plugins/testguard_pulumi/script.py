"""Outputs by script: the answers that a short mocks class would give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from testguard_pulumi.wire import Wire

PLACE = "{name}"


class Script(Struct, frozen=True):
    """Answers by type or token; strings may hold ``{name}``, the resource's logical name.

    An answer named ``id`` is the resource's id, which is otherwise its name with ``-id`` behind.
    """

    answers: Mapping[str, Mapping[str, Any]]

    def resource(self, request: Any, given: Mapping[str, Wire]) -> tuple[str, dict[str, Wire]]:
        """The id and the outputs of a resource that is registered or read."""
        known = placed(self.answers.get(request.type, {}), request.name)
        id_ = getattr(request, "id", "") or known.pop("id", f"{request.name}-id")
        known.pop("id", None)
        own = getattr(request, "custom", True)
        return (id_ if own else ""), {**known, **given} if own else dict(given)

    def call(self, token: str) -> dict[str, Wire]:
        """What a function gives back."""
        return dict(self.answers.get(token, {}))


def placed(value: Any, name: str) -> Any:
    """``value`` with the logical name in its place."""
    if isinstance(value, str):
        return value.replace(PLACE, name)
    if isinstance(value, Mapping):
        return {key: placed(item, name) for key, item in value.items()}
    return [placed(item, name) for item in value] if isinstance(value, list) else value
