from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent

import pulumi
import pytest
from pulumi.runtime import mocks as runtime_mocks
from pulumi.runtime import settings

from testguard_pulumi.framework import RunnablePulumi
from testguard_pulumi.tap import PulumiTap


class Echo(pulumi.runtime.Mocks):
    """The mocks that most test suites have."""

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, object]]:
        return f"{args.name}_id", {**args.inputs, "arn": f"arn:{args.name}"}

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[str, object], None]:
        raise LookupError(args.token)


class Thing(pulumi.CustomResource):
    arn: pulumi.Output[str]

    def __init__(self, name: str, size: pulumi.Input[int]) -> None:
        super().__init__("shop:index:Thing", name, {"size": size, "arn": None})


@pytest.fixture
def tap() -> Iterator[PulumiTap]:
    found = RunnablePulumi().tap(Path.cwd())
    assert isinstance(found, PulumiTap)
    found.install()
    yield found
    found.remove()
    settings.reset_options(project="project", stack="stack")


def construct(name: str, size: int = 1) -> None:
    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def build() -> pulumi.Output[str]:
        return Thing(name, size).arn

    build()


def test_what_a_test_builds_is_recorded_under_its_key(tap: PulumiTap) -> None:
    tap.key = "tests/test_a.py::test_one"
    pulumi.runtime.set_mocks(Echo())
    construct("first", 4)
    tap.key = "tests/test_a.py::test_two"
    construct("second")
    graphs = {key: [each.name for each in found[0].resources] for key, found in tap.graphs.items()}
    assert graphs == {
        "tests/test_a.py::test_one": ["first"],
        "tests/test_a.py::test_two": ["second"],
    }
    [thing] = tap.graphs["tests/test_a.py::test_one"][0].resources
    assert (thing.properties, thing.outputs["arn"]) == ({"size": 4}, "arn:first")
    assert thing.outputs["id"] == "first_id"


def test_each_set_of_mocks_gives_a_graph_of_its_own(tap: PulumiTap) -> None:
    tap.key = "t"
    for name in ("a", "b"):
        pulumi.runtime.set_mocks(Echo())
        construct(name)
    assert [[each.name for each in found.resources] for found in tap.graphs["t"]] == [["a"], ["b"]]


def test_a_graph_has_the_project_and_the_region_that_a_test_gives(tap: PulumiTap) -> None:
    tap.key = "t"
    pulumi.runtime.set_mocks(Echo())
    construct("a")
    pulumi.runtime.set_mocks(Echo(), project="shop")
    pulumi.runtime.set_all_config({"aws:region": "eu-west-1"})
    construct("b")
    pulumi.runtime.set_all_config({})
    assert [(each.name, each.region) for each in tap.graphs["t"]] == [
        ("", ""),
        ("shop", "eu-west-1"),
    ]


def test_a_resource_belongs_to_the_test_that_constructed_it(tap: PulumiTap) -> None:
    tap.key = "tests/test_a.py"
    pulumi.runtime.set_mocks(Echo())
    early = Thing("early", 1)
    tap.key = "tests/test_a.py::test_one"

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def wait() -> pulumi.Output[str]:
        return early.arn

    wait()
    # Older versions of pulumi register in a thread that does not know where it was asked to.
    knows = find_spec("pulumi.runtime._context") is not None
    assert list(tap.graphs) == ["tests/test_a.py" if knows else "tests/test_a.py::test_one"]


def test_the_users_monitor_and_mocks_stay_the_same_objects(tap: PulumiTap) -> None:
    mine = Echo()

    class Counting(runtime_mocks.MockMonitor):
        calls = 0

        def RegisterResource(self, request: object) -> object:  # noqa: N802
            Counting.calls += 1
            return super().RegisterResource(request)  # type: ignore[no-untyped-call]

    monitor = Counting(mine)
    pulumi.runtime.set_mocks(mine, monitor=monitor)
    tap.key = "t"
    construct("a")
    assert settings.get_monitor() is monitor
    assert monitor.mocks is mine
    assert Counting.calls == 2  # the stack and the resource
    assert len(tap.graphs["t"][0].resources) == 1


def test_what_the_mocks_raise_reaches_the_test(tap: PulumiTap) -> None:
    class Broken(Echo):
        def new_resource(
            self, args: pulumi.runtime.MockResourceArgs
        ) -> tuple[str, dict[str, object]]:
            raise LookupError(f"no such thing as {args.name}")

    pulumi.runtime.set_mocks(Broken())
    with pytest.raises(LookupError, match="no such thing"):
        construct("a")
    assert tap.graphs == {}


def test_unknown_values_of_a_preview_are_marked(tap: PulumiTap) -> None:
    class Blank(Echo):
        def new_resource(
            self, args: pulumi.runtime.MockResourceArgs
        ) -> tuple[str, dict[str, object]]:
            return "", dict(args.inputs)

    pulumi.runtime.set_mocks(Blank(), preview=True)
    tap.key = "t"

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def build() -> pulumi.Output[str]:
        return Thing("b", Thing("a", 1).arn.apply(len)).urn

    build()
    later = tap.graphs["t"][0].resources[-1]
    assert later.properties["size"] == {"$unknown": True}
    assert later.depends_on == ("shop:index:Thing::a",)


def configures() -> list[object]:
    return [vars(module)["configure"] for module in (settings, runtime_mocks)]


def test_removing_it_leaves_pulumi_as_it_was() -> None:
    before = configures()
    tap = PulumiTap()
    tap.install()
    pulumi.runtime.set_mocks(Echo())
    monitor = settings.get_monitor()
    assert configures() != before
    tap.remove()
    assert configures() == before
    assert "RegisterResource" not in vars(monitor)
    construct("after")
    assert tap.graphs == {}
    settings.reset_options(project="project", stack="stack")


def test_pulumi_is_not_imported_by_a_tap_and_found_when_tests_import_it() -> None:
    program = """
        import sys
        from pathlib import Path
        from testguard_pulumi.framework import RunnablePulumi
        tap = RunnablePulumi().tap(Path())
        tap.install()
        tap.key = "t"
        assert not {name for name in sys.modules if name.partition(".")[0] in ("pulumi", "google")}
        import pulumi

        class Echo(pulumi.runtime.Mocks):
            def new_resource(self, args):
                return "id", args.inputs
            def call(self, args):
                return {}

        pulumi.runtime.set_mocks(Echo())

        @pulumi.runtime.test  # type: ignore[untyped-decorator]
        def build():
            return pulumi.ComponentResource("a:b:Part", "part").urn

        build()
        print([each.name for each in tap.graphs["t"][0].resources])
        """
    done = subprocess.run(
        [sys.executable, "-c", dedent(program)], capture_output=True, text=True, check=False
    )
    assert done.stdout == "['part']\n", done.stderr


def test_a_tap_that_never_sees_pulumi_leaves_the_import_system_alone() -> None:
    program = """
        import sys
        from testguard_pulumi.tap import PulumiTap
        before = list(sys.meta_path)
        tap = PulumiTap()
        tap.install()
        tap.remove()
        print(sys.meta_path == before)
        """
    done = subprocess.run(
        [sys.executable, "-c", dedent(program)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "True\n"
