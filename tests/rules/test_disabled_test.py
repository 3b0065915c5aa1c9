from __future__ import annotations

import pytest

from testguard.model.finding import Confidence
from testguard.rules.disabled_test import disabled_test
from testguard.testing import check_examples, check_source

HEAD = "import pytest, unittest\n"


def test_examples() -> None:
    check_examples(disabled_test)


@pytest.mark.parametrize(
    "decorator",
    [
        "@pytest.mark.skip",
        "@pytest.mark.skip()",
        "@pytest.mark.skip('')",
        "@pytest.mark.skip(reason='  ')",
        "@pytest.mark.skip(reason=None)",
        "@pytest.mark.skipif(True)",
        "@pytest.mark.skipif(not False, reason='')",
        "@pytest.mark.xfail",
        "@pytest.mark.xfail()",
        "@pytest.mark.xfail(run=False)",
        "@pytest.mark.xfail(strict=False)",
        "@unittest.skip",
        "@unittest.skip('')",
        "@unittest.skipIf(True, '')",
    ],
)
def test_a_mark_without_a_reason_is_found(decorator: str) -> None:
    [offence] = check_source(disabled_test, f"{HEAD}{decorator}\ndef test_a():\n    assert f()\n")
    assert (offence.symbol, offence.tests) == ("test_a", ("test_a",))
    assert (offence.span.line, offence.span.end_line, offence.span.end_column) == (2, 3, 11)
    assert offence.confidence is Confidence.CERTAIN


@pytest.mark.parametrize(
    "decorator",
    [
        "@pytest.mark.skip('OPS-12')",
        "@pytest.mark.skip(reason='OPS-12')",
        "@pytest.mark.skip(reason=f'{TICKET}')",
        "@pytest.mark.skip(reason=TICKET)",
        "@pytest.mark.skip(TICKET)",
        "@pytest.mark.skip(*ARGS)",
        "@pytest.mark.skip(**OPTIONS)",
        "@pytest.mark.skipif(True, reason='OPS-12')",
        "@pytest.mark.skipif(WINDOWS)",
        "@pytest.mark.skipif('not numpy')",
        "@pytest.mark.skipif(sys.platform == 'win32', reason='no fork')",
        "@pytest.mark.skipif(False)",
        "@pytest.mark.xfail(reason='OPS-12')",
        "@pytest.mark.xfail('os.name == \"nt\"')",
        "@pytest.mark.xfail(condition=WINDOWS)",
        "@unittest.skip('OPS-12')",
        "@unittest.skipIf(True, 'OPS-12')",
        "@unittest.skipUnless(os.name == 'nt', 'Windows')",
        "@pytest.mark.slow",
    ],
)
def test_a_reason_or_a_condition_is_enough(decorator: str) -> None:
    assert check_source(disabled_test, f"{HEAD}{decorator}\ndef test_a():\n    assert f()\n") == []


@pytest.mark.parametrize(
    "decorator",
    [
        "@pytest.mark.xfail(raises=NotImplementedError)",
        "@pytest.mark.xfail(strict=True)",
        "@unittest.expectedFailure",
        "@pytest.mark.skip  # waits for OPS-12",
        "# Waits for OPS-12\n@pytest.mark.skip",
        "@pytest.mark.skip\n# Waits for OPS-12",
    ],
)
def test_a_failure_that_is_demanded_or_a_comment_beside_makes_it_less_than_certain(
    decorator: str,
) -> None:
    [offence] = check_source(disabled_test, f"{HEAD}{decorator}\ndef test_a():\n    assert f()\n")
    assert offence.confidence is Confidence.LIKELY


def test_a_comment_is_all_the_reason_that_unittest_takes_for_an_expected_failure() -> None:
    source = "@unittest.expectedFailure  # OPS-12\ndef test_a():\n    assert f()\n"
    assert check_source(disabled_test, HEAD + source) == []


