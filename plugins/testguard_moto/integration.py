"""moto's CloudFormation as what CDK apps are deployed to; what imports moto runs elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from msgspec import Struct

from testguard.errors import TestguardError

SWITCH = "INTEGRATION_AWS"
HOME = "us-east-1"
ACCOUNT = "123456789012"  # moto's
_CONFIGURATION = {"cdk.json": "context", "cdk.context.json": ""}


class MotoIntegration(Struct, frozen=True):
    """Tests that deploy to moto; its observer is `testguard_moto.observer`."""

    framework: str = "cdk"
    observer: str = "testguard_moto.observer"

    @property
    def templates(self) -> Path:
        """Tests that are plain pytest, boto3 and moto."""
        return Path(__file__).parent / "templates"

    def support(self, folder: Path) -> Mapping[str, Any]:
        """A system of which nothing is left out, with the context of the project's files."""
        missing = [each for each in ("moto", "boto3", "aws_cdk") if find_spec(each) is None]
        if missing:
            raise TestguardError(
                f"integration tests of the CDK need {missing[0]}, which is not installed here",
                hint="pip install 'testguard[moto]'",
            )
        return {
            "switch": SWITCH,
            "region": HOME,
            "configuration": [
                {"name": name, "key": key}
                for name, key in _CONFIGURATION.items()
                if (folder / name).is_file()
            ],
            "functions": True,
            "images": False,
            "environment": {"CDK_DEFAULT_ACCOUNT": ACCOUNT, "CDK_DEFAULT_REGION": HOME},
            "context": {},
            "parameters": {},
            "unknown": [],
            "refused": [],
            "properties": {},
            "outputs": [],
        }
