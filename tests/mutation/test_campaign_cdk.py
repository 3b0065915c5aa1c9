"""Real CDK, real forks: one kernel a worker, and templates with one thing wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from testguard.config import load_config
from testguard.model.mutant import Act, MutationRun, Verdict
from testguard.pipeline import Plan, mutate
from testguard.pipeline.scaffolding import Order, scaffold
from tests.mutation.conftest import repository_at

FILES = {
    "pyproject.toml": '[tool.testguard]\nstacks = ["lib/shop.py"]\ntests = ["tests"]\n',
    "lib/__init__.py": "",
    "lib/shop.py": """\
        import aws_cdk as cdk
        from aws_cdk import aws_sqs as sqs


        class Shop(cdk.Stack):
            def __init__(self, scope, id_, delay=5):
                super().__init__(scope, id_)
                if delay > 900:
                    raise ValueError("delay is at most 900 s")
                waiting = cdk.Duration.seconds(delay)
                orders = sqs.Queue(
                    self, "Orders", delivery_delay=waiting, fifo=True, enforce_ssl=True
                )
                cdk.CfnOutput(self, "Url", value=orders.queue_url)
        """,
    "tests/test_shop.py": """\
        import aws_cdk as cdk
        import pytest
        from aws_cdk.assertions import Template

        from lib.shop import Shop


        def test_orders_wait():
            template = Template.from_stack(Shop(cdk.App(), "Shop"))
            template.has_resource_properties("AWS::SQS::Queue", {"DelaySeconds": 5})


        def test_a_delay_is_limited():
            with pytest.raises(ValueError, match="delay"):
                Shop(cdk.App(), "Shop", delay=901)
        """,
    ".gitignore": "__pycache__/\n",
}


def run_in(root: Path, jobs: int) -> MutationRun:
    return mutate(load_config(start=root), Plan(jobs=jobs), lambda _: None)[1]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository_at(tmp_path_factory.mktemp("shop"), FILES)


@pytest.fixture(scope="module")
def alone(root: Path) -> MutationRun:
    return run_in(root, 1)


def test_what_a_template_is_asked_for_is_noticed_and_what_constructs_decide_is_left(
    alone: MutationRun,
) -> None:
    verdicts = {
        (
            each.mutant.operator,
            each.mutant.type.rpartition("::")[2],
            each.mutant.place,
        ): each.verdict
        for each in alone.results
        if each.mutant.act is not Act.EDIT
    }
    assert verdicts == {
        ("number-moved", "Queue", "DelaySeconds"): Verdict.KILLED,
        ("boolean-flipped", "Queue", "FifoQueue"): Verdict.SURVIVED,
        ("resource-removed", "Queue", ""): Verdict.KILLED,
        ("resource-duplicated", "Queue", ""): Verdict.SURVIVED,
        # enforce_ssl makes it, and says nothing of what it holds
        ("resource-removed", "QueuePolicy", ""): Verdict.SURVIVED,
        ("output-dropped", "output", "Url"): Verdict.SURVIVED,
    }


def test_contracts_of_stacks_are_mutated_too(alone: MutationRun) -> None:
    sources = [each for each in alone.results if each.mutant.act is Act.EDIT]
    killed = {each.mutant.operator for each in sources if each.verdict is Verdict.KILLED}
    assert {"default-changed", "guard-removed", "raise-type-changed"} <= killed
    assert Verdict.ERROR not in {each.verdict for each in alone.results}


def test_two_workers_with_a_kernel_each_find_what_one_finds(
    alone: MutationRun, root: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(root, tmp_path / "copy", symlinks=True)
    shutil.rmtree(copy / ".testguard")
    again = run_in(copy, 2)
    assert again.fresh == alone.fresh
    assert {each.mutant.id: each.verdict for each in again.results} == {
        each.mutant.id: each.verdict for each in alone.results
    }


APP = {
    "cdk.json": '{"app": "python app.py"}',
    "app.py": """\
        import aws_cdk as cdk

        from lib.shop import Shop


        def build(app):
            first = Shop(app, "First", env=cdk.Environment(region="eu-west-1"))
            second = Shop(app, "Second")
            second.add_dependency(first)
            return first, second


        if __name__ == "__main__":
            the_app = cdk.App()
            build(the_app)
            the_app.synth()
        """,
    "lib/shop.py": """\
        import aws_cdk as cdk


        class Shop(cdk.Stack):
            pass
        """,
    "tests/test_shop.py": """\
        from lib.shop import Shop


        def test_a_shop():
            assert Shop(None, "Shop").stack_name == "Shop"
        """,
    "tests/test_order.py": """\
        import aws_cdk as cdk

        import app


        def test_the_second_waits_for_the_first():
            first, second = app.build(cdk.App())
            assert second.dependencies == [first]
        """,
}


@pytest.fixture(scope="module")
def app_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository_at(tmp_path_factory.mktemp("app"), {**FILES, **APP})


@pytest.fixture(scope="module")
def app_run(app_root: Path) -> MutationRun:
    return run_in(app_root, 1)


def test_what_an_app_says_of_its_stacks_is_broken_in_it(app_run: MutationRun) -> None:
    ours = [each for each in app_run.results if each.mutant.module == "app.py"]
    found = {each.mutant.operator: each for each in ours}
    assert {name: each.verdict for name, each in found.items()} == {
        "stack-dependency-cut": Verdict.KILLED,
        "stack-region-swapped": Verdict.SURVIVED,
    }
    assert {each.mutant.stack for each in found.values()} == {"lib/shop.py"}
    assert found["stack-region-swapped"].tests == (
        "tests/test_order.py::test_the_second_waits_for_the_first",
    )
    assert found["stack-region-swapped"].remedy == 'assert stack.region == "eu-west-1"'


@pytest.mark.usefixtures("app_run")
def test_survivors_of_an_app_ask_for_tests_of_it(app_root: Path) -> None:
    written = scaffold(load_config(start=app_root), Order(survivors=True))
    [draft] = [each for each in written.drafts if "test_app" in each.path]
    assert '"First": "eu-west-1"' in draft.text
    assert {plan.path for plan in written.plans} == {"app.py"}
