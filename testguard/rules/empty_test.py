"""TG102."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.plugin import Case, Offence, Severity, Suite, rule
from testguard.syntax import Node

EMPTY_EXPRESSIONS = frozenset({"ellipsis", "string", "none", "true", "false", "integer"})


@rule("TG102", Severity.ERROR)
def empty_test(suite: Suite) -> Iterator[Offence]:
    """A test without a body cannot fail.

    The body is nothing but ``pass``, ``...``, a docstring or ``return None``. It counts as a
    passed test in every report.

    Bad::

        def test_placeholder() -> None:
            return None

    Good::

        def test_bucket_is_encrypted():
            assert make_bucket().encrypted
    """
    for case in suite.cases:
        if all(_does_nothing(statement) for statement in case.body) and not _abstract(case):
            yield Offence(
                case.header,
                f"{case.symbol} is empty: it passes whatever the stack does",
                "assert something about the stack, or delete the test",
                case.symbol,
                (case.name,),
            )


def _does_nothing(statement: Node) -> bool:
    if statement.kind() == "pass_statement":
        return True
    if statement.kind() in ("expression_statement", "return_statement"):
        values = statement.named_children()
        return all(value.kind() in EMPTY_EXPRESSIONS for value in values)
    return False


def _abstract(case: Case) -> bool:
    return case.decorated_with("abc.abstractmethod", "typing.overload") is not None
