from __future__ import annotations

from pathlib import Path

import pytest

from testguard.config import Config, load_config
from testguard.errors import ConfigError

DB = 'resource = "AWS::RDS::DBInstance"'


def loaded(folder: Path, text: str) -> Config:
    (folder / "testguard.toml").write_text(text, encoding="utf-8")
    return load_config(start=folder)


def test_every_key_is_read_with_its_place(tmp_path: Path) -> None:
    text = f"""\
[[requirements]]
id = "DR-1"
text = "a replica"
{DB}
where = {{ required = ["A"] }}
region = "eu-west-1"
stack = "*Replica*"
must = {{ properties = {{ A = {{ minimum = 7.5 }} }} }}
min-count = 1
max-count = 2
depends-on = ["AWS::EC2::VPC"]
references = ["AWS::EC2::VPC"]
distinct-regions = 2
burstable = false
"""
    [requirement] = loaded(tmp_path, text).requirements
    assert requirement.id == "DR-1"
    assert requirement.must == {"properties": {"A": {"minimum": 7.5}}, "burstable": False}
    assert (requirement.min_count, requirement.max_count, requirement.distinct_regions) == (1, 2, 2)
    assert requirement.depends_on == requirement.references == ("AWS::EC2::VPC",)
    assert (requirement.origin, requirement.at("must.burstable")) == (
        "testguard.toml:1",
        "testguard.toml:14",
    )
    assert requirement.at("must.properties.A.minimum") == "testguard.toml:8"
    assert requirement.at("nothing") == "testguard.toml:1"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("asked.toml", f'\n[[requirements]]\nid = "A"\n{DB}\nmin-count = 1\n'),
        (
            "asked.yaml",
            "requirements:\n- # a\n  id: A\n  resource: AWS::RDS::DBInstance\n  min-count: 1\n",
        ),
        ("asked.yml", "\n- id: A\n  resource: AWS::RDS::DBInstance\n  min-count: 1\n"),
    ],
)
def test_a_file_of_their_own(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    [requirement] = loaded(tmp_path, f'requirements = "{name}"\n').requirements
    assert (requirement.resource, requirement.min_count) == ("AWS::RDS::DBInstance", 1)
    line = text[: text.index("min-count")].count("\n") + 1
    assert requirement.at("min-count") == f"{name}:{line}"


@pytest.mark.parametrize(
    ("keys", "line", "told"),
    [
        ('text = "x"', 1, "requirements[0] has no id"),
        ('id = "A"', 1, "requirements[0] demands nothing"),
        ('id = "A"\nmin-cuont = 1', 3, "unknown key"),
        ('id = "A"\nmin-count = "1"', 3, "must be a whole number"),
        ('id = "A"\nmin-count = -1', 3, "must be a whole number"),
        ('id = "A"\nmust = "x"', 3, "is about resources, and none is named"),
        (f'id = "A"\n{DB}\nmust = "x"', 4, "must be a table"),
        (f'id = "A"\n{DB}\nreferences = "x"', 4, "must be a list of strings"),
        ('id = "A"\nburstable = false', 3, "is about resources, and none is named"),
        (
            'id = "A"\nmin-count = 1\n[[requirements]]\nid = "A"\nmin-count = 1',
            4,
            "stands at testguard.toml:1 already",
        ),
    ],
)
def test_errors_name_the_line(tmp_path: Path, keys: str, line: int, told: str) -> None:
    with pytest.raises(ConfigError, match=f"^testguard.toml:{line}: ") as raised:
        loaded(tmp_path, f"[[requirements]]\n{keys}\n")
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("gone.toml", None, "gone.toml: no such file"),
        ("a.toml", "x = 1", "a.toml:1: unknown key 'x'"),
        ("a.yaml", "a: [", "a.yaml:1:5: not valid YAML"),
        (
            "a.yaml",
            "requirements:\n- id: A\n  min-count: x\n",
            "a.yaml:3: requirements[0].min-count must be",
        ),
        ("a.yaml", "requirements: 1", "must be a list of tables"),
        ("a.yaml", "a: &a [*a]", "a.yaml"),
    ],
)
def test_a_file_that_is_wrong_is_named(
    tmp_path: Path, name: str, text: str | None, told: str
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        loaded(tmp_path, f'requirements = "{name}"\n')
    assert told in str(raised.value)


def test_an_empty_file_states_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("", encoding="utf-8")
    assert loaded(tmp_path, 'requirements = "a.yaml"\n').requirements == ()
