from __future__ import annotations

import pytest

from testguard.suite.assertions import Kind
from testguard.testing import make_suite


def kinds(source: str, helpers: tuple[str, ...] = (), **others: str) -> list[str]:
    files = {path.replace("__", "/") + ".py": text for path, text in others.items()}
    suite = make_suite(source, others=files)
    if helpers:
        suite = type(suite)(suite.file, suite.module, suite.library, helpers)
    [case] = suite.cases
    return [str(item.kind) for item in suite.assertions_of(case)]


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("assert stack", Kind.STATEMENT),
        ("raise AssertionError('no')", Kind.STATEMENT),
        ("if not stack: raise RuntimeError('no')", Kind.STATEMENT),
        ("with pytest.raises(ValueError): make()", Kind.RAISES),
        ("with pytest.warns(UserWarning): make()", Kind.WARNS),
        ("pytest.fail('no')", Kind.FAIL),
        ("self.assertEqual(1, 2)", Kind.UNITTEST),
        ("self.fail('no')", Kind.UNITTEST),
        ("client.put.assert_called_once_with(1)", Kind.MOCK),
        ("np.testing.assert_allclose(a, b)", Kind.OTHER),
        ("assert_that(a).is_equal_to(b)", Kind.OTHER),
        ("template.has_resource_properties('AWS::SQS::Queue', {})", Kind.TEMPLATE),
        ("template.resource_count_is('AWS::SQS::Queue', 1)", Kind.TEMPLATE),
        ("Annotations.from_stack(stack).has_no_error('*', '*')", Kind.TEMPLATE),
        ("snapshot.assert_match(template)", Kind.SNAPSHOT),
        ("data_regression.check(template)", Kind.SNAPSHOT),
        ("value.should.equal(1)", Kind.OTHER),
        ("expect(page.title).to_have_text('x')", Kind.OTHER),
        ("result.stdout.fnmatch_lines(['x'])", Kind.OTHER),
        ("stubber.add_response('get', {}, {'Key': 'k'})", Kind.OTHER),
        ("response.raise_for_status()", Kind.OTHER),
        ("self.app.get('/x', status=404)", Kind.OTHER),
        ("warnings.simplefilter('error')", Kind.OTHER),
        ("approvaltests.verify(template)", Kind.SNAPSHOT),
        ("subprocess.run(['x'], check=True)", Kind.OTHER),
    ],
)
def test_the_vocabulary_of_assertions_is_known(statement: str, kind: str) -> None:
    source = (
        "import approvaltests, warnings, pytest, subprocess, numpy as np\n"
        "from assertpy import assert_that\n"
        f"class TestX:\n    def test_a(self):\n        {statement}\n"
    )
    suite = make_suite(source)
    [case] = suite.cases
    [first, *_] = suite.assertions_of(case)
    assert (first.kind, first.direct) == (kind, True)


@pytest.mark.parametrize(
    "statement",
    [
        "make()", "template.find_resources('x')", "stubber.add_response('get', {})", "print(1)",
        "subprocess.run(['x'])", "error.assertion_text()", "log.assertor()",
    ],
)  # fmt: skip
def test_other_calls_do_not_assert(statement: str) -> None:
    assert kinds(f"import subprocess\ndef test_a():\n    {statement}\n") == []


@pytest.mark.parametrize(
    "source",
    [
        "def equal(a): assert a\ndef test_a():\n    equal(1)\n",
        "def fails(a):\n    if a: pytest.fail('no')\nimport pytest\ndef test_a(): fails(1)\n",
        "def outer(a): inner(a)\ndef inner(a): assert a\ndef test_a(): outer(1)\n",
        (
            "from functools import partial\ndef equal(a): assert a\n"
            "def test_a(): out.apply(partial(equal, 1))\n"
        ),
        (
            "from functools import partial\ndef equal(a): assert a\ncheck = partial(equal, 1)\n"
            "def test_a(): out.apply(check)\n"
        ),
        "def test_a():\n    def check(v): assert v\n    when_ready(api, check)\n",
        "def test_a():\n    async def check(v): assert v\n    run(check(1))\n",
        "class TestX:\n    def result(self, r): assert r\n    def test_a(self): self.result(1)\n",
        (
            "class TestX:\n    def result(self, r): assert r\n"
            "    def test_a(self): out.apply(self.result)\n"
        ),
        (
            "class Base:\n    def look(self): assert self.x\nclass TestX(Base):\n"
            "    def test_a(self): self.look()\n"
        ),
        (
            "class TestX:\n    look = staticmethod(lambda v: equal(v))\n"
            "    def test_a(self): self.look(1)\ndef equal(v): assert v\n"
        ),
        "class Page:\n    def look(self): assert self.x\ndef test_a(): Page().look()\n",
        (
            "import functools\ndef checked(f):\n    @functools.wraps(f)\n    def run(*a):\n"
            "        assert f(*a)\n    return run\n@checked\ndef test_a(): return make()\n"
        ),
        "def looks_at(v):\n    if v != 1: raise ValueError(v)\ndef test_a(): looks_at(2)\n",
        "def ping(n): pong(n)\ndef pong(n):\n    ping(n)\n    assert n\ndef test_a(): ping(1)\n",
    ],
)
def test_helpers_of_the_same_file_are_followed(source: str) -> None:
    assert "helper" in kinds(source)


