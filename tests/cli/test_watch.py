"""Real files saved, real tests run: `testguard watch` in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest

from testguard.cli.screen import Screen
from testguard.cli.watch import SIGNALS
from testguard.watching import saves
from tests.cli.conftest import Repository
from tests.waiting import comes_true

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="runs are forks")
VERDICT = re.compile(r"^(passed|failed): .*", re.MULTILINE)
COLOURED = r"\x1b\[3[12]m\x1b\[1m(passed|failed)\x1b\[0m: .*\n"
SECONDS = 120
STORE = """\
import pulumi


class Store(pulumi.ComponentResource):
    def __init__(self, name, retention=7):
        super().__init__("acme:Store", name)
        if retention < 1:
            raise ValueError("retention is at least 1 day")
        self.retention = retention
"""
MOCKS = """\
import pulumi


class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args):
        return f"{args.name}-id", dict(args.inputs)

    def call(self, args):
        return {}


pulumi.runtime.set_mocks(Mocks())
"""
TEST = """\
from lib.{module} import {name}


def test_retention():
    assert {name}("a").retention == 7
"""
FILES = {
    "lib/store.py": STORE,
    "lib/queue.py": STORE.replace("Store", "Queue"),
    "tests/conftest.py": MOCKS,
    "tests/test_store.py": TEST.format(module="store", name="Store"),
    "tests/test_queue.py": TEST.format(module="queue", name="Queue"),
    ".gitignore": "build/\n__pycache__/\n.testguard/\n.pytest_cache/\n",
    "testguard.toml": 'tests = ["tests"]\n',
}
Watch = Callable[..., "Watching"]


@dataclass
class Watching:
    """A running `testguard watch`, and everything that it has printed."""

    repository: Repository
    process: subprocess.Popen[bytes]
    output: int
    temporary: Path
    mark: str
    said: str = ""
    told: int = 0
    reader: Thread = field(init=False)

    def __post_init__(self) -> None:
        self.reader = Thread(target=self._listen, daemon=True)
        self.reader.start()

    def _listen(self) -> None:
        while data := os.read(self.output, 65536):
            self.said += data.decode()

    def until(self, pattern: str) -> str:
        """Everything since the last time, up to ``pattern``."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            ended = self.process.poll() is not None
            found = re.compile(pattern, re.MULTILINE).search(self.said, self.told)
            if found:
                new, self.told = self.said[self.told : found.end()], found.end()
                return new
            if ended:
                self.reader.join()
            time.sleep(0.01)
        raise AssertionError(f"{pattern!r} did not come:\n{self.said}")

    def verdict(self) -> str:
        """What was printed until the next verdict."""
        return self.until(rf"{VERDICT.pattern}\n")

    def save(self, name: str, text: str, at: int = 0) -> None:
        """Save as editors do: beside it, then in its place; ``at`` is the second to remember."""
        path = self.repository.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.tmp")
        beside.write_text(text, encoding="utf-8")
        if at:
            os.utime(beside, (at, at))
        beside.replace(path)

    def end(self, number: int = signal.SIGINT) -> int:
        """Press Ctrl-C; the exit code."""
        self.process.send_signal(number)
        code = self.process.wait(30)
        self.reader.join()
        return code

    def processes(self) -> list[str]:
        """The command lines of its processes, also of those that have ended and were forgotten."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if self.mark.encode() in (entry / "environ").read_bytes():
                    command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found.append(f"{entry.name} {command}")
        return found

    def left_behind(self) -> list[str]:
        """What should not be there after its end: temporary files and processes."""
        return [*(str(path) for path in self.temporary.iterdir()), *self.processes()]


@pytest.fixture
def watch(repository: Callable[..., Repository], tmp_path: Path) -> Iterator[Watch]:
    """Starts watching a repository with these files."""
    started: list[Watching] = []

    def start(files: dict[str, str] | None = None, *options: str, **environment: str) -> Watching:
        made = repository({**FILES, **(files or {})})
        for name in ("lib/bucket.py", "tests/test_bucket.py"):
            (made.root / name).unlink()
        temporary, mark = tmp_path / "tmp", uuid4().hex
        temporary.mkdir()
        output, theirs = os.pipe()
        process = subprocess.Popen(
            made.command("watch", *options),
            cwd=made.root,
            env=made.environment(TMPDIR=str(temporary), MARK=mark, **environment),
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        started.append(Watching(made, process, output, temporary, mark))
        return started[-1]

    yield start
    for each in started:
        with suppress(ProcessLookupError):
            os.killpg(each.process.pid, signal.SIGKILL)
        each.process.wait()
        each.reader.join()
        os.close(each.output)


def test_a_save_runs_what_depends_on_it_and_what_failed_before(watch: Watch) -> None:
    watching = watch()
    first = watching.verdict()
    assert "2 test files" in first
    assert "first run" in first
    assert "passed: 2 tests passed; check passed" in first
    assert "\x1b[" not in first

    watching.save("lib/store.py", STORE.replace("=7", "=8"))
    broken = watching.verdict()
    assert "lib/store.py saved" in broken
    assert "1 of 2 test files: tests/test_store.py\n" in broken
    assert "assert 8 == 7" in broken
    assert re.search(
        r"failed: 1 of 1 test failed; check passed; \d+\.\d\d s after the save", broken
    )

    watching.save("lib/queue.py", STORE.replace("Store", "Queue") + "\n")
    both = watching.verdict()
    assert "tests/test_queue.py, and 1 test that failed before" in both
    assert "failed: 1 of 2 tests failed" in both

    watching.save("lib/store.py", STORE)
    assert "passed: 1 test passed" in watching.verdict()
    watching.save("lib/queue.py", STORE.replace("Store", "Queue"))
    assert "passed: 1 test passed" in watching.verdict()
    assert watching.end() == 0
    assert watching.left_behind() == []


def test_two_saves_in_one_second_are_told_apart(watch: Watch) -> None:
    watching = watch()
    watching.verdict()
    second = int(time.time())
    watching.save("lib/store.py", STORE.replace("=7", "=8"), at=second)
    assert "failed: 1 of 1 test failed" in watching.verdict()
    watching.save("lib/store.py", STORE, at=second)
    assert "passed: 1 test passed" in watching.verdict()


def test_new_deleted_renamed_and_ignored_files_and_configuration(watch: Watch) -> None:
    watching = watch()
    root = watching.repository.root
    watching.verdict()
    watching.save("build/generated.py", "")
    watching.save("notes.txt", "nobody reads this")
    watching.save("tests/test_new.py", TEST.format(module="other", name="Store"))
    new = watching.verdict()
    assert "generated" not in new
    assert "notes" not in new
    assert "1 of 3 test files: tests/test_new.py" in new
    assert "No module named 'lib.other'" in new

    (root / "lib" / "store.py").rename(root / "lib" / "other.py")
    moved = watching.verdict()
    assert "lib/other.py, lib/store.py saved" in moved
    assert "2 of 3 test files: tests/test_new.py, tests/test_store.py" in moved
    assert "failed: 1 of 2 tests failed" in moved

    (root / "tests" / "test_store.py").unlink()
    gone = watching.verdict()
    assert "no test depends on it" in gone
    assert "passed: no test ran; check passed" in gone

    watching.save("tests/unit/test_deep.py", "def test_deep():\n    pass\n")
    deep = watching.verdict()
    assert "tests/unit/test_deep.py saved" in deep
    assert "TG102" in deep
    assert "failed: 1 test passed; check failed" in deep

    watching.save("tests/conftest.py", MOCKS + "\n")
    assert "3 of 3 test files" in watching.verdict()
    assert watching.end() == 1
    assert watching.left_behind() == []


def test_configuration_counts_for_everything_and_a_wrong_one_is_told(watch: Watch) -> None:
    watching = watch()
    watching.verdict()
    watching.save("pytest.ini", "[pytest]\naddopts = --no-such-option\n")
    refused = watching.verdict()
    assert "pytest.ini saved" in refused
    assert "--no-such-option" in refused
    watching.save("pytest.ini", "[pytest]\naddopts = -p no:cacheprovider\n")
    assert "passed: 2 tests passed" in watching.verdict()
    watching.save("testguard.toml", 'test = ["tests"]\n')
    wrong = watching.verdict()
    assert "failed: testguard.toml:1: unknown key 'test'" in wrong
    watching.save("testguard.toml", 'tests = ["tests"]\n')
    assert "passed: 2 tests passed" in watching.verdict()
    assert watching.end(signal.SIGTERM) == 0
    assert watching.left_behind() == []


SLOW = """\
import time

