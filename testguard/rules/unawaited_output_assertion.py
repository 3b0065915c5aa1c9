"""TG106."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.patterns import regex
from testguard.plugin import Offence, Severity, Suite, rule
from testguard.suite.outputs import unawaited, uses_pulumi
from testguard.suite.pins import newest_allowed
from testguard.syntax import span

_APPLIES = regex(r"\bapply\b|runtime")


@rule("TG106", Severity.ERROR, words=("apply", "runtime"))
def unawaited_output_assertion(suite: Suite) -> Iterator[Offence]:
    """An assertion inside ``Output.apply`` fails nothing when the test does not wait for it.

    ``apply`` runs its function later. Only ``@pulumi.runtime.test`` waits: for a returned Output
    with any pulumi, for every other one since pulumi 3.112.

    Bad::

        import pulumi

        def test_queue_is_tagged():
            def check(tags):
                assert "owner" in tags

            make_queue().tags.apply(check)

    Good::

        import pulumi

        @pulumi.runtime.test
        def test_queue_is_tagged():
            def check(tags):
                assert "owner" in tags

            return make_queue().tags.apply(check)
    """
    if not (_APPLIES.search(suite.module.text) and uses_pulumi(suite.module, suite.library)):
        return
    pinned = newest_allowed(suite.library, suite.path, "pulumi")
    for case in suite.cases:
        for found in unawaited(case, suite.assertions_of, pinned):
            yield Offence(
                span(found.node),
                f"the assertions of `{_first_line(found.node.text())}` in {case.symbol} cannot "
                f"fail it: it {found.reason}",
                "decorate the test with @pulumi.runtime.test and return the Output",
                case.symbol,
                (case.name,),
                suite.at_most(found.confidence),
            )


def _first_line(text: str) -> str:
    return text.partition("\n")[0]
