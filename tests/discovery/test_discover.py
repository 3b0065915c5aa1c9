from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from testguard.config import Config
from testguard.discovery.discover import discover
from testguard.model.project import Project
from testguard_pulumi.recognition import Pulumi

Discovered = Callable[..., Project]
Write = Callable[[Mapping[str, str]], Path]
COMPONENT = "import pulumi\nclass TapStack(pulumi.ComponentResource): pass\n"


def test_a_folder_becomes_a_project(discovered: Discovered) -> None:
    project = discovered(
        {
            "pyproject.toml": '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n',
            "Pulumi.yaml": "name: tap\nruntime: python\nmain: tap.py\n",
            "tap.py": "from lib.tap_stack import TapStack\nTapStack('x')\n",
            "lib/tap_stack.py": COMPONENT,
            "tests/unit/test_tap_stack.py": "from lib.tap_stack import TapStack\n",
        }
    )
    assert [stack.path for stack in project.stacks] == ["lib/tap_stack.py"]
    assert [suite.path for suite in project.suites] == ["tests/unit/test_tap_stack.py"]
    assert project.suites_of("lib/tap_stack.py") == ("tests/unit/test_tap_stack.py",)
    assert project.conventions.origin == "pyproject.toml"
    assert project.problems == ()


def test_an_empty_folder_is_an_empty_project(discovered: Discovered) -> None:
    project = discovered({})
    assert (project.stacks, project.suites, project.pairings, project.problems) == ((), (), (), ())


def test_code_is_read_and_never_run(write: Write, tmp_path: Path) -> None:
    mark = tmp_path / "was-run"
    root = write(
        {
            "lib/tap_stack.py": f"open({str(mark)!r}, 'w')\n{COMPONENT}",
            "tests/test_a.py": f"open({str(mark)!r}, 'w')\nimport lib.tap_stack\n",
            "tests/conftest.py": f"open({str(mark)!r}, 'w')\n",
        }
    )
    assert len(discover(Config(root), [Pulumi()]).pairings) == 1
    assert not mark.exists()


def test_without_frameworks_there_are_suites_and_no_stack_modules(write: Write) -> None:
    project = discover(Config(write({"lib/a.py": COMPONENT, "test_a.py": ""})), [])
    assert (len(project.stacks), len(project.suites)) == (0, 1)


def test_odd_files_hide_nothing(write: Write) -> None:
    root = write({"lib/tap_stack.py": COMPONENT, "tests/test_tap_stack.py": ""})
    (root / "nul.py").write_bytes(b"import pulumi\0class A(pulumi.ComponentResource): pass\n")
    (root / "latin.py").write_bytes(b"# coding: latin-1\nimport pulumi\nclass \xe9(X): pass\n")
    (root / "bom.py").write_bytes(b"\xef\xbb\xbf" + COMPONENT.encode())
    (root / "crlf.py").write_bytes(COMPONENT.replace("\n", "\r\n").encode())
    (root / "bytes.py").write_bytes(b"\xff\xfe" + COMPONENT.encode())
    (root / "folder.py").mkdir()
    (root / "loop").symlink_to(root, target_is_directory=True)
    (root / "dangling.py").symlink_to(root / "gone")
    (root / "pytest.ini").write_bytes(b"\xff[pytest]")
    project = discover(Config(root), [Pulumi()])
    assert [stack.path for stack in project.stacks] == ["bom.py", "crlf.py", "lib/tap_stack.py"]
    assert [problem.path for problem in project.problems] == ["pytest.ini"]
    assert project.suites_of("lib/tap_stack.py") == ("tests/test_tap_stack.py",)


def test_excluded_and_ignored_files_do_not_exist(write: Write) -> None:
    root = write(
        {
            ".gitignore": "generated/\n",
            "generated/a.py": COMPONENT,
            "legacy/b.py": COMPONENT,
            "lib/c.py": COMPONENT,
        }
    )
    project = discover(Config(root, exclude=("legacy",)), [Pulumi()])
    assert [stack.path for stack in project.stacks] == ["lib/c.py"]