import pytest
from pathlib import Path

from lib.store import Store


@pytest.fixture
def server(tmp_path):
    yield tmp_path
    Path("torn_down").write_text("")


def test_slow(server):
    Path("begun").write_text(str(server))
    Path("begun").rename("started")
    time.sleep({seconds})
    assert Store("a").retention == 7
"""


def appears(path: Path) -> bool:
    end = time.monotonic() + SECONDS
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.01)
    return path.exists()


def test_a_save_stops_tests_that_run(watch: Watch) -> None:
    watching = watch({"tests/test_store.py": SLOW.format(seconds=300)}, "tests/test_store.py")
    root = watching.repository.root
    assert appears(root / "started")
    watching.save("tests/test_store.py", SLOW.format(seconds=0))
    passed = watching.verdict()
    assert "1 of 1 test file: tests/test_store.py" in passed
    assert "passed: 1 test passed" in passed
    assert "KeyboardInterrupt" not in passed
    assert (root / "torn_down").exists()
    assert Path((root / "started").read_text()).is_relative_to(watching.temporary)
    assert watching.end() == 0
    assert watching.left_behind() == []


def test_ctrl_c_ends_tests_that_run_and_leaves_nothing(watch: Watch) -> None:
    helper = "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'])\n"
    watching = watch({"tests/test_store.py": helper + SLOW.format(seconds=300)})
    assert appears(watching.repository.root / "started")
    assert watching.end() == 130
    assert (watching.repository.root / "torn_down").exists()
    assert watching.left_behind() == []


@pytest.fixture
def kept_signals() -> Iterator[None]:
    """What watching does to signals is undone."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("kept_signals")
