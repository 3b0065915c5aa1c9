from __future__ import annotations

import json
import sys
from collections.abc import Callable

import pytest

from testguard.cli.mutate import progress_bar
from testguard.mutation.run import Tally
from tests.cli.conftest import Repository

STACK = """\
import pulumi


class Bucket(pulumi.ComponentResource):
    def __init__(self, name: str, size: int = 3):
        super().__init__("acme:Bucket", name)
        if size < 1:
            raise ValueError("too small")
        self.size = size
"""
TESTS = """\
import pulumi
import pytest


class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args):
        return "id", args.inputs

    def call(self, args):
        return {}


pulumi.runtime.set_mocks(Mocks())

from lib.bucket import Bucket


@pulumi.runtime.test
def test_size():
    assert Bucket("a").size == 3
    assert Bucket("b", 5).size == 5


@pulumi.runtime.test
def test_limit():
    Bucket("c", 1)
    with pytest.raises(ValueError, match="small"):
        Bucket("d", 0)
"""
CONFTEST = """\
import pulumi
import pytest


class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args):
        return "id", args.inputs

    def call(self, args):
        return {}


@pytest.fixture(scope="module")
def bucket():
    from lib.bucket import Bucket

    pulumi.runtime.set_mocks(Mocks())
    return Bucket("unit", 2)
"""
PYPROJECT = "[tool.testguard.thresholds]\nmutants = {bar}\n"
Repositories = Callable[..., Repository]


def test_a_score_is_judged_by_its_threshold_and_recorded_for_the_gate(
    repository: Repositories,
) -> None:
    made = repository(
        {
            "pyproject.toml": PYPROJECT.format(bar=100),
            "lib/bucket.py": STACK,
            "tests/test_bucket.py": TESTS,
            "tests/unit/conftest.py": CONFTEST,
            "tests/unit/test_unit.py": "def test_it(bucket):\n    assert bucket.size\n",
        }
    )
    done = made.run("mutate", "--output-format", "json", "--mutants", "mutants.json")
    report = json.loads(done.out)
    assert (done.code, report["verdict"], done.err) == (0, "passed", "")
    [stack] = report["stacks"]
    metric = stack["metrics"]["mutants"]
    assert metric["covered"] == metric["total"] == 7
    schema = json.loads((made.root / "mutants.json").read_text(encoding="utf-8"))
    assert {each["status"] for each in schema["files"]["lib/bucket.py"]["mutants"]} == {"Killed"}

    weak = TESTS.replace('assert Bucket("a").size == 3', 'Bucket("a")')
    made.write({"tests/test_bucket.py": weak})
    done = made.run("mutate", "lib/bucket.py")
    assert done.code == 1
    assert "TG704" in done.out
    assert "TG701 surviving-default" in done.out
    assert "size 3 -> 4" in done.out or "`3` -> `4`" in done.out


@pytest.mark.parametrize("shard", ["0/3", "4/3", "1", "a/b"])
def test_a_shard_that_cannot_be_is_a_usage_error(repository: Repositories, shard: str) -> None:
    done = repository().run("mutate", "--shard", shard)
    assert done.code == 2
    assert "write I/N, such as 2/3" in done.err


@pytest.mark.parametrize("url", ["http://ci:8786", "dask://ci", "dask://ci:x"])
def test_an_executor_that_cannot_be_is_a_usage_error(repository: Repositories, url: str) -> None:
    done = repository().run("mutate", "--executor", url)
    assert done.code == 2
    assert "write dask://HOST:PORT" in done.err


def test_tests_that_cannot_be_collected_are_told(repository: Repositories) -> None:
    made = repository({"tests/test_bucket.py": "from lib.bucket import Nothing\n"})
    done = made.run("mutate")
    assert done.code == 2
    assert "tests/test_bucket.py cannot be collected" in done.err


def test_no_time_is_left_is_said_and_nothing_is_judged(repository: Repositories) -> None:
    made = repository({"lib/bucket.py": STACK, "tests/test_bucket.py": TESTS})
    done = made.run("mutate", "--max-time", "0.001")
    assert done.code == 0
    assert "mutants were left when time was up" in done.out
    assert "untried" in done.out
    assert " error" not in done.out
    assert not (made.root / ".testguard" / "all.mutants.json").exists()


def test_progress_is_shown_on_a_terminal_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tally = Tally(10, 4, 3, 1)
    with progress_bar(quiet=False) as show:
        show(tally)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with progress_bar(quiet=False) as show:
        show(tally)
    assert "3 killed, 1 survived" in capsys.readouterr().err
    with progress_bar(quiet=True) as show:
        show(tally)
    assert capsys.readouterr().err == ""