def test_of_two_nested_functions_with_one_name_the_one_in_scope_counts() -> None:
    source = (
        "def test_a():\n    def check(v): assert v\n    out.apply(check)\n"
        "def test_b():\n    def check(v): print(v)\n    out.apply(check)\n"
    )
    suite = make_suite(source)
    assert [len(suite.assertions_of(case)) for case in suite.cases] == [1, 0]


def test_a_cycle_does_not_hide_the_assertion_from_whoever_asks_later() -> None:
    source = (
        "def f(n):\n    g(n)\n    assert n\ndef g(n): f(n)\n"
        "def test_a(): f(1)\ndef test_b(): g(1)\n"
    )
    suite = make_suite(source)
    assert [len(suite.assertions_of(case)) for case in suite.cases] == [1, 1]


def test_helpers_of_other_test_modules_are_followed() -> None:
    helper = "def equal(a, b):\n    if a != b:\n        raise ValueError((a, b))\n"
    assert kinds("from .looks import equal\ndef test_a(): equal(1, 2)\n", tests__looks=helper) == [
        "helper"
    ]
    assert kinds("from tests import looks\ndef test_a(): looks.equal(1, 2)\n", tests__looks=helper)
    through = "from tests.looks import equal\n"
    assert kinds(
        "from tests.facade import equal\ndef test_a(): equal(1, 2)\n",
        tests__facade=through,
        tests__looks=helper,
    )


def test_a_helper_that_only_promises_by_its_name_is_in_doubt() -> None:
    source = "from .looks import assert_exists\ndef test_a(): assert_exists('x')\n"
    suite = make_suite(
        source, others={"tests/looks.py": "def assert_exists(n): client().head(n)\n"}
    )
    found = suite.examine(suite.cases[0])
    assert (len(found.assertions), len(found.doubts)) == (0, 1)


def test_production_code_does_not_assert_for_the_test() -> None:
    production = "def handle(event):\n    assert event\n"
    assert (
        kinds("from lib.handler import handle\ndef test_a(): handle({})\n", lib__handler=production)
        == []
    )


@pytest.mark.parametrize(
    ("source", "conftest"),
    [
        (
            "def test_a(sink): sink.put(1)\n",
            (
                "import pytest\n"
                "@pytest.fixture\n"
                "def sink():\n"
                "    s = Sink()\n"
                "    yield s\n"
                "    assert s.empty\n"
            ),
        ),
        (
            "def test_a(): put(1)\n",
            (
                "import pytest\n"
                "@pytest.fixture(autouse=True)\n"
                "def sink():\n"
                "    yield\n"
                "    assert not leaks()\n"
            ),
        ),
        (
            "def test_a(looks): looks(1)\n",
            (
                "import pytest\n"
                "@pytest.fixture\n"
                "def looks():\n"
                "    def look(v): assert v\n"
                "    return look\n"
            ),
        ),
        (
            "def test_a(outer): put(1)\n",
            (
                "import pytest\n"
                "@pytest.fixture\n"
                "def inner():\n"
                "    yield\n"
                "    assert x\n"
                "@pytest.fixture\n"
                "def outer(inner): return inner\n"
            ),
        ),
        (
            "import pytest\n@pytest.mark.usefixtures('sink')\ndef test_a(): put(1)\n",
            ("import pytest\n@pytest.fixture\ndef sink():\n    yield\n    assert x\n"),
        ),
    ],
)
def test_fixtures_that_assert_count(source: str, conftest: str) -> None:
    assert "fixture" in kinds(source, conftest=conftest)


def test_an_automatic_fixture_that_asserts_before_the_test_does_not_count() -> None:
    conftest = (
        "import pytest\n@pytest.fixture(autouse=True)\ndef ready():\n    assert up()\n    yield\n"
    )
    assert kinds("def test_a(): put(1)\n", conftest=conftest) == []


def test_a_mock_from_a_fixture_asserts() -> None:
    source = (
        "import pytest\n@pytest.fixture\ndef git(mocker): return mocker.patch('x')\n"
        "def test_a(git):\n    run()\n    git.init.assert_not_called()\n"
    )
    assert kinds(source) == ["mock"]


def test_tear_down_that_asserts_counts() -> None:
    source = (
        "import unittest\nclass T(unittest.TestCase):\n"
        "    def tearDown(self): self.assertFalse(leaks())\n    def test_a(self): put(1)\n"
    )
    assert kinds(source) == ["fixture"]


def test_an_expectation_given_by_parametrize_counts() -> None:
    source = (
        "import pytest\n@pytest.mark.parametrize('e', [pytest.raises(ValueError)])\n"
        "def test_a(e):\n    with e: make()\n"
    )
    assert kinds(source) == ["raises"]


def test_configured_helpers_count() -> None:
    source = "from vendor import probe\ndef test_a(): probe(1)\n"
    assert kinds(source) == []
    assert kinds(source, helpers=("vendor.pro*",)) == ["helper"]
    assert kinds(source, helpers=("probe",)) == ["helper"]
