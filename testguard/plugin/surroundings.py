"""The process around code of the user: environment, folder, modules; put back afterwards."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from testguard.patterns import regex

_CREDENTIALS = regex(
    r"AWS_(?!(DEFAULT_)?REGION$).*|(ARM|AZURE|GOOGLE|GCP|GCLOUD|CLOUDSDK|DIGITALOCEAN|CLOUDFLARE|LINODE"
    r"|OS|OVH|ALICLOUD|ALIBABA_CLOUD|HCLOUD|GITHUB|GITLAB|DATADOG|DD|NEWRELIC|PAGERDUTY|SNOWFLAKE|VAULT"
    r"|CONSUL|NOMAD|AUTH0|OKTA|KUBE|PULUMI|BOTO|TF_VAR|TF)_.*|KUBECONFIG|DOCKER_HOST"
)
_NOWHERE = {
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "CLOUDSDK_CONFIG": os.devnull,
    "KUBECONFIG": os.devnull,
}
_INSTALLED = ("site-packages", "dist-packages")


@contextmanager
def environment(more: Mapping[str, str]) -> Iterator[None]:
    """No cloud's credentials or settings, but ``more``."""
    before = dict(os.environ)
    forget_credentials()
    os.environ.update(more)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def forget_credentials() -> None:
    """Take every cloud's credentials and settings out of the environment of this process."""
    for name in [name for name in os.environ if _CREDENTIALS.fullmatch(name)]:
        del os.environ[name]
    os.environ.update(_NOWHERE)


@contextmanager
def working_in(folder: Path, paths: Sequence[Path]) -> Iterator[None]:
    """Run in ``folder``, with ``paths`` first where modules are looked for."""
    before, kept, argv = Path.cwd(), list(sys.path), list(sys.argv)
    os.chdir(folder)
    sys.path[:0] = [str(path) for path in paths]
    try:
        yield
    finally:
        os.chdir(before)
        sys.path[:], sys.argv[:] = kept, argv


@contextmanager
def fresh_modules(root: Path) -> Iterator[None]:
    """Forget the modules of the repository at ``root``; afterwards those of before are back."""
    inside = forget_modules(root)
    try:
        yield
    finally:
        forget_modules(root)
        sys.modules.update(inside)


def forget_modules(root: Path) -> dict[str, ModuleType]:
    """Take the modules of the repository at ``root`` out of `sys.modules`; gives them by name."""
    inside = {name: module for name, module in _modules() if _belongs(module, root)}
    for name in inside:
        del sys.modules[name]
    return inside


def _modules() -> list[tuple[str, ModuleType]]:
    found: list[tuple[str, object]] = list(sys.modules.items())
    return [
        (name, each)
        for name, each in found
        if isinstance(each, ModuleType) and _is_real(each) and not _stays(name)
    ]


def _is_real(module: object) -> bool:
    """Whether something is a module, and does not merely say so, as libraries of cffi do."""
    return issubclass(type(module), ModuleType)


def _stays(name: str) -> bool:
    """Whether a module runs the code at hand, and so is no part of it."""
    return name == "__main__" or name.partition(".")[0].startswith("testguard")


def _belongs(module: ModuleType, root: Path) -> bool:
    file = _own(module, "__file__")
    paths = [file] if file else _folders(module)
    return any(
        isinstance(path, str)
        and path.startswith(f"{root}{os.sep}")
        and not any(part in path for part in _INSTALLED)
        for path in paths
    )


def _own(module: ModuleType, name: str) -> Any:
    """An attribute, if it is there: asking a lazy module of an SDK would import a whole service."""
    return ModuleType.__getattribute__(module, "__dict__").get(name)


def _folders(module: ModuleType) -> list[str]:
    try:
        return list(_own(module, "__path__") or ())
    except KeyError:  # a namespace package asks for its parent, which may be gone
        return []
