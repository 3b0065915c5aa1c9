"""Requirements, and placeholders that only graphs tell, of a test run: what tests try counts not."""

from __future__ import annotations

import pytest

from testguard import pipeline
from testguard.config import load_config
from testguard.measurement.store import load
from tests.conftest import RunPytest
from tests.test_pytest_plugin_graphs import CONFTEST

STACK = """\
import pulumi
import pulumi_aws as aws


class Db(pulumi.ComponentResource):
    def __init__(self, name, size="db.r6g.large", children=None, opts=None):
        super().__init__("shop:index:Db", name, None, opts)
        inside = pulumi.ResourceOptions(parent=self)
        self.db = aws.rds.Instance(f"{name}-db", instance_class=size, opts=inside)
        self.check = aws.route53.HealthCheck(
            f"{name}-check", type="CALCULATED", child_healthchecks=children or [], opts=inside
        )
"""
TESTS = """\
import pulumi
import pytest

from lib.db import Db


@pytest.mark.requirement("DR-1")
@pulumi.runtime.test
def test_default():
    db = Db("own")

    def check(urn):
        assert urn

    return db.db.urn.apply(check)


@pulumi.runtime.test
def test_smaller():
    db = Db("small", size="db.t3.micro"{more})

    def check(urn):
        assert urn

    return db.db.urn.apply(check)
"""
SETTINGS = """\
ignore = ["TG209"]
thresholds = { lines = 0, branches = 0, defaults = 0, overrides = 0, validations = 0 }
[[requirements]]
id = "DR-1"
resource = "AWS::RDS::DBInstance"
min-instance-class = "db.r6g.large"
"""


def run(
    pytester: pytest.Pytester, run_pytest: RunPytest, **changes: str
) -> list[tuple[str, int, str | None]]:
    """Code, line and suppression of what the gate finds after a run."""
    files = {
        "lib/__init__.py": "",
        "lib/db.py": changes.get("stack", STACK),
        "conftest.py": CONFTEST,
        "tests/test_db.py": TESTS.replace("{more}", changes.get("more", "")),
        "testguard.toml": SETTINGS,
    }
    for name, text in files.items():
        (pytester.path / name).parent.mkdir(exist_ok=True)
        (pytester.path / name).write_text(text, encoding="utf-8")
    run_pytest()
    report = pipeline.gate(load_config(start=pytester.path))
    return [(each.code, each.span.line, each.suppressed) for each in report.findings]


def test_an_override_violates_nothing_and_a_graph_tells_of_placeholders(
    pytester: pytest.Pytester, run_pytest: RunPytest
) -> None:
    assert run(pytester, run_pytest) == [("TG201", 10, None)]
    assert sorted(len(each.given) for each in load(pytester.path).graphs) == [0, 1]


def test_a_check_that_may_have_children_is_left_alone(
    pytester: pytest.Pytester, run_pytest: RunPytest
) -> None:
    assert run(pytester, run_pytest, more=', children=["one"]') == []


def test_a_default_that_is_too_small_violates_and_what_a_graph_tells_is_suppressed_on_its_line(
    pytester: pytest.Pytester, run_pytest: RunPytest
) -> None:
    excused = STACK.replace("HealthCheck(", "HealthCheck(  # testguard: ignore[TG201] given later")
    small = excused.replace("db.r6g.large", "db.t3.small")
    assert run(pytester, run_pytest, stack=small) == [
        ("TG201", 10, "given later"),
        ("TG601", 3, None),
    ]
