"""How Pulumi programs and components are recognised."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from msgspec import Struct


class Pulumi(Struct, frozen=True):
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
        main: str | None = import_module("testguard_pulumi.project_file").main_of(text)
        return [] if main is None else [main]
