"""With the smallest plugin there can be: an observer that is a file of the project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from testguard.errors import BuildError
from testguard.model.project import Project, StackModule
from testguard.scaffold.integrated import Site, integrate
from testguard.scaffold.trials import warm_python
from testguard.warm.python import WarmPython

SUPPORT = '''"""Shared by tests of {{ program }}."""

import pytest

FOLDER = {{ project.up }}, {{ project.down | pyrepr }}


@pytest.fixture
def system():
    return {{ system | pyrepr }}
'''
TESTS = '''"""Tests of {{ program }}."""

{{ imports }}


def test_system(system: Any) -> None:
    assert system == {{ system | pyrepr }}
'''
OBSERVER = """
import json
import sys
from pathlib import Path

assert "FOLDER" in Path(sys.argv[1]).read_text()
sheet = {"stem": "", "template": "tests.py.jinja", "fixtures": ["system"], "context": {"system": 2}}
found = {"support": {"system": 2}, "sheets": [sheet], "notes": ["a cloud: there is none"]}
Path(sys.argv[2]).write_text(json.dumps(found))
"""


@dataclass(frozen=True)
class Small:
    """An integration whose files are in the project."""

    templates: Path
    framework: str = "cdk"
    observer: str = "small_observer"

    def support(self, folder: Path) -> Mapping[str, Any]:
        return {"system": 1, "folder": folder.name}


@dataclass(frozen=True)
class Shop:
    """A project and its integration."""

    project: Project
    integration: Small

    @property
    def root(self) -> Path:
        return self.project.root

    def site(self, program: str = "app.py", taken: tuple[str, ...] = ()) -> Site:
        folder = program.rpartition("/")[0]
        origin = f"{folder}/cdk.json".lstrip("/")
        stack = StackModule(program, "cdk", program=True, origin=origin)
        return Site(self.project, stack, self.integration, "tests/integration", taken)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    root, templates = tmp_path / "shop", tmp_path / "templates"
    for folder in (root / "deep", templates):
        folder.mkdir(parents=True)
    for folder in (root, root / "deep"):
        (folder / "cdk.json").write_text("{}")
        (folder / "app.py").write_text("")
    (root / "small_observer.py").write_text(OBSERVER)
    (templates / "support.py.jinja").write_text(SUPPORT)
    (templates / "tests.py.jinja").write_text(TESTS)
    return Shop(Project(root), Small(templates))


@pytest.fixture
def python() -> Iterator[WarmPython]:
    with warm_python() as python:
        yield python


def write(shop: Shop, name: str, text: str = "") -> None:
    path = shop.root / "tests/integration" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_what_was_observed_is_what_templates_are_given(python: WarmPython, shop: Shop) -> None:
    done = integrate(python, shop.site(), 60)
    support, tests = done.drafts
    assert support.path == "tests/integration/conftest.py"
    assert '"""Shared by tests of app.py."""' in support.text
    assert 'FOLDER = 2, ""' in support.text
    assert "return 2" in support.text
    assert tests.path == "tests/integration/test_app_deployment.py"
    assert "assert system == 2" in tests.text
    assert "import system" not in tests.text
    assert done.notes == ("a cloud: there is none",)
    assert not (shop.root / "tests").exists()


def test_a_conftest_of_the_project_is_left_alone(python: WarmPython, shop: Shop) -> None:
    write(shop, "conftest.py", "OWN = 1\n")
    support, tests = integrate(python, shop.site(), 60).drafts
    assert support.path == "tests/integration/integration_fixtures.py"
    assert "from integration_fixtures import system  # noqa: F401" in tests.text


def test_what_was_written_before_is_not_written_again(python: WarmPython, shop: Shop) -> None:
    for draft in integrate(python, shop.site(), 60).drafts:
        write(shop, Path(draft.path).name, draft.text)
    [tests] = integrate(python, shop.site(), 60).drafts
    assert tests.path == "tests/integration/test_app_deployment_scaffold.py"
    assert "import system" not in tests.text


def test_two_apps_share_no_file(python: WarmPython, shop: Shop) -> None:
    first = tuple(draft.path for draft in integrate(python, shop.site(), 60).drafts)
    support, tests = integrate(python, shop.site("deep/app.py", first), 60).drafts
    assert support.path == "tests/integration/integration_fixtures.py"
    assert 'FOLDER = 2, "deep"' in support.text
    assert tests.path == "tests/integration/test_deep_app_deployment.py"


@pytest.mark.parametrize(
    ("observer", "message"),
    [
        ("raise SystemExit('no room')", "app.py was not observed: no room"),
        ("import time\ntime.sleep(60)", "app.py was stopped: it was not observed within 1 sec"),
        (
            "import sys\nopen(sys.argv[2], 'w').write('{\"error\": \"no cloud\"}')",
            "app.py cannot be deployed: no cloud",
        ),
    ],
)
def test_why_nothing_was_observed(
    python: WarmPython, shop: Shop, observer: str, message: str
) -> None:
    (shop.root / "small_observer.py").write_text(observer)
    with pytest.raises(BuildError, match=message):
        integrate(python, shop.site(), 1 if "sleep" in observer else 60)