def test_marks_are_known_by_their_imported_names() -> None:
    source = "from pytest import mark as m\n@m.skip\ndef test_a():\n    assert f()\n"
    assert len(check_source(disabled_test, source)) == 1
    mine = "from ours import skip\n@skip\ndef test_a():\n    assert f()\n"
    assert check_source(disabled_test, mine) == []


@pytest.mark.parametrize(
    "start",
    [
        "@pytest.mark.skip\nclass TestA:\n",
        "class TestA:\n    pytestmark = [pytest.mark.slow, pytest.mark.skip]\n",
    ],
)
def test_a_class_is_one_finding(start: str) -> None:
    methods = "    def test_a(self): assert x\n    def test_b(self): assert x\n"
    [offence] = check_source(disabled_test, HEAD + start + methods)
    assert (offence.symbol, offence.tests) == ("TestA", ("test_a", "test_b"))


@pytest.mark.parametrize(
    "statement",
    [
        "pytestmark = pytest.mark.skip",
        "pytestmark = [pytest.mark.slow, pytest.mark.skip()]",
        "pytest.skip(allow_module_level=True)",
        "raise unittest.SkipTest",
        "raise unittest.SkipTest('')",
    ],
)
def test_a_whole_module_can_be_off(statement: str) -> None:
    [offence] = check_source(disabled_test, f"{HEAD}{statement}\ndef test_a(): assert f()\n")
    assert (offence.symbol, offence.span.line, offence.tests) == ("test_example.py", 2, ("test_a",))


@pytest.mark.parametrize(
    "statement",
    [
        "pytest.skip('OPS-12', allow_module_level=True)",
        "if WINDOWS:\n    pytest.skip(allow_module_level=True)",
        "pytestmark = pytest.mark.skip(reason='OPS-12')",
        "pytestmark = pytest.mark.slow",
        "skipped = pytest.mark.skip",
        "raise unittest.SkipTest('OPS-12')",
    ],
)
def test_a_module_with_a_reason_is_left_alone(statement: str) -> None:
    assert check_source(disabled_test, f"{HEAD}{statement}\ndef test_a(): assert f()\n") == []


@pytest.mark.parametrize(
    "body",
    [
        "pytest.skip()",
        "x = 1\n        pytest.skip()",
        "self.skipTest('')",
        "raise unittest.SkipTest",
    ],
)
def test_a_body_that_begins_with_a_skip_never_runs(body: str) -> None:
    source = f"{HEAD}class TestA:\n    def test_a(self):\n        {body}\n        assert f()\n"
    [offence] = check_source(disabled_test, source)
    assert (offence.symbol, offence.tests) == ("TestA.test_a", ("test_a",))


@pytest.mark.parametrize(
    "body",
    [
        "pytest.skip('OPS-12')",
        "if WINDOWS:\n        pytest.skip()",
        "for x in y:\n        check(x)\n    pytest.skip()",
    ],
)
def test_a_skip_with_a_reason_or_on_a_condition_is_left_alone(body: str) -> None:
    assert check_source(disabled_test, f"{HEAD}def test_a():\n    {body}\n    assert f()\n") == []


@pytest.mark.parametrize("condition", ["False", "0", "None", "not True"])
def test_tests_under_a_false_condition_are_found(condition: str) -> None:
    source = f"if {condition}:\n    def test_a(): assert f()\n    class TestB:\n        x = 1\n"
    [offence] = check_source(disabled_test, source)
    assert (offence.symbol, offence.tests) == ("test_a", ("test_a", "TestB"))
    assert (offence.span.line, offence.span.end_line) == (1, 1)


@pytest.mark.parametrize(
    "source",
    [
        "if False:\n    def helper(): pass\n",
        "if FLAG:\n    def test_a(): assert f()\n",
        "if 'x':\n    def test_a(): assert f()\n",
        "if True:\n    def test_a(): assert f()\n",
    ],
)
def test_other_conditions_are_left_alone(source: str) -> None:
    assert check_source(disabled_test, source) == []


def test_a_string_that_holds_tests_is_the_business_of_another_rule() -> None:
    assert check_source(disabled_test, '"""\n@pytest.mark.skip\ndef test_a(): pass\n"""\n') == []
