from __future__ import annotations

import pytest

from testguard.rules.vacuous_loop import vacuous_loop
from testguard.testing import check_examples, check_source


def confidences(body: str, head: str = "def test_a(param):") -> list[str]:
    source = f"import pytest\nCASES = [1]\nlater = []\n{head}\n    {body}\n"
    return [str(offence.confidence) for offence in check_source(vacuous_loop, source)]


def test_examples() -> None:
    check_examples(vacuous_loop)


@pytest.mark.parametrize(
    ("body", "confidence"),
    [
        ("try:\n        make()\n    except ValueError as e:\n        assert e.args", "certain"),
        ("try:\n        import app\n    except ValueError as e:\n        assert e.args", "certain"),
        ("try:\n        import mimesis\n    except ImportError:\n        assert make()", "likely"),
        ("for x in []:\n        assert x", "certain"),
        ("found = []\n    for x in found:\n        assert x", "certain"),
        ("for x in template.find_resources('A').values():\n        assert x", "likely"),
        ("found = make()\n    for x in found:\n        assert x", "likely"),
        ("found = make()\n    for x in sorted(found):\n        assert x", "likely"),
        ("if make():\n        assert x", "likely"),
        ("if make():\n        assert x\n    elif other():\n        assert y", "likely"),
        ("for x in param:\n        assert x", "possible"),
        ("for x in later:\n        assert x", "possible"),
        (
            "try:\n        make()\n    except ValueError as e:\n        assert 'x' not in e",
            "possible",
        ),
    ],
)
def test_assertions_that_may_never_run_are_reported(body: str, confidence: str) -> None:
    assert confidences(body) == [confidence]


@pytest.mark.parametrize(
    "body",
    [
        "for x in [1, 2]:\n        assert x",
        "for x in range(3):\n        assert x",
        "for i, x in enumerate(CASES):\n        assert x",
        "for x in {'a': 1}.items():\n        assert x",
        "found = (1, 2)\n    for x in found:\n        assert x",
        "for x in Colour:\n        assert x",
        "found = make()\n    assert found\n    for x in found:\n        assert x",
        "for x in make():\n        assert x\n    check_all = 1\n    assert check_all",
        "if make():\n        assert x\n    else:\n        assert y",
        "if make():\n        pytest.fail('no')",
        "for x in (1, 2):\n        if x:\n            raise AssertionError",
        "try:\n        make()\n    except ValueError:\n        pytest.fail('no')",
        "try:\n        make()\n    except ValueError:\n        self.assertTrue(False, 'no')",
        "try:\n        x = make()\n    except E:\n        c = pytest.raises(E)\n    with c: make()",
        "try:\n        make()\n        pytest.fail('no')\n    except E:\n        assert 1",
        "try:\n        make()\n    except E:\n        assert x\n    else:\n        assert 0",
        "if param:\n        assert x",
        "with pytest.raises(ValueError):\n        make()",
        "try:\n        while 1:\n            make()\n    except EOFError as e:\n        assert e",
        "while True:\n        assert x\n        break",
    ],
)
def test_assertions_that_run_are_not_reported(body: str) -> None:
    assert confidences(body) == []


def test_a_parametrized_iterable_is_taken_for_full() -> None:
    head = "@pytest.mark.parametrize('param', [[1], [2]])\ndef test_a(param):"
    assert confidences("for x in param:\n        assert x", head) == []


def test_a_fixture_that_asserts_is_enough() -> None:
    source = (
        "import pytest\n@pytest.fixture(autouse=True)\ndef clean():\n    yield\n    assert x\n"
        "def test_a():\n    for x in make():\n        assert x\n"
    )
    assert check_source(vacuous_loop, source) == []


def test_a_table_that_is_filled_elsewhere_is_not_called_empty() -> None:
    source = (
        "totest = {}\ntotest['a'] = [1]\ndef test_a():\n"
        "    for x in enumerate(totest['a']):\n        assert x\n"
    )
    assert [str(o.confidence) for o in check_source(vacuous_loop, source)] == ["possible"]
