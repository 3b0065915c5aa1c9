"""Scaffolding a real component and a real program, once for all tests of this file."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from msgspec import Struct

from testguard.cli.main import run

COMPONENT = """
    import enum
    import re
    from typing import Optional

    import pulumi
    import pulumi_random as random


    class Tier(enum.Enum):
        SMALL = "small"
        LARGE = "large"


    class StoreArgs:
        def __init__(
            self,
            owner: str,
            suffix: Optional[str] = None,
            tier: Tier = Tier.SMALL,
            length: Optional[int] = None,
            longest: int = 12,
        ):
            if suffix and not re.fullmatch(r"[a-z0-9-]{1,20}", suffix):
                raise ValueError(f"suffix {suffix!r} is not a name")
            self.owner = owner
            self.suffix = suffix or "dev"
            self.tier = tier
            self.length = 4 if length is None else length
            if not 1 <= self.length <= 32:
                raise ValueError("length must be from 1 to 32")
            self.longest = longest
            if self.length > self.longest:
                raise ValueError("length is beyond the longest")


    class Store(pulumi.ComponentResource):
        def __init__(self, name: str, args: StoreArgs, opts=None):
            super().__init__("shop:index:Store", name, None, opts)
            if args.owner == "nobody":
                raise LookupError("a store needs an owner")
            self.pet = random.RandomPet(
                f"pet-{args.suffix}",
                length=args.length,
                keepers={"tier": args.tier.value, "owner": args.owner},
                opts=pulumi.ResourceOptions(parent=self),
            )
            self.word = random.RandomString(
                f"word-{args.suffix}",
                length=args.longest,
                keepers={"pet": self.pet.id},
                opts=pulumi.ResourceOptions(parent=self),
            )
            self.register_outputs({"pet": self.pet.id, "word": self.word.result})
"""
PROGRAM = """
    import os
    import time

    import pulumi
    import pulumi_random as random

    config = pulumi.Config()
    size = config.get_int("size") or 3
    stage = os.environ.get("STAGE", "dev")
    if size > 9:
        raise ValueError("size is at most 9")
    pet = random.RandomPet(
        f"pet-{stage}",
        length=size,
        prefix=config.require("prefix"),
        keepers={"built": str(time.time_ns())},
    )
    for number in range(size):
        random.RandomInteger(f"port-{number}", min=1, max=9000 + number)
    pulumi.export("pet", pet.id.apply(lambda id_: f"the {id_}"))
"""
COMMENTED_OUT = """
    import pytest

    from lib.store import Store


    # def test_a_store_has_a_pet():
    #     assert Store("store").pet


    # def test_a_store_has_a_word():
    #     assert Store("store").word
