"""Realistic strings and numbers, told from a property's name and the resource it belongs to."""

from __future__ import annotations

import base64
import json

from testguard_pulumi import aws_hosts, aws_ids, aws_names
from testguard_pulumi.subject import Subject, snake

MOMENT = "2024-01-15T10:30:00Z"
PEM = "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUTestguard\n-----END CERTIFICATE-----\n"
_BASE64 = base64.b64encode(b"made-up").decode()
_PLAIN = {
    "engine_version": "8.0.35", "version": "1", "status": "available", "state": "available",
    "instance_type": "t3.micro", "instance_class": "db.t3.micro", "kind": "Standard",
    "protocol": "tcp", "engine": "mysql", "architecture": "x86_64", "email": "user@example.com",
    "availability_zone_id": "use1-az1", "network": "default", "user": "admin",
    "username": "admin", "master_username": "admin", "zone": "us-central1-a",
    "project": "testguard-project", "location": "eastus", "provisioning_state": "Succeeded",
}  # fmt: skip
_AWS = {"aws", "awsx", "aws-native", "eks"}


def text(subject: Subject, wire: str) -> str:
    """A string for the property ``wire``, or the output of that name of a call."""
    stem = snake(wire)
    if stem == "id":
        return resource_id(subject)
    cloud = _of_aws(subject, stem) if subject.package in _AWS else _elsewhere(subject, stem)
    return cloud or _anywhere(subject, stem)


def number(subject: Subject, wire: str) -> int:
    """A whole number for the property ``wire``."""
    stem = snake(wire)
    if stem.endswith("port"):
        return aws_hosts.port(subject)
    return subject.number(1, 9, "number", wire)


def resource_id(subject: Subject) -> str:
    """The id of a resource."""
    name = subject.physical_name
    match subject.package:
        case "aws" | "aws-native":
            return aws_ids.own_id(subject)
        case "azure-native" | "azure":
            return _azure_id(subject, name)
        case "gcp":
            return f"projects/{_gcp_project(subject)}/{snake(subject.kind)}s/{name}"
        case "kubernetes":
            metadata = subject.given.get("metadata")
            space = metadata.get("namespace") if isinstance(metadata, dict) else None
            return f"{space or 'default'}/{name}"
        case "pulumi":
            return subject.uuid("id")
    return f"{subject.name or snake(subject.kind)}-{subject.hexadecimal(8, 'id')}"


def _of_aws(subject: Subject, stem: str) -> str:
    special = aws_hosts.host(subject, stem)
    if special or stem == "arn":
        return special or _own_arn(subject)
    if stem.endswith(("_arn", "arn")):
        return aws_names.arn_of_other(subject, stem.removesuffix("arn").strip("_"))
    if stem in {"region", "vpc_region", "current_region"} or stem.endswith("_region"):
        return subject.region or aws_names.DEFAULT_REGION
    if stem in {"availability_zone", "availability_zones", "zone_name"}:
        return f"{subject.region or aws_names.DEFAULT_REGION}a"
    if stem in {"account", "owner", "aws_account"}:
        return subject.account
    if stem in {"zone_id", "hosted_zone_id"} and subject.kind != "Zone":
        return aws_ids.id_of_other(subject, stem.removesuffix("_id"))
    if stem in {"ami", "image"} and subject.module in {"ec2", "autoscaling"}:
        return aws_ids.id_of_other(subject, stem)
    if stem.endswith("_id"):
        return _aws_id(subject, stem.removesuffix("_id"))
    return ""


def _own_arn(subject: Subject) -> str:
    id_ = aws_ids.own_id(subject)
    return id_ if id_.startswith("arn:") else aws_names.arn(subject, id_)


def _aws_id(subject: Subject, stem: str) -> str:
    own = snake(subject.kind)
    return (
        resource_id(subject)
        if stem in {own, own.rpartition("_")[2]}
        else (aws_ids.id_of_other(subject, stem))
    )


