"""Real forks of a real warm process, on Pulumi and on the CDK."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from testguard.warm.known import Known
from testguard.watching.messages import Done, Job
from testguard.watching.runner import Broken, Ended, Printed, Runner
from tests.waiting import comes_true

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="runs are forks")
CDK = {
    "lib/__init__.py": "",
    "lib/shop.py": """\
        import aws_cdk as cdk
        from aws_cdk import aws_sqs as sqs


        class Shop(cdk.Stack):
            def __init__(self, scope, id_, delay=5):
                super().__init__(scope, id_)
                sqs.Queue(self, "Orders", delivery_delay=cdk.Duration.seconds(delay))
        """,
    "tests/test_shop.py": """\
        import os
        import sys

        warm = "aws_cdk" in sys.modules

        import aws_cdk as cdk
        import jsii._runtime
        from aws_cdk.assertions import Template

        from lib.shop import Shop


        def test_orders_wait():
            template = Template.from_stack(Shop(cdk.App(), "Shop"))
            template.has_resource_properties("AWS::SQS::Queue", {"DelaySeconds": 5})


        def test_tells():
            kernel = jsii._runtime.kernel.provider._process._process.pid
            with open("told", "a") as file:
                file.write(f"{warm} {os.getpid()} {kernel}\\n")
        """,
}
QUICK = {"CDK_VALIDATION": "false"}  # which takes seconds at the first synth of a kernel
Start = Callable[[Mapping[str, str]], Runner]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts a runner in a repository of these files."""
    runners: list[Runner] = []

    def run(files: Mapping[str, str]) -> Runner:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        environment = {**os.environ, "PYTEST_ADDOPTS": "-p no:cacheprovider", **QUICK}
        runners.append(Runner(str(tmp_path), environment, ("--color=no",)))
        runners[-1].renew([name for name in files if "/test_" in name])
        return runners[-1]

    yield run
    for runner in runners:
        runner.close()
        assert not runner.folder.exists()


def finish(runner: Runner) -> tuple[Done, str]:
    printed = b""
    while True:
        for event in runner.events():
            assert not isinstance(event, Broken), event.reason
            if isinstance(event, Printed):
                printed += event.data
            if isinstance(event, Ended):
                assert event.done is not None, printed
                return event.done, printed.decode()


def run(runner: Runner, *files: str, **only: tuple[str, ...]) -> tuple[Done, str]:
    runner.run(Job(files, dict(only)))
    return finish(runner)


def ready(runner: Runner, number: int = 2) -> None:
    """Wait until so many forks are prepared."""
    while sum(each.ready for each in runner.spares) < number:
        list(runner.events())


def test_every_run_of_cdk_tests_is_warm_and_has_a_kernel_of_its_own(
    start: Start, tmp_path: Path
) -> None:
    runner = start(CDK)
    for wait_for in (2, 1, 0):
        done, printed = run(runner, "tests/test_shop.py")
        assert (done.passed, done.failed) == (2, {}), printed
        ready(runner, wait_for)
    told = [line.split() for line in (tmp_path / "told").read_text().splitlines()]
    assert [warm for warm, _, _ in told] == ["False", "True", "True"]
    assert len({process for _, process, _ in told}) == 3
    assert len({kernel for _, _, kernel in told}) == 3
    assert "aws_cdk.aws_sqs" in runner.known.libraries
    assert "lib.shop" not in runner.known.libraries
    assert "aws-cdk-lib.aws_sqs.Queue" in runner.known.rehearsal["cdk"]


def test_two_forks_ask_their_kernels_at_the_same_time_and_get_their_own_answers(
    start: Start, tmp_path: Path
) -> None:
    """A pipe that both share would mix up the answers."""
    files = {
        **CDK,
        "tests/test_both.py": """\
            import aws_cdk as cdk
            from aws_cdk import aws_sqs as sqs
            from aws_cdk.assertions import Template


            def test_names():
                for number in range(40):
                    stack = cdk.Stack(cdk.App(), f"S{number}")
                    queue = sqs.Queue(stack, "Q", delivery_delay=cdk.Duration.seconds(number))
                    assert queue.node.path == f"S{number}/Q"
                template = Template.from_stack(stack)
                template.has_resource_properties("AWS::SQS::Queue", {"DelaySeconds": 39})
            """,
    }
    runner = start(files)
    run(runner, "tests/test_shop.py")
    ready(runner)
    other = runner.spares[0]
    other.begin(Job(("tests/test_both.py",)))
    runner.spares.remove(other)
    assert run(runner, "tests/test_both.py")[0].passed == 1
    found = None
    while found is None:
        found = other.hear()
    assert (found.passed, found.failed) == (1, {})
    other.clear()


