"""The table of what pulumi 3.90 and 3.272 do, row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from testguard.rules.unawaited_output_assertion import unawaited_output_assertion
from testguard.testing import check_examples, check_source

HEAD = "import pulumi\n"
CHECK = "    def check(v):\n        assert v\n"
DECORATED = "@pulumi.runtime.test\n"
INNER = "    @pulumi.runtime.test\n    def inner():\n        assert False\n"


def reported(source: str, root: Path | None = None) -> int:
    return len(check_source(unawaited_output_assertion, HEAD + source, root=root))


def test_examples() -> None:
    check_examples(unawaited_output_assertion)


@pytest.mark.parametrize(
    ("source", "old", "new"),
    [
        (f"{DECORATED}def test_a():\n{CHECK}    return out.apply(check)\n", 0, 0),
        (f"{DECORATED}def test_a():\n{CHECK}    out.apply(check)\n", 1, 0),
        (f"def test_a():\n{CHECK}    out.apply(check)\n", 1, 1),
        (f"def test_a():\n{CHECK}    return out.apply(check)\n", 1, 1),
        (f"{DECORATED}def test_a():\n    return out.apply(lambda v: v == 1)\n", 0, 0),
        (f"def test_a():\n{INNER}    inner()\n", 1, 0),
        (f"def test_a():\n{INNER}    make()\n", 1, 1),
        (f"{DECORATED}async def test_a():\n{CHECK}    out.apply(check)\n", 0, 0),
    ],
)
def test_each_row_holds_for_an_old_and_a_new_pulumi(
    source: str, old: int, new: int, tmp_path: Path
) -> None:
    (tmp_path / "requirements.txt").write_text("pulumi==3.90.0\n", encoding="utf-8")
    assert reported(source, tmp_path) == old
    (tmp_path / "requirements.txt").write_text("pulumi>=3.112,<4\n", encoding="utf-8")
    assert reported(source, tmp_path) == new
    assert reported(source) == new


@pytest.mark.parametrize(
    "apply",
    [
        "out.apply(lambda v: self.assertEqual(v, 1))",
        "out.apply(partial(equal, 1))",
        "pulumi.Output.all(a, b).apply(equal)",
        "out.apply(equal, run_with_unknowns=True)",
        "out.apply(self.look)",
    ],
)
def test_every_way_to_hand_over_an_assertion_is_seen(apply: str) -> None:
    source = (
        "from functools import partial\nimport unittest\ndef equal(*v): assert v\n"
        f"class T(unittest.TestCase):\n    def look(self, v): assert v\n"
        f"    def test_a(self):\n        {apply}\n"
    )
    assert reported(source) == 1


@pytest.mark.parametrize(
    "body",
    [
        "asyncio.run(out.apply(check).future())",
        "loop.run_until_complete(out.apply(check).future())",
        "wait_for_it(out.apply(check))",
        "result = out.apply(check)\n    result.future()",
        "out.apply(print)",
    ],
)
def test_what_is_waited_for_or_asserts_nothing_is_sound(body: str) -> None:
    assert reported(f"import asyncio\ndef test_a():\n{CHECK}    {body}\n") == 0


def test_a_decorator_of_unknown_make_may_wait() -> None:
    assert (
        reported(f"from lib import waits\n@waits\ndef test_a():\n{CHECK}    out.apply(check)\n")
        == 0
    )


def test_apply_of_something_else_is_not_pulumis() -> None:
    source = f"import pandas\ndef test_a():\n{CHECK}    frame.apply(check)\n"
    assert check_source(unawaited_output_assertion, source) == []


def test_pulumi_may_be_imported_by_the_conftest_only() -> None:
    source = f"def test_a():\n{CHECK}    queue().arn.apply(check)\n"
    conftest = {"tests/conftest.py": "import pulumi\n"}
    assert len(check_source(unawaited_output_assertion, source, others=conftest)) == 1


def test_a_generated_function_that_pytest_never_opens_is_no_test() -> None:
    source = (
        "import pulumi\n"
        "def test_output(id=None):\n"
        "    result = pulumi.runtime.invoke_output('urnid:index:Test', {'id': id})\n"
        "    return result.apply(lambda r: TestResult(pulumi.get(r, 'id')))\n"
    )
    path = "tests/codegen/python/pulumi_urnid/test.py"
    assert not check_source(unawaited_output_assertion, source, path=path, collected=False)