def _elsewhere(subject: Subject, stem: str) -> str:
    if stem == "self_link":
        kind = f"{snake(subject.kind)}s"
        path = f"projects/{_gcp_project(subject)}/{kind}/{subject.physical_name}"
        return f"https://www.googleapis.com/compute/v1/{path}"
    if stem == "project" and subject.package == "gcp":
        return _gcp_project(subject)
    if stem in {"location", "region"} and subject.region:
        return subject.region
    if stem.endswith(("_id", "subscription", "tenant", "object_id")):
        return subject.uuid(stem)
    if stem == "result":  # of the resources of pulumi_random
        return _random(subject)
    return ""


def _random(subject: Subject) -> str:
    if subject.kind == "RandomUuid":
        return subject.uuid("result")
    length = subject.given.get("length")
    return subject.letters(length if isinstance(length, int) and length > 0 else 12, "result")


def _anywhere(subject: Subject, stem: str) -> str:
    if stem == "value" and "Credential" in subject.kind:
        return _BASE64
    if stem in _PLAIN:
        return _PLAIN[stem]
    if stem in _NAMES or stem in _own_names(subject):
        return subject.physical_name
    if stem == "api_version" or stem.endswith("kubernetes_version"):
        return "v1"
    for ends, made in _BY_END.items():
        if stem.endswith(ends):
            return made
    if "ip" in stem.split("_") and not stem.endswith("type"):
        return _address(subject, stem)
    if stem.endswith(("url", "uri", "issuer")):
        return f"https://{subject.letters(8, stem)}.example.com"
    if stem.endswith(("endpoint", "hostname", "fqdn", "host", "domain", "dns_name")):
        return f"{subject.letters(8, stem)}.example.com"
    return f"{stem.replace('_', '-') or 'value'}-{subject.hexadecimal(8, stem)}"


def _own_names(subject: Subject) -> set[str]:
    kind = snake(subject.kind)
    return {kind, f"{kind}_name", f"{kind}_identifier", f"{kind.rpartition('_')[2]}_name"}


def _address(subject: Subject, stem: str) -> str:
    last = subject.number(1, 254, stem)
    if "v6" in stem:
        return f"2001:db8::{last:x}"
    return f"203.0.113.{last}" if "public" in stem or "nat" in stem else f"10.0.0.{last}"


def _azure_id(subject: Subject, name: str) -> str:
    account = ACCOUNT_ID
    group = str(subject.given.get("resourceGroupName") or name)
    scope = f"/subscriptions/{account}/resourceGroups/{group}"
    if subject.kind == "ResourceGroup":
        return scope
    kind = subject.kind[:1].lower() + subject.kind[1:]
    return f"{scope}/providers/Microsoft.{subject.module.title()}/{kind}s/{name}"


def _gcp_project(subject: Subject) -> str:
    project = subject.given.get("project")
    return project if isinstance(project, str) and project else _PLAIN["project"]


ACCOUNT_ID = "00000000-0000-4000-a000-000000000000"
_NAMES = {"name", "identifier", "cluster_identifier", "bucket", "full_name", "function_name"}
_DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": []})
_BY_END = {
    "policy": _DOCUMENT, "policy_document": _DOCUMENT, "json": "{}",
    "cidr_block": "10.0.0.0/16", "cidr": "10.0.0.0/16", "netmask": "255.255.0.0",
    "cidr_range": "10.0.0.0/16", "address_space": "10.0.0.0/16", "address_prefix": "10.0.1.0/24",
    "authorization_token": base64.b64encode(b"AWS:made-up").decode(),
    "_at": MOMENT, "_date": MOMENT, "_time": MOMENT,
    "timestamp": MOMENT, "certificate_body": PEM, "_pem": PEM, "certificate": PEM,
    "certificate_chain": PEM, "_status": "available", "_state": "available",
    "authority_data": _BASE64, "base64": _BASE64, "key_data": _BASE64,
    "fingerprint": "aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99",
    "etag": "d41d8cd98f00b204e9800998ecf8427e", "mac_address": "02:42:ac:11:00:02",
}  # fmt: skip
