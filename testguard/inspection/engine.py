"""The engine: every file, every rule, in an order that does not depend on the machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from testguard.config import Config
from testguard.inspection.cache.reuse import inspect_changed
from testguard.inspection.cfn_lint import CFN_LINT, in_templates
from testguard.inspection.inspector import Inspector, in_order
from testguard.inspection.linters import asked, delegated
from testguard.inspection.own_codes import OWN_CODES
from testguard.inspection.parallel import Progress
from testguard.inspection.selection import Selection
from testguard.inspection.spotted import GRAPH_CODES, Spotted, spotted, unsaid
from testguard.inspection.survey import survey
from testguard.inspection.targets import choose_targets
from testguard.model.evidence import SuiteRun
from testguard.model.finding import Finding
from testguard.model.project import Problem, Project
from testguard.model.rule import RuleInfo
from testguard.plugin import Rule
from testguard.requirements.seen import Seen
from testguard.suite.library import Library


class Inspection(Struct, frozen=True):
    """What the rules found in ``files`` files, and the rules that ran."""

    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: int = 0
    rules: tuple[RuleInfo, ...] = ()


def inspect(
    project: Project,
    config: Config,
    rules: Sequence[Rule],
    *,
    paths: Sequence[str | Path] = (),
    runs: Iterable[SuiteRun] = (),
    seen: Sequence[Seen] = (),
    jobs: int = 0,
    progress: Progress | None = None,
    cache: Path | None = None,
) -> Inspection:
    """Run the selected ``rules`` on the files of ``project``, or on those below ``paths``.

    Files are suites, stack modules, and the code of Lambda functions that these deploy.

    ``runs`` are what ran of suites that have not changed since, ``seen`` the graphs of stacks that
    were built: what only these tell is among the findings. ``jobs`` is the number of
    processes, 0 for one per processor; ``progress`` is called with the number of files done and of
    all files; ``cache`` is a folder where findings are kept for the next time. Findings are sorted
    by path, place and code, and carry their suppressions; what other linters find is among them.
    Raises `ConfigError` for a path that cannot be meant or a linter that cannot run, and
    `WorkerLost` when a process of several dies.
    """
    library = Library(project.root, _import_roots(project))
    targets, problems = choose_targets(project, paths, survey(project, library, _regions(config)))
    selection = Selection.of(config, rules)
    known = (*OWN_CODES, *(rule.info for rule in rules))
    inspector = Inspector(selection, library, known, {run.path: run for run in runs})
    found = inspect_changed(inspector, targets, jobs, progress, cache)
    found += inspector.on_graphs(unsaid(_of_system(project, seen), _places(found)))
    found += delegated(config, [target.path for target in targets if not target.suite])
    codes = () if paths else asked(config, CFN_LINT)
    of_templates, more = in_templates(config, project, codes) if codes else ((), ())
    findings = tuple(sorted((*found, *of_templates), key=in_order))
    return Inspection(findings, (*problems, *more), len(targets), selection.infos)


def _of_system(project: Project, seen: Sequence[Seen]) -> list[Spotted]:
    """What the system declares; what tests declare to try it with is nobody's business."""
    tests = {suite.path for suite in project.suites}
    spots = (each for each in spotted(seen) if each.path not in tests)
    return [each for each in spots if not each.path.endswith("conftest.py")]


def _places(findings: Iterable[Finding]) -> Iterator[tuple[str, str, range]]:
    """Code, path and lines of findings that a graph may tell of, too."""
    for each in findings:
        if each.code in GRAPH_CODES:
            yield each.code, each.path, range(each.span.line, each.span.end_line + 1)


def _regions(config: Config) -> tuple[str, ...]:
    """The regions that requirements speak of."""
    return tuple(sorted({each.region for each in config.requirements} - {""}))


def _import_roots(project: Project) -> tuple[str, ...]:
    configured = [path for suite in project.suites for path in suite.conventions.pythonpath]
    return tuple(dict.fromkeys(["src", *project.conventions.pythonpath, *configured]))
