from __future__ import annotations

import pytest

from testguard.rules.assertion_free_test import assertion_free_test
from testguard.testing import check_examples, check_source


def confidences(source: str, **others: str) -> list[str]:
    files = {path.replace("__", "/") + ".py": text for path, text in others.items()}
    return [str(o.confidence) for o in check_source(assertion_free_test, source, others=files)]


def test_examples() -> None:
    check_examples(assertion_free_test)


@pytest.mark.parametrize(
    "body",
    [
        "import app",
        "print('ok')",
        "Template.from_stack(TapStack(App(), 'tap'))",
        "os.environ['A'] = 'b'\n    import app",
        "app = App()\n    TapStack(app, 'tap')\n    app.synth()",
        "try:\n        import app\n    except AttributeError:\n        pass",
    ],
)
def test_only_importing_and_building_certainly_asserts_nothing(body: str) -> None:
    head = "import os\nfrom aws_cdk import App\nfrom aws_cdk.assertions import Template\n"
    assert confidences(f"{head}from lib.tap import TapStack\ndef test_stack():\n    {body}\n") == [
        "certain"
    ]


def test_the_finding_points_at_the_name() -> None:
    [offence] = check_source(
        assertion_free_test, "class TestX:\n    def test_a(self): import app\n"
    )
    assert (offence.span.line, offence.span.column, offence.symbol, offence.tests) == (
        2,
        9,
        "TestX.test_a",
        ("test_a",),
    )


@pytest.mark.parametrize(
    "source",
    [
        "def test_does_not_raise():\n    Settings(region='x')\n",
        "def test_valid_settings():\n    Settings(region='x')\n",
        "def test_settings():\n    # No exception should be raised\n    Settings(region='x')\n",
    ],
)
def test_a_test_that_wants_no_exception_is_possibly_hollow(source: str) -> None:
    assert confidences(f"from lib.settings import Settings\n{source}") == ["possible"]


def test_production_code_is_no_assertion_whatever_its_name() -> None:
    source = "from lib.config import validate\ndef test_config():\n    validate({})\n"
    production = "def validate(config):\n    if not config:\n        raise ValueError(config)\n"
    assert confidences(source, lib__config=production) == ["likely"]
    starred = source.replace("import validate", "import *")
    assert confidences(starred, lib__config=production) == ["likely"]


def test_a_discarded_apply_is_no_assertion() -> None:
    source = (
        "import pulumi\n@pulumi.runtime.test\ndef test_project():\n"
        "    return make().project.apply(lambda p: p == 'x')\n"
    )
    assert confidences(source) == ["likely"]


@pytest.mark.parametrize(
    "source",
    [
        "def test_a(): pass\n",
        "def test_a():\n    x == 1\n",
        "def test_a():\n    def check():\n        assert x\n",
        "import pytest\ndef test_a():\n    pytest.skip('later')\n",
        "import pytest\n@pytest.mark.skip(reason='later')\ndef test_a():\n    run()\n",
        "def test_a():\n    build()\n    # assert stack.name == 'x'\n",
        "def test_even(value: int) -> bool:\n    return bool(value)\n",
        "def test_suite():\n    return make_suite()\n",
        "def test_numbers():\n    yield run, 1\n",
    ],
)
def test_what_other_rules_report_or_is_no_test_is_left_alone(source: str) -> None:
    assert confidences(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "from vendor.testing import is_\ndef test_a():\n    is_(make(), None)\n",
        "import vendor\n@vendor.garbage_checked()\ndef test_a():\n    _ = list()\n",
        "def test_a(snapshot):\n    compare(make(), snapshot)\n",
        "import pytest\n@pytest.mark.xfail\ndef test_a():\n    make()\n",
        "from vendor import check_estimator\ndef test_a():\n    check_estimator(make())\n",
        "class TestBase:\n    def test_a(self):\n        self.check_result(1)\n",
        (
            "from vendor import CatchAndAssertWarnings\ndef test_a():\n"
            "    with CatchAndAssertWarnings(): make()\n"
        ),
        "import enum\ndef test_a(): enum._test_simple_enum(A, B)\n",
        "def test_a(expectation):\n    with expectation:\n        make()\n",
    ],
)
def test_what_may_assert_unread_is_not_reported(source: str) -> None:
    assert confidences(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "def testfilter(data):\n    return f'{data}!'\nFILTERS = {'testfilter': testfilter}\n",
        "def test_hook(args):\n    return args\nhooks.register(before=test_hook)\n",
        "class TestModule:\n    def tests(self):\n        return {'is_mac': is_mac}\n",
    ],
)
def test_a_callback_or_a_plugin_only_has_the_name_of_a_test(source: str) -> None:
    assert confidences(source) == []


def test_a_test_that_a_script_lists_is_a_test() -> None:
    assert confidences("def test_a():\n    import app\nfor test in [test_a]:\n    test()\n") == [
        "certain"
    ]


def test_what_a_decorator_makes_of_an_answer_is_not_certain() -> None:
    head = "from acme.executors import Executor\n"
    source = "def test_executor():\n    return Executor(4)\n"
    assert confidences(f"{head}{source}") == ["certain"]
    others = {"acme__dag": "def executor(function):\n    return Definition(function)\n"}
    decorated = f"{head}from acme.dag import executor\n@executor\n{source}"
    assert confidences(decorated, **others) == ["likely"]


def test_a_program_that_pytest_does_not_open_holds_no_tests() -> None:
    hook = "import pulumi\n@hook('x')\nasync def test_hook(args):\n    print(args)\n"
    path = "tests/integration/hooks/__main__.py"
    assert not check_source(assertion_free_test, hook, path=path, collected=False)


def test_in_a_file_that_pytest_does_not_open_nothing_is_certain() -> None:
    source = "import pytest\ndef test_stack():\n    import app\n"
    [offence] = check_source(
        assertion_free_test, source, path="tests/components/vpc.py", collected=False
    )
    assert offence.confidence == "likely"
