"""Running tests in forks of a warm process, without credentials and without a network."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from junitparser import JUnitXml
from msgspec import Struct, field

from testguard.patterns import regex
from testguard.warm.python import TookTooLong, WarmPython

_SECRETS = regex(
    r"(AWS|ARM|AZURE|GOOGLE|GCP|GCLOUD|CLOUDSDK|DIGITALOCEAN|PULUMI|KUBE|VAULT|GITHUB|GITLAB|TF)_.*"
    r"|.*(TOKEN|SECRET|PASSWORD|CREDENTIAL).*|KUBECONFIG|DOCKER_HOST"
)
_NOWHERE = {
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "CLOUDSDK_CONFIG": os.devnull,
    "KUBECONFIG": os.devnull,
}
_COLLECTION = "collection failure"
REPORT, RESULTS = "report.json", "results.xml"


class Outcome(Struct, frozen=True):
    """What became of tests: the error of each that did not pass, by file and id, and the report.

    ``report`` is the JSON of ``pytest --testguard``, or nothing where pytest did not get that far;
    ``passed`` counts; ``said`` is the end of what pytest printed.
    """

    passed: int = 0
    failed: Mapping[tuple[str, str], str] = field(default_factory=dict)
    report: Mapping[str, Any] = field(default_factory=dict)
    said: str = ""


def warm_python() -> WarmPython:
    """What runs tests: it has no credentials."""
    return WarmPython(_offline_environment())


def run_tests(
    python: WarmPython,
    root: Path,
    files: Sequence[str],
    scratch: Path,
    seconds: float = 600,
    *,
    measured: bool = True,
) -> Outcome:
    """Run the test files, relative to ``root``, under ``pytest --testguard`` where ``measured``."""
    scratch.mkdir(parents=True, exist_ok=True)
    arguments = [
        *files, "--rootdir", str(root), f"--junitxml={scratch / RESULTS}",
        "-o", "junit_family=xunit1", "-p", "no:cacheprovider", "-p", "testguard.scaffold.offline",
        "-p", "no:randomly", "-q", "--no-header", "--tb=short", "--continue-on-collection-errors",
    ]  # fmt: skip
    report = [f"--testguard-report=json:{scratch / REPORT}"]
    arguments += ["--testguard", *report] if measured else ["--no-testguard"]
    try:
        said = python.run("pytest", arguments, root, seconds).said
    except TookTooLong:
        return Outcome(said=f"stopped after {seconds:g} seconds")
    passed, failed = _results(scratch / RESULTS)
    return Outcome(passed, failed, _report(scratch / REPORT), said)


def _offline_environment() -> dict[str, str]:
    """The environment of this process without credentials."""
    kept = {name: value for name, value in os.environ.items() if not _SECRETS.fullmatch(name)}
    return {**kept, **_NOWHERE}


def _results(path: Path) -> tuple[int, dict[tuple[str, str], str]]:
    if not path.is_file():
        return 0, {}
    passed, failed = 0, {}
    suites: Any = JUnitXml.fromfile(str(path))
    for suite in suites:
        for case in suite:
            problems = [each for each in case.result if type(each).__name__ in ("Failure", "Error")]
            if not problems:
                passed += not case.result
                continue
            file = case._elem.get("file") or f"{(case.classname or '').replace('.', '/')}.py"  # noqa: SLF001
            failed[file, case.name or ""] = _error(problems[0])
    return passed, failed


def _error(problem: Any) -> str:
    """What a test raised; of a file that could not be collected, what importing it raised."""
    said = str(problem.message or problem.text or "")
    raised = [line for line in str(problem.text or "").splitlines() if line.startswith("E ")]
    return raised[-1].removeprefix("E ").strip() if raised and said == _COLLECTION else said


def _report(path: Path) -> dict[str, Any]:
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return report if isinstance(report, dict) else {}
