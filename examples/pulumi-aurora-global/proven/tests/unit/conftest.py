"""Builds stacks on Pulumi's mocks: without a cloud, credentials or a network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pytest
from pulumi.runtime import rpc
from pulumi.runtime.mocks import MockMonitor

# What the stacks read of resources, by type; {name} is the resource's logical name.
OUTPUTS: dict[str, dict[str, Any]] = {
    "aws:rds/cluster:Cluster": {
        "endpoint": "{name}.cluster-el64evd0df03.us-east-1.rds.amazonaws.com",
        "readerEndpoint": "{name}.cluster-ro-vphvivxda449.us-west-2.rds.amazonaws.com",
    },
    "aws:rds/subnetGroup:SubnetGroup": {"name": "{name}"},
    "aws:route53/zone:Zone": {"zoneId": "{name}-zone-id"},
    "aws:sns/topic:Topic": {"arn": "arn:aws:sns:us-east-1:123456789012:{name}"},
}
# What provider functions answer, by token.
CALLS: dict[str, dict[str, Any]] = {
    "aws:secretsmanager/getRandomPassword:getRandomPassword": {
        "randomPassword": "random-password-16171f27"
    }
}


@dataclass(frozen=True)
class Resource:
    """A resource as it was registered; ``secrets`` names its secret inputs."""

    type: str
    name: str
    id: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    secrets: frozenset[str]
    provider: str
    parent: str
    depends_on: frozenset[str]


@dataclass
class Stack:
    """What a program registered: resources, outputs of components by name, and exports."""

    resources: list[Resource] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    exports: dict[str, Any] = field(default_factory=dict)

    def resource(self, name: str, type_: str = "") -> Resource:
        """The one resource of this logical name, and of this type where several share the name."""
        found = [each for each in self.resources if each.name == name and type_ in ("", each.type)]
        assert len(found) == 1, f"{len(found)} resources named {name!r} {type_}"
        return found[0]

    def given(self, key: str) -> dict[str, Any]:
        """What each resource that is given the input ``key`` is given, by name."""
        return {each.name: each.inputs[key] for each in self.resources if key in each.inputs}


class Mocks(pulumi.runtime.Mocks):
    """Gives a resource the outputs that the stacks read, next to its own inputs."""

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        outputs = placed(OUTPUTS.get(args.typ, {}), args.name)
        id_ = args.resource_id or outputs.pop("id", f"{args.name}-id")
        return id_, {**outputs, **args.inputs}

    def call(self, args: pulumi.runtime.MockCallArgs) -> dict[str, Any]:
        return CALLS.get(args.token, {})


class Monitor(MockMonitor):
    """Keeps what is registered."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(Mocks())
        self.stack = stack

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802
        response = super().RegisterResource(request)
        if request.type != "pulumi:pulumi:Stack":
            self.keep(request, response.urn, request.object)
        return response

    def ReadResource(self, request: Any) -> Any:  # noqa: N802
        response = super().ReadResource(request)
        self.keep(request, response.urn, request.properties)
        return response

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802
        outputs = plain(rpc.deserialize_properties(request.outputs))
        self.stack.outputs[request.urn.rpartition("::")[2]] = outputs
        return super().RegisterResourceOutputs(request)

    def keep(self, request: Any, urn: str, properties: Any) -> None:
        given = rpc.deserialize_properties(properties)
        made = self.resources[urn]
        self.stack.resources.append(
            Resource(
                type=request.type,
                name=request.name,
                id=made.id,
                inputs=plain(given),
                outputs={"id": made.id, **plain(made.state)},
                secrets=frozenset(name for name in given if hides(given[name])),
                provider="".join(request.provider.split("::")[-2:-1]),
                parent=request.parent.rpartition("::")[2],
                depends_on=frozenset(urn.rpartition("::")[2] for urn in request.dependencies),
            )
        )


def placed(value: Any, name: str) -> Any:
    """``value`` with a resource's name for ``{name}``."""
    if isinstance(value, dict):
        return {key: placed(item, name) for key, item in value.items()}
    if isinstance(value, list):
        return [placed(item, name) for item in value]
    return value.replace("{name}", name) if isinstance(value, str) else value


def plain(value: Any) -> Any:
    """``value`` without the marks of secrets."""
    if rpc.is_rpc_secret(value):
        return plain(rpc.unwrap_rpc_secret(value))
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key != "__provider"}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def hides(value: Any) -> bool:
    """Whether ``value``, or anything in it, is a secret."""
    if isinstance(value, dict):
        return rpc.is_rpc_secret(value) or any(map(hides, value.values()))
    return isinstance(value, list) and any(map(hides, value))


@pytest.fixture(scope="session")
def build() -> Callable[..., Stack]:
    """Builds what a function declares, and waits until all of it is registered."""

    def run(
        program: Callable[[], Any],
        config: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Stack:
        stack = Stack()
        pulumi.runtime.set_mocks(
            Mocks(), project="tap", stack="dev", preview=False, monitor=Monitor(stack)
        )
        pulumi.runtime.set_all_config(dict(config or {}))

        @pulumi.runtime.test
        def declare() -> pulumi.Output[None]:
            program()
            exports = pulumi.runtime.get_root_resource().outputs
            return pulumi.Output.all(**exports).apply(
                lambda known: stack.exports.update(plain(known))
            )

        with pytest.MonkeyPatch.context() as patch:
            for name, value in (environment or {}).items():
                patch.setenv(name, value)
            declare()
        return stack

    return run
