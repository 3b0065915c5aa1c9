"""Which requirements tests are written for, and what becomes of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from testguard.config import Config
from testguard.errors import ConfigError
from testguard.pipeline.requirement_tests import scaffold_requirements
from testguard.pipeline.scaffolding import Order, Scaffold
from tests.pipeline.test_building import FILES, Write, write

__all__ = ["write"]
PET = 'resource = "random:index/randomPet:RandomPet"'
STATED = f"""\
[[requirements]]
id = "PET-1"
text = "names have seven words"
{PET}
stack = "lib/used.py"
must = {{ properties = {{ length = {{ minimum = 7 }} }} }}

[[requirements]]
id = "PET-2"
{PET}
must = {{ properties = {{ length = {{ minimum = 9 }} }} }}

[[requirements]]
id = "PET-3"
resource = "AWS::RDS::DBInstance"
min-instance-class = "db.r6g.large"

[[requirements]]
id = "PET-4"
{PET}
must = {{ patternProperties = {{ length = {{ minimum = 1 }} }} }}
"""
MARKED = """\
import pytest

@pytest.mark.requirement("PET-1")
def test_names():
    assert True
"""


def scaffolded(
    config: Config, *ids: str, folder: str = "", paths: tuple[Path, ...] = ()
) -> Scaffold:
    return scaffold_requirements(config, Order(paths=paths, folder=folder), ids)


def test_what_holds_and_is_untested_gets_a_test_and_the_rest_a_reason(write: Write) -> None:
    done = scaffolded(write({**FILES, "testguard.toml": STATED}))
    assert done.requirements == {"PET-1": "met"}
    assert done.left == {
        "PET-2": "it is violated: `testguard requirements` tells how",
        "PET-3": "nothing was built that it is about",
        "PET-4": "no test is written for `patternProperties`",
    }
    assert [each.path for each in done.drafts] == [
        "tests/deployed_stacks.py",
        "tests/test_requirements.py",
    ]
    assert "def test_pet_1_names_have_seven_words(" in done.drafts[1].text
    assert done.tests == 1


def test_what_is_marked_already_is_left_alone_until_it_is_asked_for(write: Write) -> None:
    config = write({**FILES, "testguard.toml": STATED, "tests/test_names.py": MARKED})
    assert "tests/test_names.py::test_names is marked with it" in scaffolded(config).left["PET-1"]
    again = scaffolded(config, "PET-1", folder="tests/required")
    assert again.requirements == {"PET-1": "met"}
    assert again.drafts[1].path == "tests/required/test_requirements.py"


def test_nothing_is_overwritten(write: Write) -> None:
    taken = {"tests/deployed_stacks.py": "A = 1\n", "tests/test_requirements.py": "B = 1\n"}
    done = scaffolded(write({**FILES, "testguard.toml": STATED, **taken}))
    assert [each.path for each in done.drafts] == [
        "tests/deployed_stacks_2.py",
        "tests/test_requirements_scaffold.py",
    ]
    assert "from deployed_stacks_2 import" in done.drafts[1].text


def test_modules_that_are_named_are_held_alone(write: Write) -> None:
    config = write({**FILES, "testguard.toml": STATED.replace("minimum = 7", "minimum = 2")})
    done = scaffolded(config, "PET-1", paths=(config.root / "lib/used.py",))
    assert done.requirements == {"PET-1": "met"}
    assert 'build(lambda: Used("used"))' in done.drafts[1].text


@pytest.mark.parametrize(
    ("stated", "ids", "told"),
    [
        ("", (), "no requirement is stated"),
        (STATED, ("PET-9",), "no requirement is called PET-9"),
    ],
)
def test_what_cannot_be_asked_for_is_an_error(
    write: Write, stated: str, ids: tuple[str, ...], told: str
) -> None:
    with pytest.raises(ConfigError, match=told):
        scaffolded(write({**FILES, "testguard.toml": stated}), *ids)
