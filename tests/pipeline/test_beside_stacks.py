from __future__ import annotations

from pathlib import Path

import pytest

from testguard.model.project import PLAIN, Conventions, Project, StackModule, SuiteFile
from testguard.pipeline.beside_stacks import handlers_of, programs_of, suites_of_programs
from testguard.plugin import load_plugins

HANDLER = "import boto3\n\ndef handler(event, context):\n    return boto3\n"


def stack(path: str, framework: str = "cdk", *, program: bool = False) -> StackModule:
    return StackModule(path, framework, program=program)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    files = {
        "app.py": "from lib import shop_stack\nfrom lib.other_stack import Other\n",
        "broken.py": "from lib import (",
        "lib/shop_stack.py": "",
        "lib/other_stack.py": "",
        "lib/handlers/work.py": HANDLER,
        "lib/handlers/plain.py": HANDLER,
        "lib/handlers/idle.py": HANDLER.replace("event, context", "whatever"),
        "tests/test_imports.py": "import app\n",
        "tests/test_runs.py": 'PROGRAM = ROOT / "app.py"\n',
        "tests/test_else.py": "from lib import shop_stack\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Project(
        tmp_path,
        stacks=(
            stack("lib/other_stack.py"),
            stack("lib/shop_stack.py"),
            stack("lib/handlers/plain.py", PLAIN),
        ),
        suites=tuple(SuiteFile(name, Conventions()) for name in files if name.startswith("tests/")),
        programs=(
            stack("app.py", program=True),
            stack("broken.py", program=True),
            stack("gone.py", program=True),
            stack("__main__.py", "pulumi", program=True),
        ),
    )


def test_a_program_belongs_to_the_first_stack_module_that_it_imports(project: Project) -> None:
    plugins = load_plugins([])
    assert programs_of(project, plugins, project.stacks) == {"app.py": "lib/other_stack.py"}
    assert programs_of(project, plugins, project.stacks[1:]) == {}


def test_a_program_that_declares_resources_is_its_own(project: Project) -> None:
    own = stack("app.py", program=True)
    project = Project(project.root, stacks=(*project.stacks, own))
    assert programs_of(project, load_plugins([]), [own]) == {"app.py": "app.py"}


def test_suites_run_a_program_by_import_or_by_its_file(project: Project) -> None:
    found = suites_of_programs(project, ["app.py"])
    assert found == ["tests/test_imports.py", "tests/test_runs.py"]
    assert suites_of_programs(project, []) == []


def test_a_handler_belongs_to_the_nearest_stack_module_unless_it_is_named(
    project: Project,
) -> None:
    files = [f"lib/handlers/{name}.py" for name in ("work", "plain", "idle", "gone")]
    assert handlers_of(project.root, files, project, project.stacks) == {
        "lib/handlers/work.py": "lib/handlers/plain.py",
        "lib/handlers/plain.py": "lib/handlers/plain.py",
    }
    assert handlers_of(project.root, files, project, project.stacks[:2]) == {
        "lib/handlers/work.py": "lib/other_stack.py"
    }
