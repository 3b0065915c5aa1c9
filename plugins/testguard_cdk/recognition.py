"""How CDK stacks, constructs and apps are recognised."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable

from msgspec import Struct

_NAMES = ("Stack", "NestedStack", "Stage", "Construct", "Resource")
_SEPARATORS = re.compile(r"&&|\|\||[;|]")


class Cdk(Struct, frozen=True):
    """Stacks and constructs of ``aws_cdk`` (2), ``aws_cdk.core`` (1) and ``constructs``."""

    name: str = "cdk"
    bases: frozenset[str] = frozenset(
        {
            *(f"aws_cdk.{name}" for name in _NAMES),
            *(f"aws_cdk.core.{name}" for name in _NAMES),
            "constructs.Construct",
            "aws_cdk.aws_servicecatalog.ProductStack",
        }
    )
    packages: frozenset[str] = frozenset({"aws_cdk", "constructs"})
    project_files: frozenset[str] = frozenset({"cdk.json"})
    resources: frozenset[str] = frozenset(
        {
            "aws_cdk.aws_*",
            "aws_cdk.Stack",
            "aws_cdk.NestedStack",
            "aws_cdk.CfnResource",
            "aws_cdk.core.Stack",
            "aws_cdk.core.CfnResource",
        }
    )
    not_resources: frozenset[str] = frozenset()
    implicit_stack: bool = False

    def programs(self, project_file: str, text: str) -> Iterable[str]:  # noqa: ARG002
        """The Python files that the ``app`` command starts: ``python3 app.py``, ``-m infra.app``.

        Format: https://docs.aws.amazon.com/cdk/v2/guide/cli.html
        """
        document = json.loads(text)
        command = document.get("app") if isinstance(document, dict) else None
        if not isinstance(command, str):
            return []
        parts = [part for part in _SEPARATORS.split(command) if "py" in part]
        return [name for part in parts for name in _entries(_words(part))]


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:
        return re.split(r"[\s'\"]+", command)


def _entries(words: list[str]) -> list[str]:
    files = [word for word in words if word.endswith(".py")]
    if not files and "-m" in words[:-1]:
        module = words[words.index("-m") + 1].replace(".", "/")
        files = [f"{module}.py", module]
    return files
