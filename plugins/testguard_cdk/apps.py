"""Apps that a program makes: where they put what they synthesise, and with which context."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any
from unittest.mock import patch

import aws_cdk
from jsii import _runtime

from testguard_cdk.replacing import Replacing
from testguard_cdk.sources import Sources

OBSERVATION = {
    "aws:cdk:enable-path-metadata": True,  # tells the construct of a resource
    "aws:cdk:enable-asset-metadata": True,
    "aws:cdk:disable-asset-staging": True,  # leaves files where they are, and tells where
    "aws:cdk:bundling-stacks": [],  # no docker
    "aws:cdk:disable-stack-trace": True,
}
_QUICK = {"builtin_cloud_formation_validation": False, "analytics_reporting": False}


@dataclass
class Apps:
    """The apps made while `watching`, each with a folder of its own below ``outdir``.

    ``context`` is what the CLI would hand over; it wins over what the program gives its apps.
    """

    outdir: Path
    context: Mapping[str, Any]
    sources: Sources
    found: list[tuple[aws_cdk.App, Path]] = field(default_factory=list)

    @contextmanager
    def watching(self, replacing: Replacing) -> Iterator[None]:
        """Watch what this process makes; ``replacing`` sees, and may change, own classes."""
        app, meta = aws_cdk.App, _runtime.JSIIMeta
        with (
            patch.object(app, "__init__", self._init(app.__init__)),
            patch.object(meta, "__call__", _call(meta.__call__, replacing)),
        ):
            stop = self.sources.listen()
            try:
                yield
            finally:
                stop()

    def _init(self, original: Callable[..., None]) -> Callable[..., None]:
        known = inspect.signature(original).parameters

        @wraps(original)
        def init(app: aws_cdk.App, **more: Any) -> None:
            folder = self.outdir / f"{len(self.found)}"
            own = more.get("context") or {}
            given = {name: value for name, value in _QUICK.items() if name in known}
            context = {**own, **self.context, **OBSERVATION}
            original(app, **{**more, **given, "outdir": str(folder), "context": context})
            self.found.append((app, folder))

        return init

    def synthesise(self) -> None:
        """Synthesise every app, also those whose program did."""
        for app, _ in self.found:
            app.synth()


def _call(original: Callable[..., Any], replacing: Replacing) -> Callable[..., Any]:
    @wraps(original)
    def call(class_: type, *args: Any, **more: Any) -> Any:
        if vars(class_).get("__jsii_declared_type__"):
            return original(class_, *args, **more)
        args, more = replacing.arguments(class_, args, more)
        made = original(class_, *args, **more)
        replacing.note(made)
        return made

    return call
