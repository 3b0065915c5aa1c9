from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path
from typing import Any

import pulumi
import pytest
from msgspec.structs import replace
from pulumi.runtime import mocks as runtime_mocks
from pulumi.runtime import rpc, settings

from testguard.model.mutant import Act, Mutant
from testguard.plugin import ORIGIN, AlteringTap
from testguard_pulumi.tap import PulumiTap
from testguard_pulumi.trials import renew_executor

BUCKET = "shop:index:Bucket"
SET = Mutant(
    "boolean-flipped", Act.SET, "lib/a.py", "lib/a.py", 1, BUCKET, ("one",), ("kept",),
    old=True, new=False,
)  # fmt: skip
DROP = replace(SET, act=Act.DROP)


class Bucket(pulumi.CustomResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None, **more: Any) -> None:
        super().__init__(BUCKET, name, more, opts)


class Echo(pulumi.runtime.Mocks):
    def __init__(self) -> None:
        self.seen: list[pulumi.runtime.MockResourceArgs] = []

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.seen.append(args)
        return f"{args.name}-id", dict(args.inputs)

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[str, Any], None]:
        raise LookupError(args.token)


class Silent(Echo):
    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        super().new_resource(args)
        return f"{args.name}-id", {}


@pytest.fixture
def tap(monkeypatch: pytest.MonkeyPatch) -> Iterator[PulumiTap]:
    # there is no fork here, and threads that are given up leave their event loops behind
    monkeypatch.setattr("testguard_pulumi.trials.renew_executor", lambda: None)
    before = rpc.resolve_outputs, rpc.translate_output_properties, pulumi.Output.apply
    found = PulumiTap(Path.cwd())
    assert isinstance(found, AlteringTap)
    found.before_trial()
    found.install()
    yield found
    found.remove()
    settings.reset_options(project="project", stack="stack")
    assert (rpc.resolve_outputs, rpc.translate_output_properties, pulumi.Output.apply) == before


def built(make: Callable[[], pulumi.Output[Any]], mocks: Echo | None = None, **more: Any) -> Any:
    """The value of an output of what ``make`` constructs on these mocks."""
    pulumi.runtime.set_mocks(mocks or Echo(), **more)
    values: list[Any] = []

    @pulumi.runtime.test
    def run() -> pulumi.Output[Any]:
        return make().apply(values.append)

    run()
    return values[0]


@pytest.mark.parametrize("mocks", [Echo, Silent])
def test_mocks_and_tests_see_the_other_value(tap: PulumiTap, mocks: type[Echo]) -> None:
    tap.alter(SET)
    listening = mocks()
    assert built(lambda: Bucket("one", kept=True).kept, listening) is False
    assert listening.seen[0].inputs == {"kept": False}
    assert tap.applied == 1


@pytest.mark.parametrize("mocks", [Echo, Silent])
def test_what_is_left_out_does_not_come_back_from_the_program(
    tap: PulumiTap, mocks: type[Echo]
) -> None:
    tap.alter(DROP)
    listening = mocks()
    assert built(lambda: Bucket("one", kept=True).kept, listening) is None
    assert listening.seen[0].inputs == {}


def test_what_the_mocks_know_better_stays(tap: PulumiTap) -> None:
    class Provider(Echo):
        def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
            return "id", {**args.inputs, "kept": "by default"}

    tap.alter(DROP)
    assert built(lambda: Bucket("one", kept=True).kept, Provider()) == "by default"


@pytest.mark.parametrize(("name", "given"), [("two", True), ("one", False)], ids=["name", "value"])
def test_other_resources_and_other_values_stay(tap: PulumiTap, name: str, given: bool) -> None:
    tap.alter(SET)
    assert built(lambda: Bucket(name, kept=given).kept) is given
    assert tap.applied == 0


def test_values_that_are_swapped_stay_swapped(tap: PulumiTap) -> None:
    roles = {"old": "primary", "new": "secondary", "others": (("secondary", "primary"),)}
    tap.alter(replace(SET, names=("one", "two"), path=("role",), **roles))  # type: ignore[arg-type]

    def make() -> pulumi.Output[Any]:
        one, two = Bucket("one", role="primary"), Bucket("two", role="secondary")
        return pulumi.Output.all(one.role, two.role)

    assert built(make) == ["secondary", "primary"]


def test_a_word_that_an_enumeration_does_not_have_reaches_the_test(tap: PulumiTap) -> None:
    class Engine(StrEnum):
        MYSQL = "mysql"

    class Database(pulumi.CustomResource):
        def __init__(self, name: str, engine: str) -> None:
            super().__init__(BUCKET, name, {"engine": engine})

        @property
        @pulumi.getter
        def engine(self) -> pulumi.Output[Engine]:
            return pulumi.get(self, "engine")  # type: ignore[no-any-return]

    Database.engine.fget.__annotations__["return"] = pulumi.Output[Engine]  # type: ignore[attr-defined]
    assert built(lambda: Database("one", "mysql").engine) is Engine.MYSQL
    tap.alter(replace(SET, path=("engine",), old="mysql", new="mysql-wrong"))
    assert built(lambda: Database("one", "mysql").engine) == "mysql-wrong"


def test_a_list_keeps_the_secrets_that_stay(tap: PulumiTap) -> None:
    value = [{"$secret": "a"}, "b"]
    tap.alter(replace(SET, path=("keys",), old=value, new=value[:1]))
    keys = [pulumi.Output.secret("a"), "b"]
    assert built(lambda: Bucket("one", keys=keys).keys) == ["a"]


