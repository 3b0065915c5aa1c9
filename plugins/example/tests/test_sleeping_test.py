from __future__ import annotations

from testguard.testing import check_examples, check_source
from testguard_example.sleeping_test import sleeping_test


def test_examples() -> None:
    check_examples(sleeping_test)


def test_the_call_is_pointed_at_whatever_its_name() -> None:
    [offence] = check_source(
        sleeping_test, "from time import sleep as nap\n\ndef test_x():\n    nap(1)\n"
    )
    assert (offence.span.line, offence.span.column, offence.symbol) == (4, 5, "test_x")


def test_sleeping_outside_a_test_is_left_alone() -> None:
    assert check_source(sleeping_test, "import time\n\ndef wait():\n    time.sleep(1)\n") == []
