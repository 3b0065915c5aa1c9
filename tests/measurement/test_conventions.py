from __future__ import annotations

from pathlib import Path

from testguard.measurement.conventions import as_collected
from testguard.model.evidence import Evidence
from testguard.model.project import Conventions, Project, SuiteFile

USUAL, OTHER = Conventions(), Conventions(python_files=("check_*.py",))
PROJECT = Project(Path(), suites=(SuiteFile("b.py", USUAL, collected=False),))


def test_without_an_override_the_project_stands() -> None:
    assert as_collected(PROJECT, Evidence()) is PROJECT


def test_suites_that_pytest_opened_count_as_collected() -> None:
    collected = (("a.py", ("test_x",)), ("b.py", ("test_y",)))
    found = as_collected(PROJECT, Evidence(collected=collected, conventions=OTHER))
    assert found.suites == (SuiteFile("a.py", OTHER), SuiteFile("b.py", OTHER))
