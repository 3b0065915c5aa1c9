"""Registering a resource with one thing wrong, and letting its outputs follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from msgspec.structs import replace
from pulumi.runtime import rpc
from pulumi.runtime.proto import resource_pb2

from testguard.model.mutant import Act, Mutant, altered, value_at
from testguard_pulumi.wire import Wire, from_wire, marked, to_wire

SECOND = "-again"
FORGOTTEN = "__forgotten"  # names of inputs; pulumi passes over outputs that begin like this
_OPTIONS = {"protect": "protect", "retain_on_delete": "retainOnDelete"}
Method = Callable[[Any], Any]


@dataclass
class Alteration:
    """One mutant; ``applied`` counts the registrations that it spoilt."""

    mutant: Mutant
    applied: int = 0

    def begin(self) -> Callable[[], None]:
        """Let what is left out stay so, and wrong words be words; gives what undoes it."""
        resolve, translate = rpc.resolve_outputs, rpc.translate_output_properties
        rpc.resolve_outputs = _forgetting(resolve)
        rpc.translate_output_properties = _lenient(translate)

        def end() -> None:
            rpc.resolve_outputs = resolve
            rpc.translate_output_properties = translate

        return end

    def around(self, method: Method, request: Any, monitor: Any) -> Any:
        """What ``method`` of the user's monitor answers to the spoilt request."""
        kind = request.DESCRIPTOR.name
        if kind == "RegisterResourceOutputsRequest":
            return method(self._without_output(request))
        if kind != "RegisterResourceRequest" or not self._is_meant(request.type, request.name):
            return method(request)
        return self._register(method, _copy(request), monitor)

    def _is_meant(self, type_: str, name: str) -> bool:
        return type_ == self.mutant.type and name in self.mutant.names

    def _register(self, method: Method, request: Any, monitor: Any) -> Any:
        if self.mutant.act in (Act.SET, Act.DROP):
            return self._spoil(method, request)
        if self.mutant.act is Act.REMOVE:
            self.applied += 1
            return _nothing(request, monitor)
        if self.mutant.act is Act.DUPLICATE:
            self.applied += 1
            first = method(_copy(request))
            request.name += SECOND
            method(request)
            return first
        self._rewire(request, monitor)
        return method(request)

    def _spoil(self, method: Method, request: Any) -> Any:
        before = to_wire(request.object)
        after = self._altered(before)
        if after == before:
            return method(request)
        self.applied += 1
        request.object.CopyFrom(from_wire(after))
        response = method(request)
        answered = self._followed(to_wire(response.object), before, after)
        response.object.CopyFrom(from_wire(answered))
        return response

    def _altered(self, bag: Mapping[str, Wire]) -> dict[str, Wire]:
        """The bag with the one thing wrong; marks stay as the protocol spells them."""
        value, found = value_at(bag, self.mutant.path)
        if not found or self.mutant.act is Act.DROP:
            return dict(altered(bag, self.mutant))
        seen = marked(value)
        pairs = [(value, _on_the_wire(new, value)) for old, new in self.mutant.pairs if old == seen]
        if not pairs or isinstance(seen, bool) is not isinstance(self.mutant.old, bool):
            return dict(bag)
        exact = replace(self.mutant, old=pairs[0][0], new=pairs[0][1], others=())
        return dict(altered(bag, exact))

    def _followed(
        self, answered: dict[str, Wire], before: Mapping[str, Wire], given: Mapping[str, Wire]
    ) -> dict[str, Wire]:
        """Outputs in which the input is what was given, unless the mocks know better.

        An input that is left out must not come back from the program's own record of it.
        """
        top = str(self.mutant.path[0])
        value, found = value_at(answered, self.mutant.path)
        if found and marked(value) == marked(value_at(before, self.mutant.path)[0]):
            answered = self._altered(answered)
        if top not in answered and top in given:
            answered[top] = given[top]
        return answered if top in answered else {**answered, FORGOTTEN: [top]}

    def _rewire(self, request: Any, monitor: Any) -> None:
        if self.mutant.act is Act.PROVIDER:
            own = request.provider.rpartition("::")[0]
            new = next((new for old, new in self.mutant.pairs if _is_id(own, old)), None)
            if new is not None:
                request.provider = _provider(new, monitor)
                self.applied += 1
        elif self.mutant.act is Act.CUT:
            ids = [old for old, _ in self.mutant.pairs]
            kept = [urn for urn in request.dependencies if not any(_is_id(urn, old) for old in ids)]
            self.applied += len(kept) < len(request.dependencies)
            request.dependencies[:] = kept
        elif self.mutant.act is Act.OPTION and str(self.mutant.path[0]) in _OPTIONS:
            self.applied += 1
            request.ClearField(_OPTIONS[str(self.mutant.path[0])])

    def _without_output(self, request: Any) -> Any:
        type_, _, name = request.urn.rpartition("::")
        token = type_.rpartition("::")[2].rpartition("$")[2]
        if self.mutant.act is not Act.OUTPUT or not self._is_meant(token, name):
            return request
        copy = _copy(request)
        output = str(self.mutant.path[0])
        self.applied += output in copy.outputs.fields
        copy.outputs.fields.pop(output, None)
        return copy


