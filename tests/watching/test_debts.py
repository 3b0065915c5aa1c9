from __future__ import annotations

from testguard.watching.debts import Debts
from testguard.watching.messages import Done, Job

FILES = ("a.py", "b.py", "c.py")


def test_failed_tests_are_owed_until_they_pass() -> None:
    debts = Debts()
    debts.begin(FILES, FILES)
    debts.settle(Done(1, {"a.py": ("a.py::x", "a.py::y")}, passed=1))
    assert debts.begin(["b.py"], FILES) == Job(("a.py", "b.py"), {"a.py": ("a.py::x", "a.py::y")})
    debts.settle(Done(1, {"a.py": ("a.py::y",)}, passed=1))
    assert debts.begin([], FILES) == Job(("a.py",), {"a.py": ("a.py::y",)})
    debts.settle(Done(0, passed=1))
    assert debts.begin(["c.py"], FILES) == Job(("c.py",))


def test_a_file_that_runs_whole_needs_no_choice() -> None:
    debts = Debts(failed={"a.py": ("a.py::x",)})
    assert debts.begin(["a.py"], FILES) == Job(("a.py",))


def test_a_file_that_could_not_be_imported_runs_whole() -> None:
    debts = Debts(failed={"a.py": ("a.py",)})
    assert debts.begin(["b.py"], FILES) == Job(("a.py", "b.py"))


def test_what_is_gone_is_owed_no_more() -> None:
    debts = Debts(failed={"a.py": ("a.py::x",)})
    assert debts.begin(["b.py"], ["b.py"]) == Job(("b.py",))
    assert debts.failed == {}


def test_a_run_that_was_stopped_is_owed_until_it_ends() -> None:
    debts = Debts()
    debts.begin(["a.py"], FILES)
    assert debts.begin(["b.py"], FILES) == Job(("a.py", "b.py"))
    assert debts.begin(["c.py"], FILES) == Job(FILES)
    debts.settle(Done(0, passed=3))
    assert debts.begin([], FILES) == Job(())


def test_a_run_that_told_nothing_is_owed() -> None:
    debts = Debts()
    debts.begin(["a.py"], FILES)
    debts.settle(None)
    assert debts.begin(["b.py"], FILES) == Job(("a.py", "b.py"))
