"""What the inspection of one file leaves behind for the cache."""

from __future__ import annotations

from msgspec import Struct

from testguard.inspection.inspector import Inspector
from testguard.inspection.targets import Target
from testguard.model.finding import Finding
from testguard.suite.consulted import Fact
from testguard.suite.contents import Stamp


class Record(Struct, frozen=True):
    """The findings of one file, the digest of what was read of it, or "", and why.

    ``facts`` are what was asked besides; ``stamps`` belong to files read since the last record.
    """

    target: Target
    findings: list[Finding]
    digest: str
    facts: frozenset[Fact]
    stamps: dict[str, Stamp]


class Recorder(Struct, frozen=True):
    """Inspects like its `Inspector`, and tells what the findings rest on."""

    inspector: Inspector

    def inspect(self, target: Target) -> list[Record]:
        """The one record of one file."""
        library = self.inspector.library
        with library.consulted.on_behalf_of(target.path):
            findings = self.inspector.inspect(target)
        question = ("bytes", target.path)
        replies = library.consulted.replies(question, target.path)
        facts = library.consulted.by(target.path, but=[(question, reply) for reply in replies])
        digest = str(replies.pop()) if len(replies) == 1 else ""
        return [Record(target, findings, digest, facts, library.contents.fresh())]
