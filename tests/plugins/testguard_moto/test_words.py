from __future__ import annotations

import json
import re

import pytest

from testguard_moto.words import Code, JsonText, formatted, label, pattern, snake, spelled


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("DBInstanceClass", "db_instance_class"),
        ("Shop/Queue", "shop_queue"),
        ("class", "class_"),
        ("2fast", "_2fast"),
    ],
)
def test_names_in_words_of_python(name: str, words: str) -> None:
    assert snake(name) == words


def test_the_label_of_a_path() -> None:
    assert label("Shop/Queue/Resource") == "Queue"
    assert label("Shop/Vpc/Subnet1/Subnet") == "Vpc/Subnet1/Subnet"


def test_values_are_spelled_with_expressions_in_them() -> None:
    value = {"id": Code("system.id('a')"), "body": JsonText({"n": 1}), "list": [None, ("a", True)]}
    text = spelled(value)
    assert (
        text
        == "{'id': system.id('a'), 'body': json.dumps({'n': 1}), 'list': [None, ('a', True, )]}"
    )


class System:
    def id(self, path: str) -> str:
        return f"<{path}>"


@pytest.mark.parametrize(
    "text", ["x-bucket-1/key", "bucket-1", "{bucket-1}", "it's bucket-1\n", "plain", "a'b"]
)
def test_names_in_a_string_become_expressions(text: str) -> None:
    code = formatted(text, {"bucket-1": 'system.id("Shop/Bucket")'})
    assert eval(code, {"system": System()}) == text.replace("bucket-1", "<Shop/Bucket>")


@pytest.mark.parametrize("text", ["a (b) [c] 1.5 + $", "plain", "it's \\ here", 'say "so"'])
def test_patterns_match_exactly_the_text(text: str) -> None:
    code = pattern(text)
    assert re.fullmatch(eval(code), text)
    assert not re.fullmatch(eval(code), text + "x")


def test_json_text_can_be_evaluated() -> None:
    assert json.loads(eval(spelled(JsonText({"a": [1]})), {"json": json})) == {"a": [1]}
