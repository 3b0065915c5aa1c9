"""The files that test requirements: one with what they share, one with the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from testguard.model.project import Project
from testguard.plugin import Scaffolding
from testguard.scaffold.annotating import annotates, bare
from testguard.scaffold.calls import build_call
from testguard.scaffold.demands import RequirementTest
from testguard.scaffold.files import Draft
from testguard.scaffold.formatting import formatted
from testguard.scaffold.places import file_for, has_fixture, missing_paths, module_beside
from testguard.scaffold.plan import Plan
from testguard.scaffold.render import Renderer, placed
from testguard.scaffold.tree import literal

STEM = "requirements"
SUPPORT = "deployed_stacks"
SHARED = (
    "DeployedStack", "at_least", "burstable", "deployed", "family", "resources", "settings", "size",
)  # fmt: skip
CLASS_WORDS = ("at_least(", "family(", "size(", "burstable(")


class DeployedPart(Struct, frozen=True):
    """A program or a stack as a test builds it; a construct alone is no stack."""

    plan: Plan
    whole: bool = True


def drafts_of(
    project: Project,
    framework: Any,
    parts: Sequence[DeployedPart],
    tests: Sequence[RequirementTest],
    folder: str,
) -> tuple[Draft, ...]:
    """The files, to stand in ``folder``, for the tests of one framework."""
    root, place = project.root, project.root / folder
    plans = [part.plan for part in parts]
    dress = str if annotates(project, [plan.path for plan in plans]) else bare
    paths = missing_paths([plan.spelled.folder for plan in plans], project, place)
    renderer = Renderer(framework)
    classes = any(word in line for test in tests for line in test.lines for word in CLASS_WORDS)
    shared = renderer.support(plans, place / "test.py", paths, requirements=True, classes=classes)
    name, drafts = _support(place, dress, shared, root)
    if drafts:
        drafts = [Draft(f"{folder}/{name}.py", drafts[0].text)]
    file = file_for(place, STEM, [])
    module = module_beside(place / "test.py", name)
    text = _tests(renderer, framework, parts, tests, module, (place / file, root))
    drafts.append(Draft(f"{folder}/{file}", formatted(dress(text), place / file, root)))
    return tuple(drafts)


def _support(
    place: Path, dress: Callable[[str], str], text: str, root: Path
) -> tuple[str, list[Draft]]:
    """The name of the module that tests share, and its draft where none is the same already."""
    name, number = SUPPORT, 1
    while True:
        path = place / f"{name}.py"
        whole = formatted(dress(text), path, root)
        if has_fixture(path, whole):
            return name, []
        if not path.exists():
            return name, [Draft(path.name, whole)]
        number += 1
        name = f"{SUPPORT}_{number}"


def _tests(
    renderer: Renderer,
    framework: Scaffolding,
    parts: Sequence[DeployedPart],
    tests: Sequence[RequirementTest],
    support: str,
    where: tuple[Path, Path],
) -> str:
    file, root = where
    programs = any(not part.plan.spelled.expression for part in parts)
    context = {
        "imports": "\n".join(_imports([part.plan for part in parts], support)),
        "programs": programs,
        "up": placed(root, file).up,
        "calls": [_call(framework, part, parts[0].plan.spelled.context) for part in parts],
        "tests": tests,
    }
    return renderer.requirements(context)


def _call(framework: Any, part: DeployedPart, usual: Mapping[str, str]) -> str:
    """The expression for what is deployed; ``usual`` is the context that the build supposes."""
    plan, base = part.plan, part.plan.default
    context = plan.spelled.context
    path = f"ROOT / {literal(PurePosixPath(plan.path).as_posix())}"
    stated = context.get("stated", "").split("\n")
    left = {key: value for key, value in base.setting.config.items() if key not in stated}
    own = replace(base, setting=replace(base.setting, config=left))
    given = {
        keyword: context[key]
        for keyword, key in (("project", "project"), ("name", "stack"))
        if context.get(key) != usual.get(key)
    }
    arguments = [build_call(own, {}, program=path, settings=_settings(context), more=given)]
    if framework.implicit_stack:
        arguments += [literal(plan.graph.name), literal(plan.graph.region)]
    if not part.whole:
        arguments.append("whole=False")
    return f"deployed({', '.join(arguments)})"


def _settings(context: Mapping[str, str]) -> str:
    """What reads the configuration as it is deployed, where a file states it."""
    if not context.get("stated"):
        return ""
    return f"settings(ROOT / {literal(context['settings'])}, {literal(context['project'])})"


def _imports(plans: Iterable[Plan], support: str) -> list[str]:
    lines = [
        "import re",
        "from collections.abc import Callable",
        "from fnmatch import fnmatchcase",
        "from pathlib import Path",
        "from typing import Any",
        "import pytest",
    ]
    for plan in plans:
        for module, names in plan.names.items():
            lines.append(
                f"from {module} import {', '.join(names)}" if names else f"import {module}"
            )
    lines.append(f"from {support} import build  # noqa: F401")
    lines += [f"from {support} import {name}" for name in SHARED]  # ruff drops the unused
    return lines
