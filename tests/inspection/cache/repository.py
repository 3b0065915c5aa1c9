"""Files of a small repository, and what may come to stand in each of them."""

from __future__ import annotations

_HELPED = "{source}\n\ndef test_one():\n    check(1)\n"
_TESTS = (
    _HELPED.format(source="from helpers import check"),
    _HELPED.format(source="from .helpers import check"),
    _HELPED.format(source="from tests.stack_checks import check"),
    "from base import Base\n\nclass TestThis(Base):\n    def test_it(self):\n        self.check(1)\n",
    "from base import Base\n\nclass ThisCase(Base):\n    def test_it(self):\n"
    "        self.assertEqual(1, run())\n",
    "def test_two(subject):\n    subject.start()\n",
    "def test_one():\n    pass\n\n\ndef test_one():\n    pass\n",
    "import pulumi\n\n@pulumi.runtime.test\ndef test_five(stack):\n"
    "    stack.name.apply(check)\n\n\ndef check(value):\n    assert value == 'x'\n",
    "def test_seven():\n    start()  # testguard: ignore[TG104] it starts\n\ndef start():\n    pass\n",
    "def should_work():\n    assert go() == 1\n\ndef test_nine():\n    for x in make():\n"
    "        assert x\n",
    "import tests.stack_checks\n\ndef test_one():\n    run()\n",
    "import pytest\nfrom lib.stack import Stack\n",
)
_LOST = (
    "import pytest\n\ndef test_lost():\n    assert run() == 1\n\ndef check(x):\n    assert x\n",
    "import pytest\n\ndef test_lost():\n    assert run() == 1\n\ndef check(x):\n    print(x)\n",
    "def run():\n    pass\n",
)
_HELPERS = (
    "def check(x):\n    assert x\n",
    "def check(x):\n    print(x)\n",
    "from base import check\n",
    "from .base import check\n",
    "\0",
)
_BASES = (
    "import unittest\n\nclass Base(unittest.TestCase):\n    pass\n\ndef check(x):\n    assert x\n",
    "class Base:\n    def check(self, x):\n        assert x\n\ndef check(x):\n    print(x)\n",
    "class Base:\n    def check(self, x):\n        return x\n",
    "from helpers import check\n\nclass Base:\n    def check(self, x):\n        check(x)\n",
)
_CONFTESTS = (
    "import pytest\n\n@pytest.fixture\ndef subject():\n    yield 1\n    assert 2 == run()\n",
    "import pytest\n\n@pytest.fixture\ndef subject():\n    return 1\n",
    "import pytest\nfrom helpers import check\n\n@pytest.fixture\ndef subject():\n    yield 1\n"
    "    check(run())\n",
    "pytest_plugins = ['helpers']\n",
    "",
)
_PINS = ("pulumi==3.90.0\n", "pulumi==3.200.0\n", "pulumi<3.50\n", "")
_INI = (
    "[pytest]\n",
    "[pytest]\npython_functions = should_*\n",
    "[pytest]\npython_classes = *Case\npython_files = test_*.py *_checks.py\n",
    "[pytest]\npythonpath = tests\n",
    "[pytest]\npython_files = none_*.py\n",
)
FILES = {
    "tests/test_a.py": _TESTS,
    "tests/unit/test_b.py": _TESTS[3:] + _TESTS[:3],
    "tests/unit/test_c.py": _TESTS[5:] + _TESTS[:5],
    "tests/unit/test_d.py": _TESTS[7:] + _TESTS[:7],
    "tests/stack_checks.py": _LOST,
    "tests/other.py": ("def test_it():\n    assert run()\n", "def run():\n    pass\n"),
    "tests/helpers.py": _HELPERS[2:] + _HELPERS[:2],
    "tests/base.py": _BASES,
    "tests/conftest.py": _CONFTESTS,
    "requirements.txt": _PINS,
    "README.md": ("pytest tests\n", "pytest tests/stack_checks.py\n"),
    "run.sh": ("echo\n", "python -m pytest tests/stack_checks.py\n"),
    "pytest.ini": _INI,
    "helpers.py": _HELPERS,
    "tests/unit/helpers.py": _HELPERS,
    "src/helpers.py": _HELPERS,
    "base.py": _BASES[1:],
    "conftest.py": _CONFTESTS[1:],
    "tests/requirements.txt": _PINS[1:],
}
FIRST = [*FILES][:13]
