"""The inspection of one file: read it, run the rules, make findings of offences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, partial

from msgspec import Struct, field

from testguard.errors import UnreadableSource
from testguard.infrastructure.infrastructure import Infrastructure
from testguard.inspection.attempt import attempt
from testguard.inspection.contracts.extract import contracts_of
from testguard.inspection.directives import read_directives
from testguard.inspection.own_codes import (
    INVALID_SUPPRESSION,
    OWN_CODES,
    RULE_CRASHED,
    UNREADABLE_FILE,
    UNUSED_SUPPRESSION,
)
from testguard.inspection.own_rules import Pattern
from testguard.inspection.selection import Selection
from testguard.inspection.soundness import flaw_in
from testguard.inspection.spotted import GRAPH_CODES, Spotted
from testguard.inspection.suppression import suppress
from testguard.inspection.targets import Target
from testguard.model.evidence import SuiteRun
from testguard.model.finding import Finding, Offence, Severity
from testguard.model.fingerprint import fingerprint, fold
from testguard.model.project import SystemFile
from testguard.model.rule import RuleInfo
from testguard.model.source import Span
from testguard.plugin import Rule, Suite
from testguard.plugin.rule import Subject
from testguard.suite.library import Library
from testguard.suite.module import Module

TOP = Span(1, 1, 1, 1)
MAX_EXCERPT = 500


class Inspector(Struct, frozen=True, dict=True):
    """Inspects files of one project.

    ``known`` is the metadata of all rules, selected or not; ``runs`` are what ran of suites.
    """

    selection: Selection
    library: Library
    known: tuple[RuleInfo, ...]
    runs: Mapping[str, SuiteRun] = field(default_factory=dict)

    def inspect(self, target: Target) -> list[Finding]:
        """All findings in one file, suppressed ones included, in document order."""
        try:
            module = self.library.read(target.path)
        except UnreadableSource as error:
            return self._findings(Module(target.path, ""), [self._unreadable(target, error)])
        with self.library.holding(module):
            return self._inspect(module, target)

    def _inspect(self, module: Module, target: Target) -> list[Finding]:
        suite = self._suite(module, target)
        system = self._system(module, target)
        rules = self._rules(target)
        offences = list(self._broken(module)) if target.suite else []
        for rule in rules:
            if rule.concerns(module.text):
                offences += _run(rule, system if rule.subject is Subject.INFRASTRUCTURE else suite)
        directives = read_directives(module, self._suppressible)
        offences += [_Raised(INVALID_SUPPRESSION, offence) for offence in directives.invalid]
        ran = {rule.code for rule in rules} - GRAPH_CODES  # a graph may offend where no text does
        done = suppress(module, self._findings(module, offences), directives.valid, ran)
        unused = [_Raised(UNUSED_SUPPRESSION, offence) for offence in done.unused]
        return sorted([*done.findings, *self._findings(module, unused)], key=in_order)

    def on_graphs(self, spots: Sequence[Spotted]) -> list[Finding]:
        """Findings of what was seen on resource graphs, suppressed ones included."""
        infos = {rule.code: rule.info for rule in self.selection.rules}
        found: list[Finding] = []
        for path in sorted({each.path for each in spots}):
            module = self.library.load(path)
            if module is None:
                continue
            raised = [
                _Raised(infos[each.code], _offence(module, each))
                for each in spots
                if each.path == path and each.code in infos and each.line <= len(module.lines)
            ]
            directives = read_directives(module, self._suppressible)
            findings = self._findings(module, raised)
            found += suppress(module, findings, directives.valid, ()).findings
        return found

    def _suite(self, module: Module, target: Target) -> Suite:
        helpers = self.selection.config.assertion_helpers
        return Suite(target.file, module, self.library, helpers, self.runs.get(target.path))

    def _system(self, module: Module, target: Target) -> Infrastructure:
        file = target.system or SystemFile(target.path)
        contracts = partial(contracts_of, library=self.library)
        return Infrastructure(file, module, self.library, contracts)

    def _rules(self, target: Target) -> list[Rule]:
        return [
            rule
            for rule in self.selection.rules
            if _concerns(rule, target) and not self.selection.ignored(rule.info, target.path)
        ]

    @cached_property
    def _suppressible(self) -> dict[str, str]:
        infos = [info for info in self.known if info not in OWN_CODES]
        return {
            name: info.code for info in (*infos, UNREADABLE_FILE) for name in (info.code, info.name)
        }

    def _broken(self, module: Module) -> Iterable[_Raised]:
        flaw = flaw_in(module)
        if flaw is not None:
            place = Span(flaw.line, 1, flaw.line, len(module.lines[flaw.line - 1]) + 1)
            severity = Severity.INFO if flaw.newer else None
            offence = Offence(place, f"{module.path} {flaw.message}", flaw.hint)
            yield _Raised(UNREADABLE_FILE, offence, severity)

    def _unreadable(self, target: Target, error: UnreadableSource) -> _Raised:
        hint = "pytest cannot read it either: mend, delete or exclude it"
        return _Raised(UNREADABLE_FILE, Offence(TOP, f"{target.path} {error.message}", hint))

    def _findings(self, module: Module, raised: Sequence[_Raised]) -> list[Finding]:
        seen: Counter[tuple[str, str, str]] = Counter()
        findings = []
        for item in sorted(raised, key=lambda item: (item.offence.span, item.info.code)):
            if self.selection.ignored(item.info, module.path) or not self._on(item.info):
                continue
            text = fold(
                "\n".join(module.lines[item.offence.span.line - 1 : item.offence.span.end_line])
            )
            key = (item.info.code, item.offence.symbol, text)
            findings.append(self._finding(module, item, text, seen[key]))
            seen[key] += 1
        return findings

    def _on(self, info: RuleInfo) -> bool:
        return info not in OWN_CODES or self.selection.on(info)

    def _finding(self, module: Module, item: _Raised, text: str, occurrence: int) -> Finding:
        info, offence = item.info, item.offence
        return Finding(
            code=info.code,
            rule=info.name,
            severity=item.severity or self.selection.severity(info),
            confidence=offence.confidence,
            path=module.path,
            span=offence.span,
            message=offence.message,
            hint=offence.hint,
            symbol=offence.symbol,
            tests=offence.tests,
            excerpt=_excerpt(module, offence.span.line),
            fingerprint=fingerprint(info.code, module.path, offence.symbol, text, occurrence),
            fix=offence.fix,
        )


class _Raised(Struct, frozen=True):
    """An offence and whose it is; ``severity`` where the configured one does not hold."""

    info: RuleInfo
    offence: Offence
    severity: Severity | None = None


def in_order(finding: Finding) -> tuple[str, Span, str, str, str]:
    """The order of findings in every report."""
    return finding.path, finding.span, finding.code, finding.symbol, finding.message


def _concerns(rule: Rule, target: Target) -> bool:
    """Whether a rule looks at such files; a team's own rules look at suites and stack modules."""
    if isinstance(rule.check, Pattern):
        return target.suite or (target.system is not None and target.system.stack is not None)
    return rule.subject is (Subject.SUITE if target.suite else Subject.INFRASTRUCTURE)


