"""How Pulumi programs and components are recognised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Pulumi:
    """Components derive from ``ComponentResource``; a program is named by its ``Pulumi.yaml``.

    Custom and dynamic resources are bindings to a provider, no infrastructure of their own.
    """

    name: str = "pulumi"
    bases: frozenset[str] = frozenset(
        {
            "pulumi.ComponentResource",
            "pulumi.resource.ComponentResource",
        }
    )
    packages: frozenset[str] = frozenset({"pulumi"})
    project_files: frozenset[str] = frozenset({"Pulumi.yaml", "Pulumi.yml"})
    resources: frozenset[str] = frozenset({"pulumi_*"})
    not_resources: frozenset[str] = frozenset({
        "pulumi_*Args", "pulumi_*Opts", "pulumi_*Provider", "pulumi_*ArgsDict",
    })  # fmt: skip
    implicit_stack: bool = True

    def programs(self, project_file: str, text: str) -> Iterable[str]:  # noqa: ARG002
        """The ``main`` of a project whose runtime is Python; the project's folder by default.

        Format: https://www.pulumi.com/docs/iac/concepts/projects/project-file/
        """
        project = _load(text)
        if _runtime(project) != "python":
            return []
        main = project.get("main")
        return [main if isinstance(main, str) and main else "."]


def _load(text: str) -> Mapping[str, Any]:
    try:
        document = yaml.load(text, _LOADER)  # noqa: S506 - both are safe loaders
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark else ""
        raise ValueError(f"{place}{getattr(error, 'problem', None) or error}") from error
    return document if isinstance(document, dict) else {}


def _runtime(project: Mapping[str, Any]) -> object:
    runtime = project.get("runtime")
    return runtime.get("name") if isinstance(runtime, dict) else runtime
