from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pulumi
import pytest

from testguard.errors import BuildError
from testguard.model.project import StackModule
from testguard.model.resource import Built, is_secret, plain
from testguard.plugin import Builder, Recipe
from testguard_pulumi.framework import RunnablePulumi

Build = Callable[..., Built]
EXAMPLE = Path(__file__).parents[3] / "examples" / "pulumi-aurora-global" / "hollow"
PROJECT = {"Pulumi.yaml": "name: shop\nruntime: python\n"}
COMPONENT = """
    import enum
    from dataclasses import dataclass, field
    from typing import Optional

    import pulumi
    import pulumi_aws as aws

    class Tier(enum.Enum):
        SMALL = "small"
        LARGE = "large"

    @dataclass
    class StoreArgs:
        size: int = 3
        tier: Tier = Tier.SMALL
        zones: list[str] = field(default_factory=lambda: ["a"])

        def __post_init__(self):
            if self.size > 9:
                raise ValueError("size is at most 9")

    class Store(pulumi.ComponentResource):
        def __init__(self, name: str, args: Optional[StoreArgs] = None, opts=None):
            super().__init__("shop:index:Store", name, None, opts)
            args = args or StoreArgs()
            self.bucket = aws.s3.Bucket(
                f"{name}-bucket",
                tags={"size": str(args.size), "tier": args.tier.value},
                opts=pulumi.ResourceOptions(parent=self),
            )
            self.register_outputs({"bucket": self.bucket.arn})
"""


def test_the_framework_is_a_builder() -> None:
    assert isinstance(RunnablePulumi(), Builder)


def test_a_program_gives_its_resources_in_order_and_its_exports(build: Build) -> None:
    built = build(
        """
        import pulumi
        import pulumi_aws as aws

        topic = aws.sns.Topic("alarms")
        policy = topic.arn.apply(lambda arn: arn.split(":")[5])
        bucket = aws.s3.Bucket("logs", bucket=policy)
        pulumi.export("topic", topic.arn)
        pulumi.export("bucket", bucket.id)
        """
    )
    assert [each.name for each in built.graph.resources] == ["alarms", "logs"]
    topic, bucket = built.graph.resources
    assert bucket.properties["bucket"] == topic.outputs["name"]
    assert bucket.depends_on == (topic.id,)
    assert bucket.references == {"bucket": (topic.id,)}
    assert built.graph.exports == {"topic": topic.outputs["arn"], "bucket": bucket.outputs["id"]}


def test_the_example_builds_with_both_regions(build: Build) -> None:
    recipe = Recipe(EXAMPLE, StackModule("lib/tap_stack.py", "pulumi"), "TapStack")
    graph = RunnablePulumi().build(recipe).graph
    by_name = {each.name: each for each in graph.resources}
    assert len(graph.resources) == 30
    primary, secondary = by_name["aurora-primary-dev"], by_name["aurora-secondary-dev"]
    assert (primary.region, secondary.region) == ("us-east-1", "us-west-2")
    assert secondary.provider == by_name["secondary-provider-dev"].id
    assert by_name["aurora-primary-0-dev"].id in secondary.depends_on
    assert primary.outputs["endpoint"].endswith(".us-east-1.rds.amazonaws.com")
    assert is_secret(primary.properties["masterPassword"])
    component = by_name["tap-stack"]
    assert not component.custom
    assert component.outputs["secondary_endpoint"] == secondary.outputs["endpoint"]
    assert primary.parent == component.id


def test_the_program_of_the_example_builds_the_same_component(build: Build) -> None:
    whole = RunnablePulumi().build(Recipe(EXAMPLE, StackModule("tap.py", "pulumi"))).graph
    assert {"pulumi-infra", "aurora-primary-dev"} <= {each.name for each in whole.resources}


@pytest.mark.parametrize(
    ("inputs", "tags"),
    [
        ({}, {"size": "3", "tier": "small"}),
        ({"StoreArgs.size": 5}, {"size": "5", "tier": "small"}),
        ({"size": 5}, {"size": "5", "tier": "small"}),
    ],
)
def test_inputs_replace_fields_by_full_or_bare_name(
    build: Build, inputs: dict[str, int], tags: dict[str, str]
) -> None:
    built = build({"store.py": COMPONENT}, "store.py", "Store", inputs=inputs)
    [bucket] = built.graph.of_type("aws:s3/bucket:Bucket")
    assert bucket.properties["tags"] == tags


def test_what_the_stack_refuses_is_the_cause_and_names_the_line(build: Build) -> None:
    with pytest.raises(BuildError, match="ValueError: size is at most 9") as refused:
        build({"store.py": COMPONENT}, "store.py", "Store", inputs={"StoreArgs.size": 10})
    assert isinstance(refused.value.__cause__, ValueError)
    assert "store.py:21, in __post_init__" in refused.value.message


