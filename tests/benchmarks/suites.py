"""Repositories with suites to run: many small tests, and tests of a Pulumi component on mocks."""

from __future__ import annotations

from pathlib import Path

PER_FILE = 40
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
_PULUMI_STACK = '''\
"""A service with a bucket, a queue for each topic, and an alarm."""

from dataclasses import dataclass

import pulumi


@dataclass
class ServiceArgs:
    environment: str = "dev"
    topics: tuple[str, ...] = ("orders",)
    retention: int | None = None
    alarm: bool = False


class Service(pulumi.ComponentResource):
    def __init__(self, name, args: ServiceArgs | None = None, opts=None):
        super().__init__("demo:index:Service", name, None, opts)
        args = args or ServiceArgs()
        if args.environment not in ("dev", "prod"):
            raise ValueError(f"unknown environment: {args.environment}")
        retention = args.retention or (30 if args.environment == "prod" else 7)
        if retention < 1:
            raise ValueError("retention must be positive")
        child = pulumi.ResourceOptions(parent=self)
        self.bucket = pulumi.CustomResource(
            "demo:index:Bucket",
            f"{name}-bucket",
            {"versioned": args.environment == "prod", "retention": retention, "arn": None},
            child,
        )
        self.queues = [
            pulumi.CustomResource("demo:index:Queue", f"{name}-{topic}", {"topic": topic}, child)
            for topic in args.topics
        ]
        if args.alarm:
            self.alarm = pulumi.CustomResource("demo:index:Alarm", f"{name}-alarm", {}, child)
        self.register_outputs({"bucket": self.bucket.id})
'''
_AWS_IMPORT = "import pulumi\nimport pulumi_aws as aws\n"
_AWS = {
    'pulumi.CustomResource(\n            "demo:index:Bucket",': "aws.s3.Bucket(",
    '{"versioned": args.environment == "prod", "retention": retention, "arn": None},\n'
    "            child,": 'tags={"retention": str(retention)},\n            opts=child,',
    'pulumi.CustomResource("demo:index:Queue", f"{name}-{topic}", {"topic": topic}, child)':
        'aws.sqs.Queue(f"{name}-{topic}", name=topic, opts=child)',
    'pulumi.CustomResource("demo:index:Alarm", f"{name}-alarm", {}, child)':
        'aws.sns.Topic(f"{name}-alarm", opts=child)',
}  # fmt: skip
_PULUMI_MOCKS = """\
import pulumi
import pytest


class Mocks(pulumi.runtime.Mocks):
    def __init__(self):
        self.made = []

    def new_resource(self, args):
        self.made.append(args)
        return f"{args.name}-id", dict(args.inputs)

    def call(self, args):
        return {}


@pytest.fixture
def mocks():
    found = Mocks()
    pulumi.runtime.set_mocks(found)
    return found
"""
_PULUMI_HEADER = """\
import pulumi
import pytest

from lib.service import Service, ServiceArgs


def kept_for(made):
    return int(made.inputs.get("retention") or made.inputs["tags"]["retention"])
"""
_PULUMI_TESTS = (
    '@pulumi.runtime.test\ndef test_bucket_{n}(mocks):\n    service = Service("s{n}")\n'
    '    def check(found):\n        assert found == "s{n}-bucket-id"\n'
    "    return service.bucket.id.apply(check)\n",
    "@pulumi.runtime.test\ndef test_queues_{n}(mocks):\n"
    '    service = Service("s{n}", ServiceArgs(topics=tuple("abcdefgh")))\n'
    "    def check(found):\n        assert len(found) == 8\n"
    '        for name in found:\n            assert name.startswith("s{n}-")\n'
    "    return pulumi.Output.all(*(queue.id for queue in service.queues)).apply(check)\n",
    "@pulumi.runtime.test\ndef test_prod_{n}(mocks):\n"
    '    service = Service("s{n}", ServiceArgs(environment="prod", alarm=True))\n'
    '    def check(found):\n        made = [one for one in mocks.made if one.name == "s{n}-bucket"]\n'
    '        assert [kept_for(one) for one in made] == [30]\n'
    "    return service.bucket.id.apply(check)\n",
    "def test_unknown_environment_{n}(mocks):\n"
    '    with pytest.raises(ValueError, match="unknown environment"):\n'
    '        Service("s{n}", ServiceArgs(environment="stage{n}"))\n',
)  # fmt: skip


def write_small_suite(folder: Path, tests: int) -> None:
    """Write ``tests`` tests of plain values, `PER_FILE` a file, and the stack they are for."""
    _write(folder, "network", _SMALL_STACK, _SMALL_HEADER, _rendered(_SMALL_TESTS, tests))


def write_aws_suite(folder: Path, tests: int) -> None:
    """The same with resources of pulumi_aws, as most components have them."""
    write_pulumi_suite(folder, tests)
    path = folder / "lib" / "service.py"
    text = path.read_text(encoding="utf-8").replace("import pulumi\n", _AWS_IMPORT, 1)
    for generic, particular in _AWS.items():
        text = text.replace(generic, particular)
    path.write_text(text, encoding="utf-8")


def write_pulumi_suite(folder: Path, tests: int) -> None:
    """Write ``tests`` tests that build a component on Pulumi's mocks."""
    _write(folder, "service", _PULUMI_STACK, _PULUMI_HEADER, _rendered(_PULUMI_TESTS, tests))
    (folder / "tests" / "conftest.py").write_text(_PULUMI_MOCKS, encoding="utf-8")


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
