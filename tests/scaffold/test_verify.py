from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from testguard.model.project import Pairing, Project
from testguard.model.resource import Graph
from testguard.plugin import Spelled
from testguard.scaffold.files import Draft
from testguard.scaffold.lifeless import Lifeless
from testguard.scaffold.plan import Plan, Stack
from testguard.scaffold.trials import warm_python
from testguard.scaffold.verify import Verified, verify

STACK = "def double(number):\n    return 2 * number\n"
OLD = "# def test_double():\n#     assert double(2) == 4\n"
TESTS = dedent(
    """\
    import os
    import socket

    import pytest

    from stack import double


    def test_double():
        assert double(2) == 4


    @pytest.mark.parametrize("number", [1, 2])
    def test_triple(number):
        assert double(number) == 3 * number


    def test_no_host_is_looked_up():
        with pytest.raises(RuntimeError, match="tried to reach example.org"):
            socket.getaddrinfo("example.org", 80)


    def test_no_credentials_are_left():
        assert "AWS_SECRET_ACCESS_KEY" not in os.environ
    """
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    (folder / "pyproject.toml").write_text('[tool.testguard]\nstacks = ["stack.py"]\n')
    (folder / "stack.py").write_text(STACK)
    (folder / "conftest.py").touch()
    (folder / "test_old.py").write_text(OLD)
    return folder


@pytest.fixture(scope="module")
def steps() -> list[str]:
    return []


@pytest.fixture(scope="module")
def verified(root: Path, steps: list[str]) -> Verified:
    plan = Plan("stack.py", "", Spelled(""), Stack(""), Graph("stack"), {})
    project = Project(root, pairings=(Pairing("stack.py", "test_old.py", "by name"),))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        with warm_python() as python:
            return verify(
                python, root, project, [plan],
                [Draft("test_new.py", TESTS), Draft("test_lost.py", "import lost\n" + TESTS)],
                [Lifeless("test_old.py", OLD, 1)], steps.append,
            )  # fmt: skip


def test_what_does_not_pass_is_dropped_and_named_with_its_error(verified: Verified) -> None:
    lost = next(each for each in verified.dropped if each.path == "test_new.py")
    assert (lost.path, lost.test) == ("test_new.py", "test_triple")
    assert "assert 2 == (3 * 1)" in lost.error
    draft = verified.drafts[0]
    assert "def test_double" in draft.text
    assert "test_triple" not in draft.text


def test_what_cannot_be_imported_is_dropped_as_a_whole(verified: Verified) -> None:
    [lost] = [each for each in verified.dropped if each.path == "test_lost.py"]
    assert "No module named 'lost'" in lost.error
    assert [each.path for each in verified.drafts] == ["test_new.py"]


def test_the_rest_passes_without_a_network_and_without_credentials(verified: Verified) -> None:
    assert verified.tests == 3
    assert verified.after["stack.py"]["metrics"]["lines"]["covered"] == 2


def test_nothing_live_is_no_test_before(verified: Verified, steps: list[str]) -> None:
    assert verified.before == {}
    assert steps == ["running 8 new tests", "running 3 new tests"]


def test_the_project_itself_is_left_as_it_was(verified: Verified, root: Path) -> None:
    assert verified.drafts
    assert (root / "test_old.py").read_text() == OLD
    assert not (root / "test_new.py").exists()
