"""What a plugin brings so that integration tests can be written for the programs of a framework."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Integration(Protocol):
    """Deploys the stacks of a framework to what stands in for a cloud.

    It is observed in a copy of the project, in a process without credentials or a network:
    ``python -m OBSERVER SUPPORT RESULT``, where SUPPORT is what ``support.py.jinja`` gave and
    RESULT takes the JSON object that docs/scaffolding.md describes.
    """

    @property
    def framework(self) -> str:
        """The name of the framework whose programs it deploys."""
        ...

    @property
    def templates(self) -> Path:
        """The folder of ``support.py.jinja`` and of the templates that the observer names."""
        ...

    @property
    def observer(self) -> str:
        """The module that observes."""
        ...

    def support(self, folder: Path) -> Mapping[str, Any]:
        """What ``support.py.jinja`` is given before anything is observed.

        ``folder`` is that of the project. Raises `TestguardError` where something is not installed.
        """
        ...