def _run(rule: Rule, subject: Suite | Infrastructure) -> list[_Raised]:
    offences = attempt(rule, subject)
    if isinstance(offences, Exception):
        return [_Raised(RULE_CRASHED, _crash(rule, subject.path, offences))]
    return [_Raised(rule.info, offence) for offence in offences]


def _offence(module: Module, spot: Spotted) -> Offence:
    text = module.lines[spot.line - 1]
    column = len(text) - len(text.lstrip()) + 1
    place = Span(spot.line, column, spot.line, max(len(text), column) + 1)
    return Offence(place, spot.message, spot.hint, spot.symbol, confidence=spot.confidence)


def _crash(rule: Rule, path: str, error: Exception) -> Offence:
    reason = f"{type(error).__name__}: {error}".strip().rstrip(":")
    if isinstance(error, RecursionError):
        return Offence(
            TOP,
            f"{path} is nested too deeply for rule {rule.code} ({rule.name})",
            f"what {rule.code} finds here is not known; break up the longest expression",
            rule.code,
        )
    return Offence(
        TOP,
        f"rule {rule.code} ({rule.name}) crashed on {path}: {reason}",
        f"what {rule.code} finds here is not known; report this to {rule.info.origin}",
        rule.code,
    )


def _excerpt(module: Module, line: int) -> str:
    return module.lines[line - 1][:MAX_EXCERPT] if line <= len(module.lines) else ""