PLAIN = {
    "lib/__init__.py": "",
    "lib/size.py": "SIZE = 1\n",
    "tests/conftest.py": "import os\n\nos.environ['REGION'] = 'eu-west-1'\n",
    "tests/test_size.py": """\
        import colorsys
        import tempfile

        import pytest

        from lib.size import SIZE


        @pytest.mark.parametrize("n", [1, 2])
        def test_size(n):
            assert SIZE == n


        def test_folder():
            print(tempfile.mkdtemp())


        def test_later():
            pytest.skip("not yet")
        """,
    "tests/test_more.py": "def test_more():\n    assert True\n",
}
SIZES = "tests/test_size.py"


def test_a_run_tells_what_failed_and_what_it_taught(start: Start) -> None:
    runner = start(PLAIN)
    done, printed = run(runner, SIZES)
    assert (done.code, done.passed, done.skipped) == (1, 2, 1)
    assert done.failed == {SIZES: (f"{SIZES}::test_size[2]",)}
    assert "assert 1 == 2" in printed
    assert runner.known.environment == {"REGION": "eu-west-1"}
    assert "colorsys" in runner.known.libraries
    assert not runner.stale
    again, _ = run(runner, SIZES, "tests/test_more.py", **{SIZES: (f"{SIZES}::test_size[2]",)})
    assert (again.passed, again.failed) == (1, done.failed)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="tells processes by /proc")
def test_what_has_ended_is_forgotten_at_once(start: Start) -> None:
    runner = start(PLAIN)
    run(runner, SIZES)
    ready(runner)
    spare = runner.spares.pop()
    spare.dismiss()
    assert comes_true(lambda: not Path(f"/proc/{spare.pid}").exists())
    spare.clear()


def test_code_is_imported_anew_in_each_run_and_libraries_are_not(
    start: Start, tmp_path: Path
) -> None:
    runner = start(PLAIN)
    run(runner, SIZES)
    (tmp_path / "lib" / "size.py").write_text("SIZE = 2  # now\n")
    (tmp_path / SIZES).write_text(
        "import sys\nwarm = 'colorsys' in sys.modules, 'lib.size' in sys.modules\n"
        "from lib.size import SIZE\n\ndef test_x():\n    assert (SIZE, *warm) == (2, True, False)\n"
    )
    done, printed = run(runner, SIZES)
    assert done.passed == 1, printed


def test_variables_that_change_make_what_was_imported_stale(start: Start, tmp_path: Path) -> None:
    runner = start(PLAIN)
    run(runner, SIZES)
    (tmp_path / "tests" / "conftest.py").write_text("import os\n\nos.environ['REGION'] = 'x'\n")
    run(runner, SIZES)
    assert runner.stale


def test_a_run_that_ends_the_process_is_told_as_such(start: Start) -> None:
    text = "import os\n\ndef test_x():\n    os._exit(3)\n"
    runner = start({**PLAIN, "tests/test_more.py": text})
    runner.run(Job(("tests/test_more.py",)))
    ended = None
    while ended is None:
        ended = next((each for each in runner.events() if isinstance(each, Ended)), None)
    assert ended.done is None
    assert run(runner, SIZES)[0].passed == 2


THREAD = """\
import threading

threading.Thread(target=threading.Event().wait, daemon=True).start()
"""


@pytest.mark.parametrize("text", [THREAD, "import os\n\nos._exit(9)\n"])
def test_a_library_that_no_process_can_fork_with_is_left_to_the_tests(
    start: Start, text: str
) -> None:
    runner = start(PLAIN)
    folder = Path(runner.root, "site-packages")
    folder.mkdir()
    (folder / "odd_library_of_threads.py").write_text(text)
    runner.environment = {**runner.environment, "PYTHONPATH": str(folder)}
    runner.known = Known(("odd_library_of_threads",))
    runner.renew([SIZES])
    assert run(runner, SIZES)[0].passed == 2
    assert runner.known.libraries == ()
    assert run(runner, SIZES)[0].passed == 2


def test_what_pytest_refuses_is_told_and_what_was_learned_is_kept(
    start: Start, tmp_path: Path
) -> None:
    runner = start(PLAIN)
    run(runner, SIZES)
    (tmp_path / "pytest.ini").write_text("[pytest\n")
    runner.renew([SIZES], Job((SIZES,)))
    broken = None
    while broken is None:
        broken = next((each for each in runner.events() if isinstance(each, Broken)), None)
    assert "pytest.ini" in broken.reason
    assert not runner.busy
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    assert "colorsys" in runner.known.libraries
    assert run(runner, SIZES)[0].passed == 2
    assert not runner.stale
