from __future__ import annotations

import ast
from pathlib import Path

from testguard_moto.reading import codes_in, fields_in, sources_in

SOURCE = """
def handler(event, context):
    try:
        found = client.get_item(TableName="table")["Item"]
        if found["Status"] != "Available":
            raise ValueError("no")
    except client.exceptions.ConditionalCheckFailedException:
        return None
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return 404
        code = error.response["Error"]["Code"]
        if code in ("Throttling", "SlowDown"):
            return 503
    return event.get("id")
"""


def test_codes_of_errors_are_what_a_code_is_compared_with() -> None:
    assert set(codes_in(ast.parse(SOURCE))) == {
        "ConditionalCheckFailedException",
        "ResourceNotFoundException",
        "Throttling",
        "SlowDown",
    }


def test_fields_are_what_is_looked_up() -> None:
    assert set(fields_in(ast.parse(SOURCE))) == {"Item", "Status", "Error", "Code", "id"}


def test_the_sources_of_a_handler_are_its_module_and_those_beside(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "app.py").write_text("a = 1\n")
    (tmp_path / "beside.py").write_text("b = 2\n")
    (tmp_path / "broken.py").write_text("def\n")
    found = sources_in([tmp_path], "deep/app")
    assert [ast.unparse(each) for each in found] == ["a = 1", "b = 2"]
