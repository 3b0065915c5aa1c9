"""TG101."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from testguard.model.source import Span
from testguard.patterns import regex
from testguard.plugin import Confidence, Offence, Severity, Suite, rule
from testguard.suite.commented_code import Definition, definitions_in_text
from testguard.suite.comments import (
    CommentBlock,
    comment_blocks,
    scope_of_column,
    statements_above,
)
from testguard.suite.lost_tests import Collector, LostTests, exercises
from testguard.suite.quoted_code import quoted_blocks
from testguard.syntax import Node

_HEADER = r"(?:async[ \t]+)?(?:def|class)[ \t]+\w"
_IN_COMMENTS = regex(rf"^[ \t]*#[ \t#]*{_HEADER}", re.MULTILINE)
_KEYWORD = regex(r"(?:def|class)[ \t]")
_QUOTED = regex(r'("""|\'\'\')(.*?)\1', re.DOTALL)
_IN_QUOTES = regex(rf"^[ \t]*{_HEADER}", re.MULTILINE)
_INTRODUCES = regex(
    r"(?:::|```\w*|\b(?:examples?|e\.g\.|usage|instance|like|how|replaced? (?:by|with))\b.*:)$",
    re.IGNORECASE,
)
_PLACEHOLDER = regex(r"(?:^|_)x{3,}(?:_|$)", re.IGNORECASE)
MAX_LAYERS = 3
NAMES_SHOWN = 20


@rule("TG101", Severity.ERROR)
def commented_out_test(suite: Suite) -> Iterator[Offence]:
    """A commented-out test protects nothing.

    The file still looks like a test suite, and the run is green. One finding stands for a class,
    or for a run of functions with nothing live between them. Tests in a string that nobody uses
    count as commented out.

    Bad::

        # class TestTapStack:
        #
        #     def test_bucket_is_encrypted(self):
        #         assert make_bucket().encrypted

    Good::

        class TestTapStack:
            def test_bucket_is_encrypted(self):
                assert make_bucket().encrypted
    """
    text = suite.module.text
    if _IN_COMMENTS.search(text):
        for block in comment_blocks(suite.module):
            if any(_KEYWORD.search(line.text) for line in block.lines):
                yield from _commented(suite, block)
    if any(_IN_QUOTES.search(found[2]) for found in _QUOTED.finditer(text)):
        yield from _quoted(suite)


def _commented(suite: Suite, block: CommentBlock) -> Iterator[Offence]:
    for layers in range(1, MAX_LAYERS + 1):
        lost = _lost_in(suite, block, block.uncommented(layers))
        for together in _by_class(lost):
            first, last = together[0].definition, together[-1].definition
            span = block.span(block.first + first.start, block.first + max(last.start, last.end))
            yield _offence(together, span, "commented out")
        if lost:
            return


def _by_class(lost: Iterable[LostTests]) -> Iterator[list[LostTests]]:
    """Each class by itself, and functions that follow each other together."""
    for is_function, run in groupby(lost, lambda each: each.definition.keyword == "def"):
        if is_function:
            yield list(run)
        else:
            yield from ([each] for each in run)


def _lost_in(suite: Suite, block: CommentBlock, lines: Sequence[str]) -> list[LostTests]:
    """What the block holds; a lone header is an old signature or a note on a test to write."""
    lost: list[LostTests] = []
    definitions = definitions_in_text(lines)
    above = statements_above(suite.module, block.first) if definitions else ()
    for definition in definitions:
        scopes = _scopes(above, block, definition)
        if not _is_example(suite, lines, definition):
            lost += Collector(suite, scopes).collect([definition])
    return [] if len(lost) == 1 and lost[0].bodiless else lost


def _scopes(above: Sequence[Node], block: CommentBlock, definition: Definition) -> tuple[Node, ...]:
    """The live definitions round a commented one.

    Its column tells, or the column of its hash where the first would put it into a function: some
    editors put the hash into column 1, others before the code.
    """
    scopes = scope_of_column(above, definition.indent + 1)
    if any(scope.kind() == "function_definition" for scope in scopes):
        return scope_of_column(above, block.column_at(block.first + definition.start))
    return scopes


def _is_example(suite: Suite, lines: Sequence[str], definition: Definition) -> bool:
    """Whether it is a form to fill in, or prose above introduces it and the file has live tests."""
    if _PLACEHOLDER.search(definition.name):
        return True
    if suite.file.collected and not suite.cases:
        return False
    numbers = range(definition.start - 1, -1, -1)
    above = next((lines[number].strip() for number in numbers if lines[number].strip()), "")
    return _INTRODUCES.search(above) is not None


def _quoted(suite: Suite) -> Iterator[Offence]:
    for block in quoted_blocks(suite.module):
        definitions = definitions_in_text(block.lines)
        live = [each for each in definitions if not _is_example(suite, block.lines, each)]
        lost = list(Collector(suite, block.scopes).collect(live))
        if lost:
            yield _offence(lost, block.span, "in a string that nobody runs")


def _offence(lost: Sequence[LostTests], span: Span, where: str) -> Offence:
    names = tuple(test.name for each in lost for test in each.tests)
    symbol = lost[0].definition.name
    return Offence(
        span,
        _message(symbol, names, where),
        "uncomment the tests and make them pass, or delete them",
        symbol,
        names,
        Confidence.CERTAIN if any(map(_is_certain, lost)) else Confidence.LIKELY,
    )


def _is_certain(lost: LostTests) -> bool:
    """Whether a test asserts or calls something.

    Headers alone, and bodies that only pass, print, skip or refuse, may be notes on tests to write
    or what somebody debugged with.
    """
    return lost.sure and (not lost.tests or any(map(exercises, lost.tests)))


def _message(symbol: str, names: Sequence[str], where: str) -> str:
    if not names:
        return f"{symbol} is {where}, with the tests it inherits: none of them runs"
    if len(names) == 1:
        subject = symbol if symbol == names[0] else f"{symbol} with its test {names[0]}"
        return f"{subject} is {where}: it does not run"
    listed = ", ".join(names[:NAMES_SHOWN])
    more = len(names) - NAMES_SHOWN
    listed += f" and {more} more" if more > 0 else ""
    if symbol in names:
        return f"{len(names)} tests are {where} and do not run: {listed}"
    return f"{symbol} is {where}; its {len(names)} tests do not run: {listed}"
