"""What provider functions answer: `get_*` invokes and calls of resource methods."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from testguard_pulumi.aws_names import DEFAULT_REGION, partition
from testguard_pulumi.strings import text
from testguard_pulumi.subject import Subject
from testguard_pulumi.typed import fill, object_types
from testguard_pulumi.wire import Wire

ZONES = "abc"
Answer = dict[str, Wire]


def answer(subject: Subject, result: type | None) -> Answer:
    """What the function ``subject.token`` gives back: its arguments and its result type, filled.

    Without a result type nothing is known but the arguments.
    """
    known = _KNOWN.get(subject.token.rpartition(":")[2])
    exact = known(subject) if known and subject.package.startswith("aws") else {}
    given = {**subject.given, **exact}
    if result is None:
        return {"result": text(subject, "result"), **given}
    return fill(object_types(result), given, subject)


def _zones(subject: Subject) -> Answer:
    region = subject.region or DEFAULT_REGION
    return {
        "names": [f"{region}{letter}" for letter in ZONES],
        "zoneIds": [f"{_short(region)}-az{number + 1}" for number in range(len(ZONES))],
        "id": region,
    }


def _short(region: str) -> str:
    """``use1`` for ``us-east-1``."""
    first, *middle, last = region.split("-")
    return first + "".join(part[0] for part in middle) + last


def _identity(subject: Subject) -> Answer:
    return {
        "accountId": subject.account,
        "arn": f"arn:{partition(subject.region)}:iam::{subject.account}:user/testguard",
        "id": subject.account,
        "userId": "AIDATESTGUARD00000000",
    }


def _region(subject: Subject) -> Answer:
    region = str(subject.given.get("name") or subject.region or DEFAULT_REGION)
    endpoint = f"ec2.{region}.amazonaws.com"
    return {"name": region, "id": region, "region": region, "endpoint": endpoint}


def _partition(subject: Subject) -> Answer:
    name = partition(subject.region)
    suffix = "amazonaws.com.cn" if name == "aws-cn" else "amazonaws.com"
    reverse = ".".join(reversed(suffix.split(".")))
    return {"partition": name, "id": name, "dnsSuffix": suffix, "reverseDnsPrefix": reverse}


def _secret(subject: Subject) -> Answer:
    return {"secretString": json.dumps({"username": "admin", "password": subject.letters(16)})}


def _policy(subject: Subject) -> Answer:
    statements = [_statement(each) for each in subject.given.get("statements") or []]
    document = {"Version": subject.given.get("version") or "2012-10-17", "Statement": statements}
    rendered = json.dumps(document, indent=2)
    return {"json": rendered, "minifiedJson": json.dumps(document, separators=(",", ":"))}


def _statement(given: Mapping[str, Any]) -> dict[str, Any]:
    """A statement as the provider renders it: lists of one are a string."""
    statement: dict[str, Any] = {"Effect": given.get("effect") or "Allow"}
    for wire, name in _STATEMENT.items():
        if given.get(wire):
            values = given[wire]
            single = isinstance(values, list) and len(values) == 1
            statement[name] = values[0] if single else values
    for wire, name in (("principals", "Principal"), ("notPrincipals", "NotPrincipal")):
        if given.get(wire):
            statement[name] = _principals(given[wire])
    if given.get("conditions"):
        statement["Condition"] = _conditions(given["conditions"])
    return statement


def _principals(given: list[Mapping[str, Any]]) -> Any:
    found: dict[str, Any] = {}
    for each in given:
        identifiers = each.get("identifiers") or []
        found.setdefault(str(each.get("type")), []).extend(identifiers)
    if found.get("*") == ["*"]:
        return "*"
    return {kind: ids[0] if len(ids) == 1 else ids for kind, ids in found.items()}


def _conditions(given: list[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    for each in given:
        values = each.get("values") or []
        test = found.setdefault(str(each.get("test")), {})
        test[str(each.get("variable"))] = values[0] if len(values) == 1 else values
    return found


_STATEMENT = {
    "sid": "Sid", "actions": "Action", "notActions": "NotAction", "resources": "Resource",
    "notResources": "NotResource",
}  # fmt: skip
_KNOWN: Mapping[str, Callable[[Subject], Answer]] = {
    "getAvailabilityZones": _zones,
    "getCallerIdentity": _identity,
    "getRegion": _region,
    "getPartition": _partition,
    "getPolicyDocument": _policy,
    "getSecretVersion": _secret,
}