def test_every_flavour_of_args_class_can_be_given_a_field(build: Build) -> None:
    source = """
        from typing import NamedTuple, TypedDict
        import pulumi, pulumi_aws as aws

        class Plain:
            def __init__(self, size=1):
                self.size = size

        class Named(NamedTuple):
            size: int = 1

        class Typed(TypedDict, total=False):
            size: int

        class One(pulumi.ComponentResource):
            def __init__(self, name, plain: Plain, named: Named, typed: Typed):
                super().__init__("a:b:One", name)
                sizes = [plain.size, named.size, typed.get("size", 1)]
                aws.sqs.Queue("queue", delay_seconds=sum(sizes))
        """
    inputs = {"Plain.size": 10, "Named.size": 20, "Typed.size": 30}
    for given, total in (({}, 3), (inputs, 60)):
        graph = build({"one.py": source}, "one.py", "One", inputs=given).graph
        assert graph.resources[-1].properties["delaySeconds"] == total


def test_an_unannotated_args_parameter_is_found_by_its_class_name(build: Build) -> None:
    source = """
        import pulumi, pulumi_aws as aws

        class SiteArgs:
            def __init__(self, index="index.html"):
                self.index = index

        class Site(pulumi.ComponentResource):
            def __init__(self, name, args, opts=None):
                super().__init__("a:b:Site", name, None, opts)
                aws.s3.Bucket("site", tags={"index": args.index})
        """
    graph = build({"site.py": source}, "site.py", "Site").graph
    assert graph.resources[-1].properties["tags"] == {"index": "index.html"}


PROGRAM_WITH_COMPONENT = {
    **PROJECT,
    "__main__.py": """
        import pulumi, pulumi_aws as aws
        from lib.web import Web

        vpc = aws.ec2.Vpc("net", cidr_block="10.1.0.0/16")
        other = aws.sns.Topic("unrelated")
        Web("front", vpc, "prod", size=4)
        """,
    "lib/web.py": """
        import pulumi, pulumi_aws as aws

        class Web(pulumi.ComponentResource):
            def __init__(self, name, vpc, environment, size=2, opts=None):
                super().__init__("a:b:Web", name, None, opts)
                if environment not in ("dev", "prod"):
                    raise ValueError(f"no environment {environment}")
                aws.ec2.SecurityGroup("web", vpc_id=vpc.id, description=f"{environment} {size}",
                                      opts=pulumi.ResourceOptions(parent=self))
        """,
}


def test_what_nobody_can_guess_is_what_the_program_passes(build: Build) -> None:
    graph = build(PROGRAM_WITH_COMPONENT, "lib/web.py", "Web").graph
    assert {each.name for each in graph.resources} == {"net", "front", "web"}
    assert graph.resources[-1].properties["description"] == "prod 4"


def test_inputs_replace_what_the_program_passes(build: Build) -> None:
    inputs = {"Web.environment": "dev", "size": 7}
    graph = build(PROGRAM_WITH_COMPONENT, "lib/web.py", "Web", inputs=inputs).graph
    assert graph.resources[-1].properties["description"] == "dev 7"


def test_a_refusal_inside_the_program_is_the_components_own(build: Build) -> None:
    with pytest.raises(BuildError, match="no environment moon"):
        build(PROGRAM_WITH_COMPONENT, "lib/web.py", "Web", inputs={"Web.environment": "moon"})


def test_without_a_program_values_are_made_up_and_named(build: Build) -> None:
    source = """
        import pulumi, pulumi_aws as aws

        class Db(pulumi.ComponentResource):
            def __init__(self, name: str, vpc_id: str, subnets: list[str], vpc: aws.ec2.Vpc):
                super().__init__("a:b:Db", name)
                aws.ec2.SecurityGroup("db", vpc_id=vpc_id, tags={"cidr": vpc.cidr_block})
        """
    built = build({"db.py": source}, "db.py", "Db")
    assert [guess.what for guess in built.guesses] == ["Db.vpc_id", "Db.subnets", "Db.vpc"]
    assert built.graph.resources[-1].properties["vpcId"].startswith("vpc-")
    assert [each.read for each in built.graph.resources] == [True, False, False]


def test_modules_of_the_repository_are_imported_afresh(build: Build) -> None:
    files = {
        "settings.py": "calls = []\n",
        "__main__.py": """
            import settings, pulumi
            settings.calls.append(1)
            pulumi.export("calls", len(settings.calls))
            """,
    }
    assert [build(files).graph.exports["calls"] for _ in range(2)] == [1, 1]
    assert "settings" not in sys.modules


def test_a_stack_does_not_see_the_one_before(build: Build) -> None:
    first = build('import pulumi\npulumi.export("a", 1)\npulumi.export("b", 2)\n')
    second = build('import pulumi\npulumi.export("c", pulumi.Config().get("x") is None)\n')
    assert (first.graph.exports, second.graph.exports) == ({"a": 1, "b": 2}, {"c": True})