@pytest.mark.parametrize(("retention", "code"), [(7, 0), (8, 1)])
def test_ctrl_c_while_a_verdict_is_shown_ends_with_that_verdict(
    repository: Callable[..., Repository],
    monkeypatch: pytest.MonkeyPatch,
    retention: int,
    code: int,
) -> None:
    def press(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Screen, "verdict", press)
    files = {**FILES, "lib/store.py": STORE.replace("=7", f"={retention}")}
    assert repository(files).run("watch", "lib/store.py").code == code


def test_when_the_watcher_is_killed_nothing_goes_on(watch: Watch) -> None:
    watching = watch({"tests/test_store.py": SLOW.format(seconds=300)})
    assert appears(watching.repository.root / "started")
    watching.process.kill()
    watching.process.wait()
    assert comes_true(lambda: not watching.left_behind()), watching.left_behind()


SECRET = "import os\n\ndef test_x():\n    assert os.environ.get('AWS_SECRET_ACCESS_KEY') is None\n"


def test_paths_choose_what_runs_without_credentials_and_in_colours_if_wanted(watch: Watch) -> None:
    files = {"tests/test_secret.py": f"from lib.store import Store\n{SECRET}"}
    options = ("lib/store.py", "--color", "always")
    watching = watch(files, *options, AWS_SECRET_ACCESS_KEY="secret", NO_COLOR="1")
    first = watching.until(COLOURED)
    assert "2 of 2 test files: tests/test_secret.py, tests/test_store.py" in first
    assert "2 tests passed" in first
    watching.save("lib/queue.py", "")
    assert "no test depends on it" in watching.until(COLOURED)
    assert watching.end() == 0


SHOP = """\
import aws_cdk as cdk
from aws_cdk import aws_sqs as sqs


class Shop(cdk.Stack):
    def __init__(self, scope, id_, delay=5):
        super().__init__(scope, id_)
        sqs.Queue(self, "Orders", delivery_delay=cdk.Duration.seconds(delay))
"""
SHOP_TEST = """\
import aws_cdk as cdk
from aws_cdk.assertions import Template

from lib.shop import Shop


def test_orders_wait():
    template = Template.from_stack(Shop(cdk.App(), "Shop"))
    template.has_resource_properties("AWS::SQS::Queue", {"DelaySeconds": 5})
"""


def test_cdk_tests_run_in_a_fork_with_a_kernel_that_waits(watch: Watch) -> None:
    files = {"lib/shop.py": SHOP, "tests/test_shop.py": SHOP_TEST}
    watching = watch(files, "lib/shop.py", CDK_VALIDATION="false")
    assert "passed: 1 test passed" in watching.verdict()
    assert comes_true(lambda: len(kernels(watching)) > 1)
    watching.save("lib/shop.py", SHOP.replace("=5", "=6"))
    broken = watching.verdict()
    assert "failed: 1 of 1 test failed" in broken
    assert "DelaySeconds" in broken
    watching.save("lib/shop.py", SHOP)
    assert "passed: 1 test passed" in watching.verdict()
    assert watching.end() == 0
    assert watching.left_behind() == []


def kernels(watching: Watching) -> set[str]:
    """The process ids of the kernels that run."""
    return {each.partition(" ")[0] for each in watching.processes() if "jsii-runtime" in each}


def test_help_teaches(repository: Callable[..., Repository]) -> None:
    done = repository().run("watch", "--help")
    assert done.code == 0
    for word in ("testguard watch lib/database_stack.py", "Ctrl-C", "130", "without credentials"):
        assert word in done.out


def test_without_the_library_it_says_what_to_install(
    repository: Callable[..., Repository], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saves, "find_spec", lambda _: None)
    done = repository().run("watch")
    assert done.code == 2
    assert "pip install 'testguard[watch]'" in done.err


def test_without_forks_it_says_so(
    repository: Callable[..., Repository], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "fork")
    done = repository().run("watch")
    assert (done.code, done.out) == (2, "")
    assert "this platform has none" in done.err


def test_a_path_that_does_not_exist_is_an_error(repository: Callable[..., Repository]) -> None:
    done = repository().run("watch", "lib/nowhere.py")
    assert done.code == 2
    assert "lib/nowhere.py does not exist" in done.err
