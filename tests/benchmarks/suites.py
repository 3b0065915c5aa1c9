"""Repositories with suites to run: many small tests, and those of a Pulumi program."""

from __future__ import annotations

import shutil
from pathlib import Path

PER_FILE = 40
REAL = Path(__file__).parents[2] / "examples" / "pulumi-aurora-global" / "proven"
_PROJECT = '[tool.pytest.ini_options]\ntestpaths = ["tests"]\npythonpath = ["."]\n'
_SMALL_STACK = '''\
"""A network, and what it is made from."""

from dataclasses import dataclass, field

import pulumi


class NetworkArgs:
    def __init__(self, cidr=None, zones: int = 3, *, region=None, **kwargs):
        self.cidr = cidr or "10.0.0.0/16"
        self.zones = zones
        self.region = region if region is not None else "us-east-1"
        self.flow_logs = kwargs.get("flow_logs", False)
        if zones > 6:
            raise ValueError("too many zones")


@dataclass
class SubnetArgs:
    size: int = 24
    tags: dict = field(default_factory=dict)

    def __post_init__(self):
        if not 16 <= self.size <= 28:
            raise ValueError("size must be between 16 and 28")


def subnets(args, subnet):
    found = []
    for zone in range(args.zones):
        if zone % 2:
            found.append(f"private-{args.region}-{zone}/{subnet.size}")
        else:
            found.append(f"public-{args.region}-{zone}/{subnet.size}")
    return found


class Network(pulumi.ComponentResource):
    def __init__(self, name, args: NetworkArgs, subnet: SubnetArgs, opts=None):
        super().__init__("demo:index:Network", name, None, opts)
        self.subnets = subnets(args, subnet)
'''
_SMALL_HEADER = "import pytest\n\nfrom lib.network import NetworkArgs, SubnetArgs, subnets\n"
_SMALL_TESTS = (
    "def test_zones_{n}():\n    args = NetworkArgs(zones={small})\n"
    '    assert args.zones == {small}\n    assert args.cidr == "10.0.0.0/16"\n',
    'def test_region_{n}():\n    args = NetworkArgs(region="region-{n}", flow_logs=True)\n'
    '    assert args.region == "region-{n}"\n    assert args.flow_logs\n',
    "class TestSubnets{n}:\n    def test_names(self):\n"
    "        found = subnets(NetworkArgs(zones={small}), SubnetArgs(size={size}))\n"
    "        assert len(found) == {small}\n        for name in found:\n"
    '            assert name.endswith("/{size}")\n',
    'def test_too_many_{n}():\n    with pytest.raises(ValueError, match="too many"):\n'
    "        NetworkArgs(zones=7 + {n})\n",
)


def write_small_suite(folder: Path, tests: int) -> None:
    """Write ``tests`` tests of plain values, `PER_FILE` a file, and the stack they are for."""
    _write(folder, "network", _SMALL_STACK, _SMALL_HEADER, _rendered(_SMALL_TESTS, tests))


def write_real_suite(folder: Path, _: int) -> None:
    """A repository as its users have it: an Aurora cluster in two regions, and 75 tests of it."""
    shutil.copytree(REAL, folder, dirs_exist_ok=True)


def _write(folder: Path, name: str, stack: str, header: str, tests: list[str]) -> None:
    for below in ("lib", "tests"):
        (folder / below).mkdir(parents=True)
    (folder / "pyproject.toml").write_text(_PROJECT, encoding="utf-8")
    (folder / "lib" / "__init__.py").touch()
    (folder / "lib" / f"{name}.py").write_text(stack, encoding="utf-8")
    for number in range(0, len(tests), PER_FILE):
        path = folder / "tests" / f"test_{name}_{number:05}.py"
        parts = [header, *tests[number : number + PER_FILE]]
        path.write_text("\n\n".join(parts), encoding="utf-8")


def _rendered(templates: tuple[str, ...], tests: int) -> list[str]:
    return [
        templates[number % len(templates)].format(
            n=number, small=1 + number % 6, size=16 + number % 13
        )
        for number in range(tests)
    ]