"""
FILES = {
    ".git/HEAD": "",
    "pyproject.toml": "[tool.testguard]\n",
    "Pulumi.yaml": "name: shop\nruntime: python\n",
    "Pulumi.dev.yaml": "config:\n  shop:prefix: my\n",
    "__main__.py": PROGRAM,
    "lib/__init__.py": "",
    "lib/store.py": COMPONENT,
    "tests/__init__.py": "",
    "tests/test_store.py": COMMENTED_OUT,
    "tests/integration/__init__.py": "",
    "tests/integration/test_store.py": COMMENTED_OUT,
}


class Done(Struct, frozen=True):
    """How a command ended."""

    code: int
    out: str
    err: str


def command(*arguments: str) -> Done:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(list(arguments))
    return Done(code, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def inside(root: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(root)
    try:
        yield
    finally:
        os.chdir(before)


class Run(Struct, frozen=True):
    """How pytest ended, and the names of the test functions that failed."""

    code: int
    out: str
    failed: frozenset[str]


def pytest_in(root: Path, *arguments: str) -> Run:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "--tb=no", *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    failed = re.findall(r"^FAILED \S+::(\w+)", done.stdout, re.MULTILINE)
    return Run(done.returncode, done.stdout, frozenset(failed))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def written(root: Path) -> Done:
    with inside(root):
        return command("scaffold", "lib/store.py", "__main__.py", "--write")


@pytest.fixture(scope="module")
def judged(written: Done, root: Path) -> Run:
    """The first run of the generated tests, with evidence."""
    return pytest_in(root, "--testguard")


@pytest.fixture
def component_tests(written: Done, root: Path) -> str:
    return (root / "tests" / "test_store.py").read_text(encoding="utf-8")


@pytest.fixture
def program_tests(written: Done, root: Path) -> str:
    return (root / "tests" / "test_program.py").read_text(encoding="utf-8")


def test_everything_is_exercised_at_once(written: Done) -> None:
    assert written.code == 0, written.err
    assert "left out" not in written.err
    assert "not exercised" not in written.err
    [store] = [line for line in written.err.splitlines() if line.startswith("lib/store.py:")]
    [program] = [line for line in written.err.splitlines() if line.startswith("__main__.py:")]
    assert store.endswith("defaults 0 -> 4/4, overrides 0 -> 4/4, validations 0 -> 4/4")
    assert program.endswith("defaults 0 -> 2/2, overrides 0 -> 2/2, validations 0 -> 2/2")


def test_what_was_written_passes_and_testguard_finds_nothing(judged: Run) -> None:
    assert judged.code == 0, judged.out
    assert "testguard passed" in judged.out
    assert re.findall(r"^tests/\S+:\d+:\d+ TG\d+.*", judged.out, re.MULTILINE) == []


def test_files_without_a_live_line_give_way_and_are_kept(written: Done, root: Path) -> None:
    assert "replaced tests/test_store.py: nothing in it asserts, 2 hollow tests" in written.err
    assert "removed tests/integration/test_store.py: nothing in it asserts" in written.err
    assert not (root / "tests" / "integration" / "test_store.py").exists()
    for name in ("test_store.py", "integration/test_store.py"):
        kept = root / ".testguard" / "replaced" / "tests" / name
        assert kept.read_text(encoding="utf-8") == dedent(COMMENTED_OUT)


def test_nothing_of_testguard_or_hypothesis_is_imported(written: Done, root: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (root / "tests").glob("*.py")]
    assert [text for text in texts if "testguard" in text or "hypothesis" in text] == []


def test_both_sides_of_a_boundary_are_cases(component_tests: str) -> None:
    refused, _ = component_tests.split("def test_length_is_taken", 1)
    assert "def test_length_is_refused" in refused
    assert "test_suffix_is_refused" in refused
    assert '"0" * 21' in refused
    assert "        33," in refused
    assert 'match="length must be from 1 to 32"' in refused


def test_a_guard_over_two_inputs_is_reached(component_tests: str) -> None:
    assert 'match="length is beyond the longest"' in component_tests
    assert "        13,\n" in component_tests


def test_a_refusal_of_the_constructor_builds_the_stack(component_tests: str) -> None:
    assert 'with pytest.raises(LookupError, match="a store needs an owner")' in component_tests
    assert 'build(lambda: Store("store", StoreArgs(owner="nobody")))' in component_tests


def test_members_of_enums_are_written_by_name(component_tests: str) -> None:
    assert "StoreArgs(" in component_tests
    assert "tier=Tier.LARGE" in component_tests
    assert "from lib.store import Store, StoreArgs, Tier" in component_tests


def test_relations_are_asserted_through_outputs(component_tests: str) -> None:
    assert '"keepers": {"pet": stack.resource("pet-dev").id}' in component_tests
    assert '"word": stack.resource("word-dev").outputs["result"]' in component_tests


def test_a_program_is_run_under_its_configuration(program_tests: str) -> None:
    assert 'CONFIG = {"shop:prefix": "my"}' in program_tests
    assert 'environment={"STAGE":' in program_tests
    assert "f\"the {stack.resource('pet-dev').id}\"" in program_tests
    assert "pulumi.ConfigMissingError" in program_tests


def test_what_differs_from_build_to_build_is_not_asserted(program_tests: str) -> None:
    assert "keepers" not in program_tests
    assert 'random_pet.inputs["length"] == 3' in program_tests


def test_resources_that_are_alike_are_one_parametrized_test(program_tests: str) -> None:
    assert program_tests.count("random_integer = stack.resource(name)") == 1
    assert '("port-2", 9002)' in program_tests


BROKEN = {
    "everywhere": [("lib/store.py", 'suffix or "dev"', 'suffix or "test"')],
    "here and there": [
        ("lib/store.py", "<= 32", "<= 33"),
        ("lib/store.py", "length=args.longest", "length=13"),
        ("lib/store.py", '"word": self.word.result', '"word": self.pet.id'),
        ("__main__.py", "or 3", "or 4"),
        ("__main__.py", "9000 + number", "9001 + number"),
    ],
}


@pytest.fixture(scope="module")
def broken(written: Done, root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """The generated tests on a system that was broken after they were written."""
    runs = {}
    for name, changes in BROKEN.items():
        copy = tmp_path_factory.mktemp("broken") / "shop"
        shutil.copytree(root, copy)
        for path, old, new in changes:
            text = (copy / path).read_text(encoding="utf-8")
            assert old in text
            (copy / path).write_text(text.replace(old, new), encoding="utf-8")
        runs[name] = pytest_in(copy, "--no-testguard")
    return runs


@pytest.mark.parametrize(
    ("what", "test"),
    [
        ("everywhere", "test_store_args_default"),
        ("here and there", "test_length_is_refused"),
        ("here and there", "test_word_random_string_is_as_declared"),
        ("here and there", "test_outputs"),
        ("here and there", "test_random_pet_is_as_declared"),
        ("here and there", "test_port_random_integers_are_as_declared"),
    ],
)  # fmt: skip
def test_what_is_broken_is_noticed(broken: dict[str, Run], what: str, test: str) -> None:
    assert broken[what].code == 1, broken[what].out
    assert test in broken[what].failed


def test_every_generated_test_suite_notices_whatever_goes_wrong(written: Done, root: Path) -> None:
    with inside(root):
        done = command("mutate", "lib/store.py", "--output-format", "json")
    [stack] = [each for each in json.loads(done.out)["stacks"] if each["path"] == "lib/store.py"]
    mutants = stack["metrics"]["mutants"]
    assert mutants["covered"] == mutants["total"] > 20, stack["gaps"]


def test_missing_writes_nothing_where_all_is_exercised(judged: Run, root: Path) -> None:
    with inside(root):
        done = command("scaffold", "lib/store.py", "--missing")
    assert (done.code, done.out) == (0, "")
    assert "nothing to write" in done.err


def test_missing_asks_for_evidence(repository: Callable[..., Any]) -> None:
    done = repository().run("scaffold", "lib/bucket.py", "--missing")
    assert done.code == 2
    assert "nothing is recorded" in done.err


def test_survivors_ask_for_a_run_over_mutants(repository: Callable[..., Any]) -> None:
    done = repository().run("scaffold", "lib/bucket.py", "--survivors")
    assert done.code == 2
    assert "run `testguard mutate` first" in done.err
    assert repository().run("scaffold", "--missing", "--survivors").code == 2


def test_without_write_a_diff_is_shown_and_a_foreign_conftest_is_left_alone(
    repository: Callable[..., Any],
) -> None:
    project = repository(
        {
            "lib/bucket.py": """
                import pulumi
                import pulumi_random as random

                class Bucket(pulumi.ComponentResource):
                    def __init__(self, name, size=2):
                        super().__init__("acme:Bucket", name)
                        random.RandomPet("pet", length=size)
                """,
            "tests/conftest.py": "COLOR = 'red'\n",
        }
    )
    done = project.run("scaffold", "lib/bucket.py", "--only", "overrides")
    assert done.code == 0, done.err
    assert "+++ b/tests/stack_fixtures.py" in done.out
    assert "+from stack_fixtures import build" in done.out
    assert "test_size_sets_length" in done.out
    assert "test_random_pet" not in done.out
    names = sorted(path.name for path in (project.root / "tests").iterdir())
    assert names == ["conftest.py", "test_bucket.py"]


def test_a_kind_that_does_not_exist_is_a_usage_error(repository: Callable[..., Any]) -> None:
    done = repository().run("scaffold", "lib/bucket.py", "--only", "everything")
    assert done.code == 2
    assert "there is no such kind of tests" in done.err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--missing"], "--missing and --integration are two questions"),
        (["--only", "defaults"], "--integration goes with --tests, --write and --max-time only"),
        ([], "no app is found here"),
    ],
)
def test_integration_tests_are_an_order_of_their_own(
    repository: Callable[..., Any], more: list[str], said: str
) -> None:
    done = repository().run("scaffold", "--integration", *more)
    assert done.code == 2
    assert said in done.err


def test_a_stack_that_cannot_be_built_is_named(repository: Callable[..., Any]) -> None:
    broken = (
        "import pulumi\n\nclass B(pulumi.ComponentResource):\n    def __init__(self, name):\n"
        "        raise KeyError(name)\n"
    )
    done = repository({"lib/broken.py": broken}).run("scaffold", "lib/broken.py")
    assert done.code == 2
    assert "lib/broken.py cannot be built: KeyError: 'b'" in done.err
