"""What the inspection itself has to say: the codes TG000 to TG003."""

from __future__ import annotations

from testguard.model.finding import Severity
from testguard.model.rule import RuleInfo

RULE_CRASHED = RuleInfo(
    code="TG000",
    name="rule-crashed",
    severity=Severity.ERROR,
    summary="A rule raised an exception, so what it would have found is not known.",
    explanation="The other rules and files were checked. The run fails, because a rule that did "
    "not finish is no pass. It cannot be ignored, suppressed or put into the baseline.",
)
UNREADABLE_FILE = RuleInfo(
    code="TG001",
    name="unreadable-file",
    severity=Severity.ERROR,
    summary="A test file cannot be read, or is no Python source.",
    explanation="Reasons are missing permissions, links that lead nowhere, files that are not "
    "regular, too large or not decodable, Python 2 and broken syntax. Rules still run on what can "
    "be read of a broken file. A file whose syntax is newer than the Python that runs testguard is "
    "reported as information only.",
)
INVALID_SUPPRESSION = RuleInfo(
    code="TG002",
    name="invalid-suppression",
    severity=Severity.ERROR,
    summary="A suppression comment without a code that exists, or without a reason.",
    explanation="It suppresses nothing. Write `# testguard: ignore[TG104] reason` on the line, or "
    "`# testguard: ignore-file[TG104] reason` above the first statement of the file. Several codes "
    "are separated by commas; names of rules are as good as codes.",
)
UNUSED_SUPPRESSION = RuleInfo(
    code="TG003",
    name="unused-suppression",
    severity=Severity.WARNING,
    summary="A suppression comment that suppresses nothing.",
    explanation="The offence is gone, or the comment stands on another line. Only rules that ran "
    "on the file count. `testguard check --fix` deletes the comment.",
)
OWN_CODES = (RULE_CRASHED, UNREADABLE_FILE, INVALID_SUPPRESSION, UNUSED_SUPPRESSION)
