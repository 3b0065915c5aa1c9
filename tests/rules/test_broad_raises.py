from __future__ import annotations

import pytest

from testguard.rules.broad_raises import broad_raises
from testguard.testing import check_examples, check_source


def confidences(body: str) -> list[str]:
    source = (
        "import pytest, unittest\nfrom pytest import raises\nclass T(unittest.TestCase):\n"
        f"  def test_a(self):\n    {body}\n"
    )
    return [str(offence.confidence) for offence in check_source(broad_raises, source)]


def test_examples() -> None:
    check_examples(broad_raises)


@pytest.mark.parametrize(
    ("body", "confidence"),
    [
        ("with pytest.raises(Exception):\n      make()", "certain"),
        ("with raises(BaseException):\n      make()", "certain"),
        ("with pytest.raises((ValueError, Exception)):\n      make()", "certain"),
        ("with pytest.raises(Exception, match=''):\n      make()", "certain"),
        ("with self.assertRaises(Exception):\n      make()", "certain"),
        ("self.assertRaises(Exception, make)", "certain"),
        ("pytest.raises(Exception, make, 1)", "certain"),
        ("with patch('x'), pytest.raises(Exception):\n      make()", "certain"),
        ("with (pytest.raises(Exception) as e):\n      make()", "certain"),
        ("with pytest.raises(ValueError):\n      pass", "certain"),
        ("with pytest.raises(ValueError):\n      a = make()\n      a.run()", "likely"),
    ],
)
def test_what_any_failure_satisfies_is_reported(body: str, confidence: str) -> None:
    assert confidences(body) == [confidence]


@pytest.mark.parametrize(
    "body",
    [
        "with pytest.raises(ValueError):\n      make()",
        "with pytest.raises(Exception, match='mars'):\n      make()",
        "with pytest.raises(Exception) as e:\n      make()\n    assert 'mars' in str(e.value)",
        "with self.assertRaisesRegex(Exception, 'mars'):\n      make()",
        "self.assertRaisesRegex(Exception, 'mars', make)",
        "e = pytest.raises(Exception, make)\n    assert e.value.code == 1",
        "with pytest.raises(ValueError):\n      region = 'mars'\n      make(region)",
        "with pytest.raises(ValueError, match='mars'):\n      a = make()\n      a.run()",
        "with pytest.raises(ValueError), lock():\n      pass",
        "with pytest.raises(Exception):\n      with server:\n        raise Exception",
        "with pytest.warns(Warning):\n      make()",
        "with suppress(Exception):\n      make()",
    ],
)
def test_what_names_its_failure_is_left_alone(body: str) -> None:
    assert confidences(body) == []
