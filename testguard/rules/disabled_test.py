"""TG109."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from testguard.model.source import Span
from testguard.patterns import regex
from testguard.plugin import Case, Confidence, Group, Offence, Severity, Suite, rule
from testguard.suite.cases import matches_class, matches_function
from testguard.suite.disabling import Disabling, disabling, is_constant
from testguard.suite.module import definitions_in, name_of
from testguard.syntax import Node, find, named, span

_FALSE = r"""(?:False|0\b|None|''|""|not[ (]+(?:True|1\b))"""
_WORTH_READING = regex(rf"skip|Skip|xfail|expectedFailure|^[ \t]*if[ (]+{_FALSE}", re.MULTILINE)
_PLAIN = frozenset({"expression_statement", "import_statement", "import_from_statement"})
_HINT = "give the reason (reason=...) and when it may run again, or delete the test"


@rule("TG109", Severity.WARNING, words=("skip", "Skip", "xfail", "expectedFailure", "if"))
def disabled_test(suite: Suite) -> Iterator[Offence]:
    """A test that is switched off without a reason stays off.

    Skipped and expected failures are reported as fine. With a reason somebody can tell when the
    test may run again. Conditional skips are left alone.

    Bad::

        import pytest

        @pytest.mark.skip
        def test_bucket_is_encrypted():
            assert make_bucket().encrypted

    Good::

        import pytest

        @pytest.mark.skip(reason="the key policy is missing until OPS-12 is done")
        def test_bucket_is_encrypted():
            assert make_bucket().encrypted
    """
    if not _WORTH_READING.search(suite.module.text):
        return
    for group in suite.groups:
        yield from _by_marks(suite, group, group.decorators)
        yield from _by_statements(suite, group, group.node.field("body"))
    for case in suite.cases:
        yield from _by_marks(suite, case, case.decorators)
        yield from _by_first_statement(suite, case)
    yield from _by_statements(suite, None, suite.root)


def _by_marks(suite: Suite, owner: Case | Group, decorators: Iterable[Node]) -> Iterator[Offence]:
    for decorator in decorators:
        found = disabling(suite.module, decorator)
        if found:
            yield from _offences(suite, found, owner)


def _by_first_statement(suite: Suite, case: Case) -> Iterator[Offence]:
    for statement in case.body:
        found = _disabling_statement(suite, statement)
        if found:
            yield from _offences(suite, found, case)
        if found or statement.kind() not in _PLAIN:
            return


def _by_statements(suite: Suite, owner: Group | None, block: Node | None) -> Iterator[Offence]:
    """What the statements of a class body or module switch off."""
    for statement in named(block) if block else []:
        found = _disabling_statement(suite, statement) if owner is None else None
        for each in [found] if found else _assigned_marks(suite, statement):
            yield from _offences(suite, each, owner)
        if statement.kind() == "if_statement":
            yield from _never_defined(suite, statement)


def _disabling_statement(suite: Suite, statement: Node) -> Disabling | None:
    """``pytest.skip()``, ``self.skipTest("")``, ``raise unittest.SkipTest``."""
    if statement.kind() not in ("expression_statement", "raise_statement"):
        return None
    values = named(statement)
    if not values or (statement.kind() == "expression_statement" and values[0].kind() != "call"):
        return None
    return disabling(suite.module, values[0])


def _assigned_marks(suite: Suite, statement: Node) -> Iterator[Disabling]:
    """What ``pytestmark = ...`` disables, one mark or a list of them."""
    for assignment in find(statement, "assignment") if _is_assignment(statement) else []:
        left, right = assignment.field("left"), assignment.field("right")
        if left is None or right is None or left.text() != "pytestmark":
            continue
        marks = named(right) if right.kind() in ("list", "tuple") else [right]
        yield from (each for mark in marks if (each := disabling(suite.module, mark)))


def _is_assignment(statement: Node) -> bool:
    values = named(statement) if statement.kind() == "expression_statement" else []
    return bool(values) and values[0].kind() == "assignment"


def _never_defined(suite: Suite, statement: Node) -> Iterator[Offence]:
    """Tests in a block under ``if False``."""
    condition, block = statement.field("condition"), statement.field("consequence")
    if condition is None or block is None or not is_constant(condition, truth=False):
        return
    names = tuple(_names_in(suite, block))
    if names:
        yield Offence(
            span(statement, condition),
            f"{', '.join(names)} can never run: the condition is always false",
            "delete the condition, or skip the tests with a reason",
            names[0],
            names,
            _confidence(sure=not _is_commented(suite, statement, None)),
        )


def _names_in(suite: Suite, block: Node) -> Iterator[str]:
    for node in definitions_in(block):
        matches = matches_class if node.kind() == "class_definition" else matches_function
        if matches(name_of(node), suite.conventions) or any(
            group.node == node for group in suite.groups
        ):
            yield name_of(node)


def _offences(suite: Suite, found: Disabling, owner: Case | Group | None) -> Iterator[Offence]:
    symbol, commented = _symbol(suite, owner), _is_commented(suite, found.node, owner)
    if commented and not found.takes_reason:
        return
    subject = symbol if isinstance(owner, Case) else f"every test of {symbol}"
    yield Offence(
        _place(found.node, owner),
        f"{subject} is {found.verb} without a reason",
        _HINT,
        symbol,
        tuple(case.name for case in _cases(suite, owner)),
        _confidence(sure=found.sure and not commented),
    )


def _symbol(suite: Suite, owner: Case | Group | None) -> str:
    if owner is None:
        return suite.path.rpartition("/")[2]
    return owner.symbol if isinstance(owner, Case) else owner.name


def _cases(suite: Suite, owner: Case | Group | None) -> tuple[Case, ...]:
    if owner is None:
        return suite.cases
    return (owner,) if isinstance(owner, Case) else suite.cases_of(owner)


def _place(node: Node, owner: Case | Group | None) -> Span:
    """From a decorator to the name it disables; otherwise the node itself."""
    place = span(node)
    if owner is None or place > owner.header:
        return place
    return Span(place.line, place.column, owner.header.end_line, owner.header.end_column)


def _is_commented(suite: Suite, node: Node, owner: Case | Group | None) -> bool:
    """Whether a comment beside, above or right below may hold the reason that no report shows."""
    first, last = node.range().start.line, node.range().end.line
    if owner is not None and owner.decorators:
        first = min(first, owner.decorators[0].range().start.line)
        last = max(last, owner.header.line)
    return any(first - 1 <= each.range().start.line <= last for each in suite.module.comments)


def _confidence(*, sure: bool) -> Confidence:
    return Confidence.CERTAIN if sure else Confidence.LIKELY
