"""Transforms of resources and calls, run as the engine runs them.

The engine calls back into the program through a server; here the callbacks are called directly.
Order: the resource's own, then those of its parents from the nearest on, then the stack's.
See https://www.pulumi.com/docs/iac/concepts/resources/options/transforms/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pulumi.runtime import settings, sync_await
from pulumi.runtime._callbacks import _CallbackServicer
from pulumi.runtime.proto import resource_pb2

_SAME = (
    "protect", "retain_on_delete", "delete_before_replace", "version", "plugin_download_url",
    "deleted_with", "provider",
)  # fmt: skip
_LISTS = {
    "depends_on": "dependencies", "ignore_changes": "ignoreChanges", "aliases": "aliases",
    "replace_on_changes": "replaceOnChanges",
    "additional_secret_outputs": "additionalSecretOutputs",
}  # fmt: skip
_WIRE = {
    "retain_on_delete": "retainOnDelete", "delete_before_replace": "deleteBeforeReplace",
    "plugin_download_url": "pluginDownloadURL", "deleted_with": "deletedWith",
}  # fmt: skip


class Transforms:
    """The transforms registered so far, in one build."""

    def __init__(self) -> None:
        self._stack: list[str] = []
        self._calls: list[str] = []
        self._own: dict[str, list[str]] = {}
        self._parents: dict[str, str] = {}

    def of_stack(self, callback: Any) -> None:
        """Add a transform of all resources."""
        self._stack.append(callback.token)

    def of_calls(self, callback: Any) -> None:
        """Add a transform of all calls."""
        self._calls.append(callback.token)

    def resource(self, urn: str, request: Any) -> None:
        """Change the request of a resource in place, as its transforms say."""
        own = [callback.token for callback in getattr(request, "transforms", ())]
        self._own[urn], self._parents[urn] = own, request.parent
        for token in [*own, *self._inherited(request.parent), *self._stack]:
            _transform(token, request)

    def call(self, request: Any) -> None:
        """Change the arguments of a call in place."""
        for token in self._calls:
            asked = resource_pb2.TransformInvokeRequest(token=request.tok, args=request.args)
            response = _run(token, asked)
            request.args.CopyFrom(response.args)

    def _inherited(self, parent: str) -> Iterator[str]:
        while parent:
            yield from self._own.get(parent, ())
            parent = self._parents.get(parent, "")


def _transform(token: str, request: Any) -> None:
    options = resource_pb2.TransformResourceOptions()
    for name in _SAME:
        setattr(options, name, getattr(request, _WIRE.get(name, name)))
    for name, wire in _LISTS.items():
        getattr(options, name).extend(getattr(request, wire))
    asked = resource_pb2.TransformRequest(
        type=request.type,
        name=request.name,
        custom=request.custom,
        parent=request.parent,
        properties=request.object,
        options=options,
    )
    response = _run(token, asked)
    request.object.CopyFrom(response.properties)
    if response.HasField("options"):
        _adopt(request, response.options)


def _adopt(request: Any, options: Any) -> None:
    for name in _SAME:
        setattr(request, _WIRE.get(name, name), getattr(options, name))
    for name, wire in _LISTS.items():
        target = getattr(request, wire)
        del target[:]
        target.extend(getattr(options, name))


def _run(token: str, request: Any) -> Any:
    callback = settings.SETTINGS.callbacks._callbacks[token]  # noqa: SLF001 - no public way
    return sync_await._sync_await(callback(request.SerializeToString()))  # noqa: SLF001


class Callbacks(_CallbackServicer):
    """Where a program registers its callbacks, without the server that an engine would call."""

    def __init__(self, monitor: Any) -> None:
        self._monitor = monitor
        self._target = "this process"
        self._callbacks = {}
        self._transforms = {}
        self._state_migrations = {}
