"""The monitor: stands in for Pulumi's engine, answers with typed outputs, and keeps the ledger.

It is called through the protocol that the engine speaks, so that it sees what plain mocks do not:
parents, providers, explicit dependencies, aliases, transforms and registered outputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import yaml
from google.protobuf import empty_pb2
from msgspec import Struct, field
from pulumi.runtime.mocks import MockMonitor, Mocks
from pulumi.runtime.proto import provider_pb2, resource_pb2

from testguard_pulumi.functions import answer
from testguard_pulumi.ledger import PROVIDER, STACK, Ledger
from testguard_pulumi.references import REFERENCE, state_of_reference
from testguard_pulumi.script import Script
from testguard_pulumi.strings import resource_id
from testguard_pulumi.subject import Subject
from testguard_pulumi.transforms import Transforms
from testguard_pulumi.typed import fill, resource_types, value_of
from testguard_pulumi.watching import Watch
from testguard_pulumi.wire import Wire, bare, from_wire, secret, to_wire

DYNAMIC = "pulumi-python:"
GET_RESOURCE = "pulumi:pulumi:getResource"
_SERVER_FILLS = {"kubernetes", "azure-native", "aws-native", "google-native"}
_LOCAL = {"kubernetes:yaml:decode", "kubernetes:helm:template", "kubernetes:kustomize:directory"}
_REGION_PROPERTIES: Mapping[str, tuple[str, ...]] = {
    "azure": ("location",),
    "azure-native": ("location",),
    "gcp": ("region", "location", "zone"),
}
_CallResponse: Any = provider_pb2.CallResponse
_InvokeResponse: Any = (
    resource_pb2.ResourceInvokeResponse
    if hasattr(resource_pb2, "ResourceInvokeResponse")
    else provider_pb2.InvokeResponse  # of older versions
)


class World(Struct, frozen=True):
    """What surrounds a stack: regions per package, and the outputs of other stacks by name."""

    regions: Mapping[str, str] = field(default_factory=dict)
    stacks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class Monitor(MockMonitor):
    """One build's monitor; ``ledger`` holds what it was told."""

    def __init__(
        self, watch: Watch, world: World, ledger: Ledger, script: Script | None = None
    ) -> None:
        super().__init__(cast(Mocks, None))  # every method that would ask the mocks is below
        self._script = script
        self.ledger = ledger
        self.answers: dict[str, dict[str, Wire]] = {}
        self._watch = watch
        self._world = world
        self._transforms = Transforms()

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """The URN as the engine makes it, with the types of all parents but the stack."""
        types = "" if STACK in parent or not parent else parent.split("::")[2]
        stackless: str = super().make_urn("", f"{types}${type_}" if types else type_, name)
        return stackless

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the protocol's name
        """Register a resource: its inputs come back, with every output that its class declares."""
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.type == STACK:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        self._transforms.resource(urn, request)
        subject = self._subject(request, request.object)
        if self._script is not None:
            id_, outputs = self._script.resource(request, to_wire(request.object))
        else:
            outputs = self._outputs(request, to_wire(request.object), subject)
            id_ = request.importId or resource_id(subject) if request.custom else ""
        self._note(urn, request, id_, outputs, subject)
        return resource_pb2.RegisterResourceResponse(urn=urn, id=id_, object=from_wire(outputs))

    def ReadResource(self, request: Any) -> Any:  # noqa: N802
        """Look up a resource that exists: it has the id it was asked for."""
        urn = self.make_urn(request.parent, request.type, request.name)
        given = to_wire(request.properties)
        subject = self._subject(request, request.properties)
        if self._script is not None:
            _, outputs = self._script.resource(request, given)
        elif request.type == REFERENCE:
            outputs = state_of_reference(request.id, self._world.stacks)
        else:
            types = self._types(request.type)
            outputs = fill(types, given, _as_found(subject, request.id))
        self._note(urn, request, request.id, outputs, subject)
        return resource_pb2.ReadResourceResponse(urn=urn, properties=from_wire(outputs))

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802
        """Note what a component or the stack gives back."""
        self.ledger.finish(request.urn, to_wire(request.outputs))
        return empty_pb2.Empty()

    def Invoke(self, request: Any) -> Any:  # noqa: N802
        """Answer a function of a provider."""
        if request.tok == GET_RESOURCE:
            return _InvokeResponse(**{"return": from_wire(self._found(to_wire(request.args)))})
        self._transforms.call(request)
        result = self._answer(request)
        return _InvokeResponse(**{"return": from_wire(result)})

    def Call(self, request: Any) -> Any:  # noqa: N802
        """Answer a method of a resource."""
        return _CallResponse(**{"return": from_wire(self._answer(request))})

    def RegisterStackTransform(self, request: Any) -> Any:  # noqa: N802
        """Transform all resources from here on."""
        self._transforms.of_stack(request)
        return empty_pb2.Empty()

    def RegisterStackInvokeTransform(self, request: Any) -> Any:  # noqa: N802
        """Transform all calls from here on."""
        self._transforms.of_calls(request)
        return empty_pb2.Empty()

    def region_of(self, package: str) -> str:
        """The region of a package's default provider."""
        return self._world.regions.get(package, "")

    def _subject(self, request: Any, properties: Any) -> Subject:
        given = bare(to_wire(properties))
        package = request.type.partition(":")[0]
        region = self.ledger.region_of(request.provider) or self.region_of(package)
        return Subject(request.type, request.name, own_region(package, given) or region, given)

    def _types(self, token: str) -> Mapping[str, Any]:
        class_ = self._watch.classes.get(token)
        return resource_types(class_) if class_ else {}

    def _outputs(self, request: Any, given: Mapping[str, Wire], subject: Subject) -> dict[str, Any]:
        if not request.custom and not request.remote:
            return dict(given)
        if request.type.startswith(PROVIDER):
            return dict(given)
        unset = frozenset[str]()
        if subject.package not in _SERVER_FILLS:
            unset = self._watch.inputs_of(request.type) - given.keys()
        outputs = fill(self._types(request.type), given, subject, unset=unset)
        if request.type.startswith(DYNAMIC):
            for name in self._watch.asked.get((request.type, request.name), ()):
                if outputs.get(name) is None:
                    outputs[name] = value_of(str, name, subject)
        for name in request.additionalSecretOutputs:
            if outputs.get(name) is not None:
                outputs[name] = secret(outputs[name])
        return outputs

    def _note(
        self, urn: str, request: Any, id_: str, outputs: Mapping[str, Wire], subject: Subject
    ) -> None:
        self.resources[urn] = MockMonitor.ResourceRegistration(urn, id_, dict(outputs))
        told = {"id": id_, **outputs} if id_ else outputs
        region = "" if request.type.startswith(PROVIDER) else subject.region
        self.ledger.add(urn, request, told, region=region or own_region("", subject.given))

    def _found(self, given: Mapping[str, Wire]) -> dict[str, Wire]:
        """A resource by its URN; those that only made-up outputs refer to are made up too."""
        urn = str(given["urn"])
        if urn in self.resources:
            known = self.resources[urn]
            return {"urn": urn, "id": known.id, "state": known.state}
        types, name = urn.split("::", 3)[2:]
        token = types.rpartition("$")[2]
        region = self.region_of(token.partition(":")[0])
        subject = Subject(token, name, region)
        state = fill(self._types(token), {}, subject)
        return {"urn": urn, "id": resource_id(subject), "state": state}

    def _answer(self, request: Any) -> dict[str, Wire]:
        given = {key: value for key, value in to_wire(request.args).items() if key != "__self__"}
        if self._script is not None:
            return self._script.call(request.tok)
        if request.tok in _LOCAL:
            return _decoded(given)
        package = request.tok.partition(":")[0]
        region = self.ledger.region_of(request.provider) or self.region_of(package)
        subject = Subject(request.tok, "", own_region(package, given) or region, bare(given))
        result = answer(subject, self._watch.results.get(request.tok))
        self.answers[request.tok] = result
        return result


def own_region(package: str, given: Mapping[str, Any]) -> str:
    """The region that a resource's own properties name, or ""."""
    names = _REGION_PROPERTIES.get(package, ("region",))
    named = next((given[name] for name in names if isinstance(given.get(name), str)), "")
    is_zone = package == "gcp" and named.count("-") > 1
    return named.rpartition("-")[0] if is_zone else named


def _as_found(subject: Subject, id_: str) -> Subject:
    name = id_.rpartition("/")[2].rpartition(":")[2]
    return Subject(subject.token, subject.name, subject.region, {"name": name, **subject.given})


def _decoded(given: Mapping[str, Any]) -> dict[str, Wire]:
    """The documents of a Kubernetes manifest; charts are not rendered."""
    text = given.get("text")
    documents = yaml.safe_load_all(text) if isinstance(text, str) else ()
    return {"result": [each for each in documents if each]}