def test_a_build_leaves_pulumi_as_it_was(build: Build) -> None:
    before = (pulumi.get_stack(), pulumi.get_project(), pulumi.runtime.settings.get_monitor())
    build("import pulumi\nassert pulumi.get_stack() == 'dev'\n")
    after = (pulumi.get_stack(), pulumi.get_project(), pulumi.runtime.settings.get_monitor())
    assert (before, pulumi.runtime.get_root_resource()) == (after, None)


def test_values_are_the_same_in_every_run(build: Build) -> None:
    source = """
        import pulumi_aws as aws
        vpc = aws.ec2.Vpc("net")
        aws.rds.Cluster("db", engine="aurora-mysql", database_name=vpc.id)
        """
    assert build(source) == build(source)


def test_an_error_in_apply_fails_the_build_with_its_own_traceback(build: Build) -> None:
    source = """
        import pulumi_aws as aws

        def shout(arn):
            raise LookupError(f"nothing at {arn[:4]}")

        aws.s3.Bucket("logs").arn.apply(shout)
        """
    with pytest.raises(BuildError, match="LookupError: nothing at arn:") as failed:
        build(source)
    assert "__main__.py:5, in shout" in failed.value.message


@pytest.mark.parametrize(
    ("source", "where"),
    [
        ("while True:\n    pass\n", "__main__.py:"),
        (
            "import asyncio, pulumi\n"
            "pulumi.export('x', pulumi.Output.from_input(asyncio.Future()))\n",
            "without a value",
        ),
        (
            "import asyncio\nwhile True:\n    try:\n        pass\n    except BaseException:\n"
            "        pass\n",
            "__main__.py:",
        ),
    ],
)
def test_a_stack_that_hangs_is_stopped(build: Build, source: str, where: str) -> None:
    with pytest.raises(BuildError, match="was stopped") as stopped:
        build(source, seconds=0.5)
    assert where in stopped.value.message


def test_a_program_that_exits_is_an_error(build: Build) -> None:
    with pytest.raises(BuildError, match="SystemExit: 3"):
        build("import sys\nsys.exit(3)\n")


def test_a_missing_module_is_named_with_advice(build: Build) -> None:
    with pytest.raises(BuildError, match="No module named 'no_such_thing'") as missing:
        build("import no_such_thing\n")
    assert missing.value.hint == "install what the program needs here: no_such_thing"


def test_credentials_are_gone_during_a_build_and_back_afterwards(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    monkeypatch.setenv("DATABASE_HOST", "db")
    source = """
        import os, pulumi
        pulumi.export("seen", [os.getenv("AWS_SECRET_ACCESS_KEY"), os.getenv("DATABASE_HOST")])
        pulumi.export("given", os.environ["STAGE"])
        os.environ["LEFT_BEHIND"] = "1"
        """
    exports = build(source, environment={"STAGE": "prod"}).graph.exports
    assert exports == {"seen": [None, "db"], "given": "prod"}
    assert os.environ["AWS_SECRET_ACCESS_KEY"] == "hunter2"
    assert not {"LEFT_BEHIND", "STAGE"} & os.environ.keys()


def test_what_a_program_prints_is_not_the_result(
    build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    build("print('hello')\n")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "hello\n")


def test_secrets_are_marked_in_properties_outputs_and_exports(build: Build) -> None:
    source = """
        import pulumi, pulumi_random as random, pulumi_aws as aws
        password = random.RandomPassword("pw", length=20)
        aws.rds.Instance("db", instance_class="db.t3.micro", password=password.result)
        pulumi.export("pw", password.result)
        """
    graph = build(source).graph
    password, database = graph.resources
    assert is_secret(password.outputs["result"])
    assert len(plain(password.outputs["result"])) == 20
    assert database.properties["password"] == password.outputs["result"] == graph.exports["pw"]
    assert not is_secret(database.properties["instanceClass"])


IN_PROGRAM = {
    **PROJECT,
    "__main__.py": """
        import pulumi, pulumi_aws as aws

        class Part(pulumi.ComponentResource):
            def __init__(self, name, size):
                super().__init__("a:b:Part", name)
                aws.s3.Bucket("inner", opts=pulumi.ResourceOptions(parent=self))

        Part("part", 3)
        aws.sns.Topic("apart")
        """,
}


def test_a_component_defined_in_the_program_is_cut_out_of_it(build: Build) -> None:
    graph = build(IN_PROGRAM, "__main__.py", "Part").graph
    assert [each.name for each in graph.resources] == ["part", "inner"]


def test_its_arguments_cannot_be_replaced_and_that_is_said(build: Build) -> None:
    with pytest.raises(BuildError, match="arguments of Part cannot be replaced"):
        build(IN_PROGRAM, "__main__.py", "Part", inputs={"size": 4})


def test_a_module_that_another_one_hides_is_loaded_from_its_file(build: Build) -> None:
    source = "import pulumi\n\nclass Site(pulumi.ComponentResource):\n    def __init__(self, name):\n        super().__init__('a:b:Site', name)\n"
    assert [
        each.name for each in build({"json.py": source}, "json.py", "Site").graph.resources
    ] == ["site"]
