"""The requests that API Gateway hands to a function."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Route = tuple[str, str, str]
"""The method, the path with names in braces, and the version of the format."""


def routes_to(stacks: list[Any], is_meant: Callable[[Any], bool]) -> Iterator[Route]:
    """The routes whose integration is the function that ``is_meant`` tells."""
    for stack in stacks:
        resources = stack.resources
        for body in resources.values():
            given = body.get("Properties", {})
            if body["Type"] == "AWS::ApiGateway::Method" and is_meant(given.get("Integration")):
                method = given.get("HttpMethod", "ANY")
                path = _path(given.get("ResourceId"), resources)
                yield _method(method), path, "1.0"
            elif body["Type"] == "AWS::ApiGatewayV2::Route":
                integration = _integration(given.get("Target"), resources)
                if is_meant(integration):
                    method, _, path = str(given.get("RouteKey", "$default")).partition(" ")
                    yield _method(method), path or "/", "2.0"
            elif body["Type"] == "AWS::Lambda::Url" and is_meant(given.get("TargetFunctionArn")):
                yield "GET", "/", "2.0"


def _method(name: str) -> str:
    return name if name in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD") else "GET"


def _path(value: Any, resources: Mapping[str, Any]) -> str:
    parts: list[str] = []
    while isinstance(value, Mapping) and value.get("Ref") in resources:
        given = resources[value["Ref"]].get("Properties", {})
        parts.insert(0, str(given.get("PathPart", "")))
        value = given.get("ParentId")
    return "/" + "/".join(parts)


def _integration(target: Any, resources: Mapping[str, Any]) -> Any:
    """The properties of the integration that a route leads to."""
    text = str(target)
    names = [
        name for name, body in resources.items()
        if body["Type"] == "AWS::ApiGatewayV2::Integration" and f"'{name}'" in text
    ]  # fmt: skip
    return resources[names[0]].get("Properties") if names else None
