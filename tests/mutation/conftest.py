from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from tests.conftest import git_in

STACK = """\
from dataclasses import dataclass

import pulumi

from lib import cloud


@dataclass
class StoreArgs:
    environment: str | None = None
    retention: int = 7

    def __post_init__(self):
        self.environment = self.environment or "dev"
        if self.retention < 1 or self.retention > 35:
            raise ValueError("retention must be 1 to 35 days")


class Store(pulumi.ComponentResource):
    def __init__(self, name: str, args: StoreArgs | None = None) -> None:
        super().__init__("acme:Store", name)
        args = args or StoreArgs()
        self.bucket = cloud.Bucket(
            f"{name}-bucket",
            pulumi.ResourceOptions(parent=self),
            forceDestroy=False,
            tags={"env": args.environment},
        )
        self.versioning = cloud.BucketVersioning(
            f"{name}-versioning",
            pulumi.ResourceOptions(parent=self),
            bucket=self.bucket.id,
            versioningConfiguration={"status": "Enabled"},
        )
"""
# an SDK of two resources, because a real one takes seconds to import
CLOUD = """\
import pulumi


class Bucket(pulumi.CustomResource):
    def __init__(self, name, opts=None, **properties):
        super().__init__("aws:s3/bucket:Bucket", name, properties, opts)


class BucketVersioning(pulumi.CustomResource):
    def __init__(self, name, opts=None, **properties):
        super().__init__("aws:s3/bucketVersioning:BucketVersioning", name, properties, opts)
"""
TESTS = """\
import pulumi
import pytest


class Mocks(pulumi.runtime.Mocks):
    def __init__(self):
        self.resources = []

    def new_resource(self, args):
        self.resources.append(args)
        return f"{args.name}-id", dict(args.inputs)

    def call(self, args):
        return {}


mocks = Mocks()
pulumi.runtime.set_mocks(mocks)

from lib.store import Store, StoreArgs


@pulumi.runtime.test
def test_versions_are_kept():
    store = Store("kept")

    def check(configuration):
        assert configuration["status"] == "Enabled"

    return store.versioning.versioningConfiguration.apply(check)


@pulumi.runtime.test
def test_the_bucket_is_tagged():
    store = Store("tagged", StoreArgs(environment="prod"))

    def check(tags):
        assert tags["env"] == "prod"

    return store.bucket.tags.apply(check)


def test_retention_is_limited():
    with pytest.raises(ValueError, match="retention"):
        StoreArgs(retention=0)
    assert StoreArgs(retention=35).retention == 35


def test_the_environment_has_a_default():
    assert StoreArgs().environment == "dev"
"""
FILES = {
    "pyproject.toml": '[tool.testguard]\nstacks = ["lib/store.py"]\ntests = ["tests"]\n',
    "lib/__init__.py": "",
    "lib/cloud.py": CLOUD,
    "lib/store.py": STACK,
    "tests/test_store.py": TESTS,
    ".gitignore": "__pycache__/\n",
}
Make = Callable[..., Path]


def repository_at(folder: Path, files: Mapping[str, str] | None = None) -> Path:
    """A git repository with one commit of these files."""
    for name, text in (FILES if files is None else files).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    git_in(folder, "init", "-q", "-b", "main")
    git_in(folder, "add", ".")
    git_in(folder, "commit", "-q", "-m", "first")
    return folder


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes a repository, by default one with a small stack and its tests."""

    def run(files: Mapping[str, str] | None = None) -> Path:
        return repository_at(tmp_path, files)

    return run
