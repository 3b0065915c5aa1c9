"""The zones of regions, which apps in a known account look up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
from moto import mock_aws


def zones_for(outdir: Path, known: Mapping[str, Any]) -> dict[str, Any]:
    """Answers, by the key of context, to the look-ups of zones that the assembly still misses."""
    found: dict[str, Any] = {}
    for manifest in outdir.rglob("manifest.json"):
        for each in json.loads(manifest.read_text(encoding="utf-8")).get("missing") or ():
            key = str(each.get("key"))
            if each.get("provider") == "availability-zones" and key not in known:
                found[key] = _zones(str(each["props"]["region"]))
    return found


def _zones(region: str) -> list[str]:
    with mock_aws():
        told = boto3.client("ec2", region_name=region).describe_availability_zones()
    return [each["ZoneName"] for each in told["AvailabilityZones"]]
