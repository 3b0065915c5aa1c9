from __future__ import annotations

from pathlib import Path

import pytest

from testguard.errors import EvidenceError, ExitCode
from testguard.measurement.recorded import recorded
from testguard.measurement.running import begin
from testguard.measurement.store import save
from testguard.model.evidence import Evidence
from tests.conftest import git_in


def commit(root: Path) -> str:
    git_in(root, "commit", "-q", "--allow-empty", "-m", "one more")
    return git_in(root, "rev-parse", "HEAD").strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git_in(tmp_path, "init", "-q", "-b", "main")
    return tmp_path


def test_evidence_of_the_commit_that_is_checked_out_counts(repository: Path) -> None:
    evidence = Evidence(commit=commit(repository))
    save(repository, evidence)
    assert recorded(repository) == evidence


def test_evidence_of_another_commit_is_refused_with_both_names(repository: Path) -> None:
    old = commit(repository)
    save(repository, Evidence(commit=old))
    new = commit(repository)
    with pytest.raises(EvidenceError, match=f"at commit {old}, and {new} is checked out") as raised:
        recorded(repository)
    assert raised.value.exit_code is ExitCode.USAGE
    assert "pytest --testguard" in raised.value.hint


def test_without_git_the_commit_does_not_matter(tmp_path: Path) -> None:
    save(tmp_path, Evidence(commit="c"))
    assert recorded(tmp_path).commit == "c"


def test_no_evidence_after_a_run_that_was_killed_says_so(tmp_path: Path) -> None:
    mark = begin(tmp_path)
    assert mark is not None
    mark.stream.close()
    with pytest.raises(
        EvidenceError, match=r"no data is never a pass; a run that began .* did not"
    ):
        recorded(tmp_path)
