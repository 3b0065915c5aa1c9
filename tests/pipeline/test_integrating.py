from __future__ import annotations

from pathlib import Path

import pytest

from testguard.config import load_config
from testguard.errors import ConfigError
from testguard.model.project import Conventions, Project, StackModule, SuiteFile
from testguard.pipeline.integrating import around, integration_folder, integration_tests
from testguard.pipeline.scaffolding import Order


def suite(path: str) -> SuiteFile:
    return SuiteFile(path, Conventions())


@pytest.mark.parametrize(
    ("suites", "folder"),
    [
        ([], "tests/integration"),
        (["tests/unit/test_a.py"], "tests/integration"),
        (["tests/unit/test_a.py", "tests/integ/test_b.py"], "tests/integ"),
        (["test/integration/test_b.py"], "test/integration"),
    ],
)
def test_integration_tests_go_where_such_are(suites: list[str], folder: str) -> None:
    project = Project(Path(), suites=tuple(map(suite, suites)))
    assert integration_folder(project) == folder


def test_a_module_belongs_to_the_nearest_app() -> None:
    outer = StackModule("app.py", "cdk", program=True, origin="cdk.json")
    inner = StackModule("deep/app.py", "cdk", program=True, origin="deep/cdk.json")
    assert around("deep/lib/stack.py", [outer, inner]) == [inner]
    assert around("lib/stack.py", [outer, inner]) == [outer]
    assert around("lib/stack.py", [inner]) == []


def test_a_repository_without_an_app_is_told(tmp_path: Path) -> None:
    config = load_config(tmp_path, None, start=tmp_path)
    with pytest.raises(ConfigError, match="no app is found here"):
        integration_tests(config, Order())


def test_a_path_that_no_app_deploys_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "cdk.json").write_text('{"app": "python app.py"}')
    (tmp_path / "a" / "app.py").write_text("import aws_cdk as cdk\ncdk.App().synth()\n")
    (tmp_path / "other.py").write_text("")
    config = load_config(tmp_path, None, start=tmp_path)
    with pytest.raises(ConfigError, match="no app deploys it"):
        integration_tests(config, Order(paths=[tmp_path / "other.py"]))


def test_programs_of_a_framework_that_nothing_deploys_are_named(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    program = "import pulumi_random as random\nrandom.RandomPet('pet')\n"
    (tmp_path / "__main__.py").write_text(program)
    config = load_config(tmp_path, None, start=tmp_path)
    done = integration_tests(config, Order())
    assert [each.message for each in done.problems] == ["nothing installed here deploys pulumi"]
    assert done.drafts == ()
