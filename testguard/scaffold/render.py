"""From plans to the text of test modules, through the templates of the framework."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from msgspec import Struct

from testguard.errors import TestguardError
from testguard.plugin import Scaffolding
from testguard.scaffold.messages import pattern, pieces
from testguard.scaffold.naming import snake
from testguard.scaffold.plan import Plan
from testguard.scaffold.tree import code, literal
from testguard.scaffold.view import View, counts

SHARED = Path(__file__).parent / "templates"  # what the templates of frameworks include


class Renderer(Struct, frozen=True):
    """Fills the templates of one framework."""

    scaffolding: Scaffolding

    def tests(self, plan: Plan, file: Path, root: Path, support: str = "") -> str:
        """The test module for one plan, to stand at ``file``.

        ``support`` is the module to import the shared fixtures from, or "" where pytest finds
        them in a ``conftest.py``.
        """
        view = View(plan, self.scaffolding)
        context = {
            **view.context(),
            "imports": "\n".join(_imports(plan, support)),
            "program": placed(root / plan.path, file),
        }
        environment = self._environment(lambda tree: code(tree, view.relate))
        return str(environment.get_template("tests.py.jinja").render(context))

    def requirements(self, context: Mapping[str, Any]) -> str:
        """The test module of requirements."""
        template = self._environment(literal).get_template("requirements.py.jinja")
        return str(template.render(context))

    def support(
        self,
        plans: Sequence[Plan],
        file: Path,
        paths: Iterable[Path],
        *,
        requirements: bool = False,
        classes: bool = False,
    ) -> str:
        """What the test modules of some plans share, to stand at ``file``.

        ``paths`` are the folders that tests need on ``sys.path`` and pytest does not put there.
        ``requirements`` adds what tests of requirements ask, ``classes`` the order of instance
        classes.
        """
        answers = merged(plan.answers for plan in plans)
        views = [View(plan, self.scaffolding) for plan in plans]
        variables = {name for plan in plans for name in _variables(plan)}
        context = {
            "outputs": {key: answers[key] for key in answers if not _is_call(key)},
            "calls": {key: answers[key] for key in answers if _is_call(key)},
            "paths": [placed(path, file) for path in paths],
            "requirements": requirements,
            "classes": classes,
            "documents": not requirements and any(view.documents for view in views),
            "assets": any(view.assets for view in views),
            "secrets": any(view.secrets for view in views),
            "programs": any(not plan.spelled.expression for plan in plans),
            "variables": sorted(variables),
            "context": plans[0].spelled.context,
        }
        return str(self._environment(literal).get_template("support.py.jinja").render(context))

    def _environment(self, write: Callable[[Any], str]) -> Any:
        environment = environment_of(self.scaffolding.templates)
        environment.filters.update(code=write, counted=counts, docstring=docstring)
        return environment


def environment_of(templates: Path) -> Any:
    """Jinja for the templates in a folder, with the filters that all know."""
    jinja2 = _jinja2()
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([templates, SHARED]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,
    )
    environment.filters.update(
        pyrepr=lambda value: code(value, _nothing),
        headings=headings,
        snake=snake,
        cells=cells,
        pattern=pattern,
        pieces=pieces,
        wrapped=lambda text: "\n  ".join(textwrap.wrap(text, 92)),
    )
    return environment


def _jinja2() -> Any:
    try:
        return import_module("jinja2")
    except ModuleNotFoundError as error:
        raise TestguardError(
            "Jinja fills the templates of tests, and is not installed here",
            hint="pip install 'testguard[scaffold]'",
        ) from error


def headings(columns: Sequence[str]) -> str:
    """The names of columns as `pytest.mark.parametrize` takes them."""
    if len(columns) == 1:
        return repr(columns[0])
    return "(" + ", ".join(map(repr, columns)) + ")"


def cells(row: Sequence[str]) -> str:
    """A row, given as code."""
    return row[0] if len(row) == 1 else "(" + ", ".join(row) + ")"


def docstring(text: str) -> str:
    """A text as the docstring of a function."""
    plain = " ".join(text.split())
    sentence = plain[:1].upper() + plain[1:]
    sentence = sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
    is_plain = "\\" not in sentence and '"' not in sentence
    return f'"""{sentence}"""' if is_plain else json.dumps(sentence)


def merged(answers: Iterable[Mapping[str, Mapping[str, Any]]]) -> dict[str, dict[str, Any]]:
    """The answers that several stacks need."""
    found: dict[str, dict[str, Any]] = {}
    for each in answers:
        for source, values in each.items():
            known = found.setdefault(source, {})
            for name, value in values.items():
                known.setdefault(name, value)
    return found


def _is_call(key: str) -> bool:
    """Functions begin with a small letter, types with a capital one."""
    return key.rpartition(":")[2][:1].islower()


def _variables(plan: Plan) -> Iterable[str]:
    yield from plan.default.setting.environment
    for override in plan.overrides:
        yield from override.stack.setting.environment


def _imports(plan: Plan, support: str) -> list[str]:
    lines = [
        "from collections.abc import Callable",
        "from pathlib import Path",
        "from typing import Any",
        "import pytest",
    ]
    for module, names in plan.names.items():
        lines.append(f"from {module} import {', '.join(names)}" if names else f"import {module}")
    if support:
        lines.append(f"from {support} import build  # noqa: F401")
    return lines


class Place(Struct, frozen=True):
    """How a file finds another: how many parents up, and what is below that one."""

    up: int
    down: str


def placed(target: Path, file: Path) -> Place:
    """``target`` from ``file``: how many parents up, and what is below that one."""
    folder = file.parent
    shared = next(each for each in (folder, *folder.parents) if target.is_relative_to(each))
    up = [folder, *folder.parents].index(shared)
    down = target.relative_to(shared).as_posix()
    return Place(up, "" if down == "." else down)


def _nothing(resource: str, output: str) -> str:
    raise KeyError(resource, output)
