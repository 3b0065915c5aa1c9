from __future__ import annotations

import pytest

from testguard.config.yaml_document import parse_yaml
from testguard.errors import ConfigError

LISTED = """\
# kept apart
- id: DR-1
  must:
    properties:
      engine: {const: mysql}
- id: DR-2
"""


def test_a_list_alone_is_meant_as_requirements() -> None:
    document = parse_yaml(LISTED.encode(), "r.yaml")
    must = {"properties": {"engine": {"const": "mysql"}}}
    assert document.data == {"requirements": [{"id": "DR-1", "must": must}, {"id": "DR-2"}]}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("requirements",), 2),
        (("requirements", 0), 2),
        (("requirements", 0, "must"), 3),
        (("requirements", 0, "must", "properties", "engine", "const"), 5),
        (("requirements", 1, "id"), 6),
    ],
)
def test_every_key_has_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert parse_yaml(LISTED.encode(), "r.yaml").lines[path] == line


def test_a_table_is_read_as_it_is_with_anchors_and_merges() -> None:
    text = b"base: &base {id: A}\nrequirements:\n  - <<: *base\n    text: t\n"
    assert parse_yaml(text, "r.yaml").data == {
        "base": {"id": "A"},
        "requirements": [{"id": "A", "text": "t"}],
    }


def test_an_empty_file_holds_nothing() -> None:
    assert parse_yaml(b"# nothing\n", "r.yaml").data == {}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"a: [1", "r.yaml:1:6: not valid YAML"),
        (b"a: 1\na b\n", "r.yaml:3:1: not valid YAML"),
        (b"a: 1\n---\nb: 2\n", "r.yaml:2:1: not valid YAML: but found another document"),
        (b"a: !!python/object:os.system x\n", "r.yaml:1:4: not valid YAML"),
        (b"\xff\xfe\x00", "r.yaml: not valid YAML"),
        (b"a: " + b"[" * 5000, "r.yaml: is nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(data: bytes, told: str) -> None:
    with pytest.raises(ConfigError) as raised:
        parse_yaml(data, "r.yaml")
    assert str(raised.value).startswith(told)
