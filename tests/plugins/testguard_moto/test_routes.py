from __future__ import annotations

from typing import Any

from testguard_moto.routes import routes_to
from tests.plugins.testguard_moto.conftest import Make

URI = {"Fn::Join": ["", ["arn:aws:apigateway/", {"Fn::GetAtt": ["F", "Arn"]}, "/invocations"]]}


def is_meant(value: Any) -> bool:
    return "'F'" in str(value)


def test_methods_of_a_rest_api(stack: Make) -> None:
    shop = stack(
        Orders=("AWS::ApiGateway::Resource", {"PathPart": "orders", "ParentId": "root"}),
        Order=("AWS::ApiGateway::Resource", {"PathPart": "{id}", "ParentId": {"Ref": "Orders"}}),
        Get=(
            "AWS::ApiGateway::Method",
            {"HttpMethod": "PUT", "ResourceId": {"Ref": "Order"}, "Integration": {"Uri": URI}},
        ),
        Any=(
            "AWS::ApiGateway::Method",
            {"HttpMethod": "ANY", "ResourceId": "root", "Integration": {"Uri": URI}},
        ),
        Options=(
            "AWS::ApiGateway::Method",
            {"HttpMethod": "OPTIONS", "Integration": {"Type": "MOCK"}},
        ),
    )
    assert list(routes_to([shop], is_meant)) == [
        ("PUT", "/orders/{id}", "1.0"),
        ("GET", "/", "1.0"),
    ]


def test_routes_of_an_http_api_and_urls(stack: Make) -> None:
    target = {"Fn::Join": ["", ["integrations/", {"Ref": "Link"}]]}
    shop = stack(
        Link=("AWS::ApiGatewayV2::Integration", {"IntegrationUri": {"Fn::GetAtt": ["F", "Arn"]}}),
        Route=("AWS::ApiGatewayV2::Route", {"RouteKey": "POST /orders", "Target": target}),
        Default=("AWS::ApiGatewayV2::Route", {"RouteKey": "$default", "Target": target}),
        Other=("AWS::ApiGatewayV2::Route", {"RouteKey": "GET /x", "Target": "integrations/other"}),
        Url=("AWS::Lambda::Url", {"TargetFunctionArn": {"Fn::GetAtt": ["F", "Arn"]}}),
    )
    assert list(routes_to([shop], is_meant)) == [
        ("POST", "/orders", "2.0"),
        ("GET", "/", "2.0"),
        ("GET", "/", "2.0"),
    ]
