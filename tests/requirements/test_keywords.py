from __future__ import annotations

from pathlib import Path

import pytest

from testguard.errors import ConfigError
from testguard.requirements.keywords import check_requirement, errors_in, satisfies
from tests.requirements.conftest import Stated

DB = 'resource = "AWS::RDS::DBInstance"\n'


@pytest.mark.parametrize(
    ("keys", "line", "told"),
    [
        ('resource = "RDS"\nmin-count = 1', 3, "'RDS' is no type of resource"),
        (DB + 'depends-on = ["VPC"]', 4, "'VPC' is no type of resource"),
        (DB + 'min-instance-class = "db.r6q.large"', 4, "did you mean db.r6"),
        (DB + 'max-instance-class = "large"', 4, "is no instance class such as"),
        (DB + 'instance-families = "r6g"', 4, "is not a list of strings"),
        (DB + 'instance-families = ["r6q"]', 4, "did you mean"),
        (DB + 'instance-sizes = ["huge"]', 4, "'huge' is no size"),
        (DB + 'burstable = "no"', 4, "is not true or false"),
        (DB + 'must = { type = "resource" }', 4, "is no JSON Schema"),
        (DB + "[requirements.must.properties.A]\nminimum = 'x'", 5, "is no JSON Schema"),
        (DB + "must = { properties = { A = { target = {} } } }", 4, "needs a `resource`"),
        (
            DB + 'must = { properties = { A = { target = { type = "x" } } } }',
            4,
            "unknown key 'type'",
        ),
    ],
)
def test_requirements_without_a_meaning_name_their_line(
    stated: Stated, keys: str, line: int, told: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        check_requirement(stated(keys))
    assert str(raised.value).startswith(f"testguard.toml:{line}: requirement R: ")
    assert told in str(raised.value)


def test_errors_are_sentences_with_paths() -> None:
    schema = {"properties": {"a": {"properties": {"b": {"minimum": 7}}}}, "required": ["c"]}
    assert errors_in(schema, {"a": {"b": 1}}) == [
        "'c' is a required property",
        "a.b: 1 is less than the minimum of 7",
    ]
    assert satisfies({}, {"a": 1})
    assert not satisfies(schema, {})


def test_instance_classes_do_not_need_botocore_to_be_imported(tmp_path: Path) -> None:
    assert errors_in({"min-instance-class": "db.r6g.large"}, {"InstanceType": "r6g.large"}) == []
    assert errors_in({"min-instance-class": "db.r6g.large"}, {"NodeType": "p4d.24xlarge"}) == [
        "its instance class p4d.24xlarge does not compare with db.r6g.large, the smallest that is allowed"
    ]
