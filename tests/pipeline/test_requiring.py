"""Requirements against a system that is built now."""

from __future__ import annotations

from pathlib import Path

import pytest

from testguard.config import load_config
from testguard.discovery.discover import discover
from testguard.errors import ConfigError
from testguard.model.evidence import SuiteRun
from testguard.model.verdict import Outcome, RequirementState
from testguard.pipeline.loading import load
from testguard.pipeline.requiring import passed_tests, requirements
from tests.pipeline.test_building import FILES, Write, write

__all__ = ["write"]
STATED = """\
[[requirements]]
id = "PET-1"
resource = "random:index/randomPet:RandomPet"
stack = "lib/used.py"
must = { properties = { length = { minimum = 7 } } }
"""
TESTS = """\
import pytest

@pytest.mark.requirement("PET-1")
def test_passed():
    assert True

@pytest.mark.requirement("PET-1")
def test_failed():
    assert False
"""


def test_the_program_decides_and_not_the_default(write: Write) -> None:
    config = write({**FILES, "testguard.toml": STATED})
    report = requirements(config)
    [verdict] = report.requirements
    assert verdict.state is RequirementState.UNTESTED
    assert verdict.stacks == ("lib/used.py shop",)
    assert report.outcome is Outcome.FAILED  # TG602: nothing tests it


def test_a_module_alone_has_its_defaults(write: Write) -> None:
    config = write({**FILES, "testguard.toml": STATED})
    [verdict] = requirements(config, [config.root / "lib/used.py"]).requirements
    assert verdict.state is RequirementState.VIOLATED


def test_without_requirements_there_is_nothing_to_hold(write: Write) -> None:
    with pytest.raises(ConfigError, match="no requirement is stated"):
        requirements(write(FILES))


@pytest.mark.parametrize(
    ("passed", "proofs"),
    [
        ({"test_passed"}, {"PET-1": ("tests/test_pet.py::test_passed",)}),
        ({"test_other"}, {}),
        (set(), {}),
    ],
)
def test_proofs_are_marked_and_passed(
    write: Write, passed: set[str], proofs: dict[str, tuple[str, ...]]
) -> None:
    config = write({"tests/test_pet.py": TESTS})
    project = discover(config, load(config).frameworks)
    run = SuiteRun("tests/test_pet.py", "", frozenset(passed))
    assert passed_tests(project, [run]) == proofs


def test_what_ran_of_a_file_that_is_gone_proves_nothing(tmp_path: Path) -> None:
    project = discover(load_config(start=tmp_path), ())
    assert passed_tests(project, [SuiteRun("tests/test_gone.py", "", frozenset({"test_a"}))]) == {}
