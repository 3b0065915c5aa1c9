from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., Any]
FILES = {
    "Pulumi.yaml": "name: shop\nruntime: python\n",
    "__main__.py": """
        import pulumi_random as random

        random.RandomPet("pet", length=2)
        """,
    "testguard.toml": """
        [[requirements]]
        id = "PET-1"
        text = "names are long"
        resource = "random:index/randomPet:RandomPet"
        must = { properties = { length = { minimum = 3 } } }
        """,
}


def test_a_violation_fails_with_its_place(repository: Make) -> None:
    done = repository(FILES).run("requirements")
    assert done.code == 1
    assert "testguard.toml:2:1 TG601 requirement-violated PET-1 (names are long)" in done.out
    assert "length: 2 is less than the minimum of 3" in done.out


def test_the_matrix_is_data_too(repository: Make) -> None:
    done = repository(FILES).run("requirements", "--output-format", "json")
    [row] = json.loads(done.out)["requirements"]
    assert row == {
        "id": "PET-1",
        "text": "names are long",
        "state": "violated",
        "tests": [],
        "resources": ["random:index/randomPet:RandomPet pet (__main__.py shop)"],
        "stacks": ["__main__.py shop"],
    }


def test_markdown_traces_requirements_to_tests(repository: Make) -> None:
    done = repository(FILES).run("requirements", "--output-format", "markdown")
    assert "| requirement | stacks | resources | tests | state |" in done.out


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("", "no requirement is stated"),
        ('[[requirements]]\nid = "A"\nresource = "pet"\nmin-count = 1\n', "is no type of resource"),
    ],
)
def test_requirements_that_mean_nothing_are_an_error(
    repository: Make, settings: str, told: str
) -> None:
    done = repository({**FILES, "testguard.toml": settings}).run("requirements")
    assert done.code == 2
    assert told in done.err


APP = {
    "cdk.json": '{"app": "python3 app.py"}',
    "app.py": """
        import aws_cdk as cdk

        from lib.queues import Queues

        app = cdk.App()
        for region in ("us-east-1", "eu-west-1"):
            Queues(app, f"Queues-{region}", env=cdk.Environment(region=region))
        """,
    "lib/queues.py": """
        import aws_cdk as cdk
        from aws_cdk import aws_sqs as sqs


        class Queues(cdk.Stack):
            def __init__(self, scope, construct_id, **kwargs):
                super().__init__(scope, construct_id, **kwargs)
                sqs.Queue(self, "Queue")
        """,
    "lib/handler.py": "def handler(event, context):\n    return event\n",
    "testguard.toml": """
        stacks = ["lib/*.py"]

        [[requirements]]
        id = "DR-1"
        text = "there are queues in two regions"
        resource = "AWS::SQS::Queue"
        min-count = 2
        distinct-regions = 2
        """,
}


def test_stacks_of_an_app_are_held_to_them_as_the_app_declares_them(repository: Make) -> None:
    done = repository(APP).run("requirements")
    assert "DR-1 (there are queues in two regions) holds" in done.out
    assert "(lib/queues.py Queues-eu-west-1)" in done.out
    assert "python" not in done.err


def test_an_app_is_built_by_its_path(repository: Make) -> None:
    done = repository(APP).run("graph", "app.py")
    assert (done.code, done.err) == (0, "")
    assert "app.py Queues-us-east-1: 1 resource in us-east-1" in done.out
    assert "app.py Queues-eu-west-1: 1 resource in eu-west-1" in done.out


def test_what_takes_too_long_is_not_built_and_named(repository: Make) -> None:
    slow = {**FILES, "__main__.py": "import time\n\nimport pulumi\n\ntime.sleep(60)\n"}
    done = repository(slow).run("requirements", "--max-time", "0.2")
    assert done.code == 1
    assert "warning: __main__.py was stopped: it did not finish building within 0.2 s" in done.out
    assert "give it longer with --max-time" in done.out
    assert "PET-1 (names are long) was held against nothing" in done.out
