"""TG203."""

from __future__ import annotations

import re
from collections.abc import Iterator

from testguard.infrastructure.strings import Text, value_of
from testguard.patterns import regex
from testguard.plugin import Confidence, Infrastructure, Offence, infrastructure_rule
from testguard.syntax import Node, find, span

_MARK = regex(
    r"\W*(?:todo|fixme|tbd|change[-_ ]?me|replace[-_ ]?me|fill[-_ ]?me[-_ ]?in|placeholder"
    r"|insert[-_ ]\w+[-_ ]here|your[-_ ][\w-]+[-_ ]here"
    r"|<(?:your|my|insert|replace|enter)[-_ ][\w -]+>|x{4,})\W*",
    re.IGNORECASE,
)
_TODO = regex(r"\b(?:TODO|FIXME)\b|\bCHANGE[-_]?ME\b")
_DOMAIN = regex(
    r"(?:^|[@/.\s])example\.(?:com|org|net)(?=$|[/:?#\s])|(?:^|[@/.])(?:yourdomain|mydomain)\.com\b"
)
_ACCOUNT = regex(r"(?<!\d)(?:0{12}|1{12}|123456789012|012345678901|999999999999)(?!\d)")
_WHOLE_ACCOUNT = regex(r"(?:0{12}|1{12}|123456789012|012345678901)")
_ARN = regex(r"arn:aws[\w-]*:")


@infrastructure_rule("TG203")
def placeholder_value(system: Infrastructure) -> Iterator[Offence]:
    """A placeholder stands where the system needs a value.

    Marks such as ``CHANGEME`` or ``TODO``, the domains that RFC 2606 reserves for examples, and
    the account numbers of the documentation: they deploy, and do not work. Docstrings, comments,
    log messages, errors and comparisons are left alone, and so are tests and placeholders that the
    code itself looks for, to refuse them.

    Bad::

        import pulumi_aws as aws

        aws.rds.Instance("db", instance_class="db.r6g.large", password="CHANGEME")

    Good::

        import pulumi
        import pulumi_aws as aws

        password = pulumi.Config().require_secret("password")
        aws.rds.Instance("db", instance_class="db.r6g.large", password=password)
    """
    refused = _compared(system.root)
    for text in system.texts:
        found = _placeholder(text)
        if found is not None and text.value not in refused:
            what, confidence = found
            yield Offence(
                span(text.node),
                f"{text.node.text()[:80]} is {what}, and not a value to deploy with",
                "take the value from configuration, a secret or another resource",
                system.symbol(text.node),
                confidence=confidence,
            )


def _compared(root: Node) -> frozenset[str]:
    """The strings that something is compared with."""
    comparisons = find(root, "comparison_operator")
    return frozenset(value_of(each) for one in comparisons for each in find(one, "string"))


def _placeholder(text: Text) -> tuple[str, Confidence] | None:
    value = text.value
    if _MARK.fullmatch(value) and text.whole:
        return "a placeholder", Confidence.CERTAIN
    if _WHOLE_ACCOUNT.fullmatch(value) or (_ARN.match(value) and _ACCOUNT.search(value)):
        return "the account number of an example", Confidence.CERTAIN
    if "\n" in value:
        return None
    if _TODO.search(value):
        return "marked as unfinished", Confidence.LIKELY
    if _DOMAIN.search(value):
        return "a domain of examples", Confidence.LIKELY
    return None