def _copy(request: Any) -> Any:
    copy = type(request)()
    copy.CopyFrom(request)
    return copy


def _nothing(request: Any, monitor: Any) -> Any:
    """The answer to a registration that never reaches the mocks: no output has a value."""
    make = getattr(monitor, "make_urn", lambda *parts: "::".join(("urn:pulumi:s::p", *parts[1:])))
    urn = make(request.parent, request.type, request.name)
    nothing = from_wire({FORGOTTEN: list(request.object.fields)})
    return resource_pb2.RegisterResourceResponse(urn=urn, id="", object=nothing)


def _forgetting(resolve: Callable[..., Any]) -> Callable[..., Any]:
    """`resolve_outputs` that takes nothing that is forgotten from the program's inputs."""

    @wraps(resolve)
    def resolve_outputs(resource: Any, inputs: Any, outputs: Any, *rest: Any, **more: Any) -> Any:
        if FORGOTTEN in outputs.fields:
            inputs = _copy(inputs)
            for name in outputs.fields[FORGOTTEN].list_value.values:
                inputs.fields.pop(name.string_value, None)
        return resolve(resource, inputs, outputs, *rest, **more)

    return resolve_outputs


def _lenient(translate: Callable[..., Any]) -> Callable[..., Any]:
    """`translate_output_properties` that gives a word as it is where its enumeration has none such.

    Otherwise the SDK would crash over what the tests should judge, or wait for ever.
    """

    @wraps(translate)
    def translate_output_properties(output: Any, *rest: Any, **more: Any) -> Any:
        try:
            return translate(output, *rest, **more)
        except ValueError:
            if isinstance(output, str | int | float):
                return output
            raise

    return translate_output_properties


def _provider(id_: str, monitor: Any) -> str:
    """The reference ``urn::id`` of a provider that was registered; "" for the default one."""
    for urn, known in getattr(monitor, "resources", {}).items():
        if id_ and _is_id(urn, id_):
            return f"{urn}::{known.id}"
    return ""


def _is_id(urn: str, id_: str) -> bool:
    """Whether a URN is that of the resource with this id in the graph: ``type::name``."""
    type_, _, name = urn.rpartition("::")
    token = type_.rpartition("::")[2].rpartition("$")[2]
    return f"{token}::{name}" == id_ or urn.endswith(f"::{id_}")


def _on_the_wire(new: Any, value: Wire) -> Wire:
    """``new`` in the spelling of the protocol: elements that stay are those of ``value``."""
    if not isinstance(new, list) or not isinstance(value, list):
        return new
    known = [(marked(each), each) for each in value]
    return [next((wire for seen, wire in known if seen == each), each) for each in new]
