from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import aws_cdk as cdk
import jsii
import pytest
from aws_cdk import assertions
from aws_cdk import aws_sqs as sqs
from constructs import IValidation

from testguard.plugin import Tap
from testguard_cdk.framework import RunnableCdk

HERE = Path(__file__)


class Shop(cdk.Stack):
    def __init__(self, scope: cdk.App, id_: str, delay: int = 1) -> None:
        super().__init__(scope, id_)
        sqs.Queue(self, "Orders", delivery_delay=cdk.Duration.seconds(delay))


@jsii.implements(IValidation)
class Refusing:
    def validate(self) -> list[str]:
        return ["too small"]


@pytest.fixture
def tap() -> Iterator[Tap]:
    found = RunnableCdk().tap(HERE.parent)
    found.install()
    yield found
    found.remove()


def delays(tap: Tap, key: str) -> list[int]:
    resources = (each for graph in tap.graphs[key] for each in graph.resources)
    return [each.properties["DelaySeconds"] for each in resources]


def test_what_a_test_builds_is_recorded_under_its_key(tap: Tap) -> None:
    for key, delay in (("test_one", 3), ("test_two", 4)):
        tap.key = key
        assertions.Template.from_stack(Shop(cdk.App(), "Shop", delay))
    assert (delays(tap, "test_one"), delays(tap, "test_two")) == ([3], [4])


def test_a_graph_tells_its_stack_its_module_and_where_resources_were_declared(tap: Tap) -> None:
    app = cdk.App()
    env = cdk.Environment(account="111122223333", region="eu-west-1")
    sqs.Queue(cdk.Stack(app, "Far", env=env), "Jobs")
    assertions.Template.from_stack(Shop(app, "Shop"))
    app.synth()
    near = tap.graphs[""][0]
    far = next(each for each in tap.graphs[""] if each.name == "Far")
    assert (near.name, near.path, near.region) == ("Shop", HERE.name, "")
    assert near.resources[0].name == "Shop/Orders/Resource"
    line = 1 + HERE.read_text(encoding="utf-8").splitlines().index(
        '        sqs.Queue(self, "Orders", delivery_delay=cdk.Duration.seconds(delay))'
    )
    assert near.resources[0].source == f"{HERE.name}:{line}"
    assert (far.region, far.account) == ("eu-west-1", "111122223333")
    assert far.resources[0].module == HERE.name


def test_an_app_gives_a_graph_for_each_of_its_stacks(tap: Tap) -> None:
    app = cdk.App()
    first, second = Shop(app, "First"), Shop(app, "Second")
    second.add_dependency(first)
    assembly = app.synth()
    assert [each.stack_name for each in assembly.stacks] == ["First", "Second"]
    assert [each.name for each in tap.graphs[""]] == ["First", "Second"]
    assert {each.path for each in tap.graphs[""]} == {""}
    assert tap.graphs[""][1].depends_on == ("First",)


def test_stages_and_nested_stacks_are_told_apart(tap: Tap) -> None:
    stage = cdk.Stage(cdk.App(), "Live")
    stack = cdk.Stack(stage, "Web")
    nested = cdk.NestedStack(stack, "Inner")
    sqs.Queue(nested, "Jobs")
    assertions.Template.from_stack(nested).resource_count_is("AWS::SQS::Queue", 1)
    [graph] = tap.graphs[""]
    assert (graph.name, graph.resources[0].name) == (
        "Live-Web/Inner",
        "Live/Web/Inner/Jobs/Resource",
    )


def test_what_a_test_makes_twice_counts_once(tap: Tap) -> None:
    stack = Shop(cdk.App(), "Shop")
    for _ in range(2):
        assertions.Template.from_stack(stack)
    assert len(tap.graphs[""]) == 1


def test_a_template_of_json_has_resources_and_no_name(tap: Tap) -> None:
    resources = {"It": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": 9}}}
    template = assertions.Template.from_json({"Resources": resources})
    template.resource_count_is("AWS::SQS::Queue", 1)
    assert delays(tap, "") == [9]
    assert tap.graphs[""][0].name == ""


def test_templates_are_what_they_are_without_it(tap: Tap) -> None:
    with_tap = assertions.Template.from_stack(Shop(cdk.App(), "Shop"))
    assert type(with_tap) is assertions.Template
    tap.remove()
    without = assertions.Template.from_stack(Shop(cdk.App(), "Shop"))
    assert with_tap.to_json() == without.to_json()


def test_what_synthesis_raises_reaches_the_test(tap: Tap) -> None:
    stack = cdk.Stack(cdk.App(), "Shop")
    stack.node.add_validation(Refusing())
    with pytest.raises(RuntimeError, match="too small"):
        assertions.Template.from_stack(stack)
    assert tap.graphs == {}


def test_removing_it_leaves_the_cdk_as_it_was() -> None:
    def entries() -> list[object]:
        template = vars(assertions.Template)
        return [
            jsii.create,
            vars(cdk.Stage)["synth"],
            template["from_stack"],
            template["from_json"],
        ]

    before = entries()
    tap = RunnableCdk().tap(HERE.parent)
    tap.install()
    assert all(one is not other for one, other in zip(before, entries(), strict=True))
    tap.remove()
    assert all(one is other for one, other in zip(before, entries(), strict=True))


def test_the_cdk_is_not_imported_by_a_tap_and_found_when_tests_import_it(tmp_path: Path) -> None:
    program = """
        import sys
        from pathlib import Path
        from testguard_cdk.framework import RunnableCdk
        tap = RunnableCdk().tap(Path.cwd())
        before = list(sys.meta_path)
        tap.install()
        tap.key = "t"
        assert not {name for name in sys.modules if name.partition(".")[0] in ("aws_cdk", "jsii")}
        tap.remove()
        assert len(sys.meta_path) == len(before)
        tap.install()
        import aws_cdk as cdk
        from aws_cdk.assertions import Template
        stack = cdk.Stack(cdk.App(), "Shop")
        cdk.CfnResource(stack, "It", type="AWS::SQS::Queue")
        Template.from_stack(stack)
        [graph] = tap.graphs["t"]
        print(graph.name, [each.source for each in graph.resources])
        """
    (tmp_path / "program.py").write_text(dedent(program), encoding="utf-8")
    command = [sys.executable, str(tmp_path / "program.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.stdout == "Shop ['program.py:16']\n", done.stderr