def test_a_nested_value_is_changed_in_place(tap: PulumiTap) -> None:
    tap.alter(replace(SET, path=("rules", 0, "days"), old=30, new=1))
    rules = [{"days": 30, "on": True}]
    assert built(lambda: Bucket("one", rules=rules).rules) == [{"days": 1, "on": True}]


def test_a_removed_resource_never_reaches_the_mocks(tap: PulumiTap) -> None:
    tap.alter(replace(SET, act=Act.REMOVE))
    mocks = Echo()

    def make() -> pulumi.Output[Any]:
        one, two = Bucket("one", kept=True), Bucket("two", kept=True)
        return pulumi.Output.all(one.kept, two.kept)

    assert built(make, mocks) == [None, True]
    assert [each.name for each in mocks.seen] == ["two"]


def test_a_duplicate_has_a_name_of_its_own(tap: PulumiTap) -> None:
    tap.alter(replace(SET, act=Act.DUPLICATE))
    mocks = Echo()
    assert built(lambda: Bucket("one", kept=True).kept, mocks) is True
    assert sorted(each.name for each in mocks.seen) == ["one", "one-again"]


@pytest.mark.parametrize(("new", "seen"), [("pulumi:providers:shop::east", "east"), ("", "")])
def test_another_provider_is_used(tap: PulumiTap, new: str, seen: str) -> None:
    old = "pulumi:providers:shop::west"
    tap.alter(replace(SET, act=Act.PROVIDER, path=(), old=old, new=new))
    mocks = Echo()

    def make() -> pulumi.Output[Any]:
        east, west = (pulumi.ProviderResource("shop", name, {}) for name in ("east", "west"))
        options = pulumi.ResourceOptions(provider=west, depends_on=[east])
        return Bucket("one", options, kept=True).urn

    built(make, mocks)
    [provider] = [each.provider or "" for each in mocks.seen if each.name == "one"]
    assert (seen in provider and "west" not in provider) if seen else provider == ""
    assert tap.applied == 1


def test_a_monitor_of_the_users_sees_dependencies_options_and_outputs(tap: PulumiTap) -> None:
    class Watching(runtime_mocks.MockMonitor):
        requests: dict[str, Any] = {}  # noqa: RUF012
        outputs: dict[str, Any] = {}  # noqa: RUF012

        def RegisterResource(self, request: Any) -> Any:  # noqa: N802
            self.requests[request.name] = request
            return super().RegisterResource(request)

        def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802
            self.outputs[request.urn.rpartition("::")[2]] = sorted(request.outputs.fields)
            return super().RegisterResourceOutputs(request)

    def make() -> pulumi.Output[Any]:
        two = Bucket("two", kept=True)
        part = pulumi.ComponentResource("shop:index:Part", "part")
        part.register_outputs({"a": 1, "b": 2})
        options = pulumi.ResourceOptions(depends_on=[two], protect=True)
        return Bucket("one", options, kept=True).urn

    def seen(mutant: Mutant) -> tuple[list[str], bool, list[str]]:
        mocks = Echo()
        own = PulumiTap(Path.cwd())
        own.alter(mutant)
        own.install()
        built(make, mocks, monitor=Watching(mocks))
        assert own.applied == (mutant.operator != "none")
        own.remove()
        assert Act.CUT in own.visible
        request = Watching.requests["one"]
        depends = [urn.rpartition("::")[2] for urn in request.dependencies]
        return depends, request.protect, Watching.outputs["part"]

    assert Act.CUT not in tap.visible
    assert seen(replace(SET, operator="none", names=())) == (["two"], True, ["a", "b"])
    assert seen(replace(SET, act=Act.CUT, path=(), old=f"{BUCKET}::two"))[0] == []
    protect = replace(SET, act=Act.OPTION, path=("protect",))
    assert seen(protect)[1] is False
    output = replace(SET, act=Act.OUTPUT, type="shop:index:Part", names=("part",), path=("a",))
    assert seen(output)[2] == ["b"]


def test_an_error_of_the_mocks_is_none_of_a_test(tap: PulumiTap) -> None:
    class Broken(Echo):
        def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
            raise KeyError(args.name)

    with pytest.raises(KeyError) as caught:
        built(lambda: Bucket("one").urn, Broken())
    assert tap.noticed(caught.value) is False
    assert tap.noticed(AssertionError()) is None


def test_an_error_in_apply_keeps_its_place(tap: PulumiTap) -> None:
    def look(value: Any) -> Any:
        return value["missing"]

    with pytest.raises(KeyError) as caught:
        built(lambda: Bucket("one", tags={"a": "b"}).tags.apply(look))
    trace = getattr(caught.value, ORIGIN)
    while trace.tb_next is not None:
        trace = trace.tb_next
    assert trace.tb_frame.f_code.co_name == "look"


def test_an_event_loop_gets_threads_of_its_own_after_a_fork() -> None:
    def run() -> bool:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loop.run_until_complete(loop.run_in_executor(None, int))
        executor = loop._default_executor  # type: ignore[attr-defined]
        renew_executor()
        renewed = loop._default_executor is None  # type: ignore[attr-defined]
        executor.shutdown()
        loop.close()
        return renewed

    with ThreadPoolExecutor(1) as other_thread:
        assert other_thread.submit(run).result()
