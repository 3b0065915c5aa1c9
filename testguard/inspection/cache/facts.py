"""Whether what findings rest on still holds: the same questions, asked of the repository now."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable
from typing import NamedTuple

from testguard.suite.consulted import Fact, Question, Reply
from testguard.suite.library import Library
from testguard.suite.settled import settled

_TEXTUAL = frozenset({"users", "command"})


class Told(NamedTuple):
    """Replies for which every text of the repository must be read, and the state of those texts.

    ``newest`` is when the youngest text was written, ``seen`` when the texts were looked at.
    """

    state: str
    newest: int
    seen: int
    replies: tuple[Fact, ...] = ()


class Facts:
    """Asks the repository again, each question once.

    ``told`` is what an earlier run learned from texts; it holds while no text has changed.
    """

    def __init__(self, library: Library, told: Told | None) -> None:
        self._library = library
        self._told = told
        self._replies: dict[Question, Reply] = {}
        self.texts: Told | None = None

    def hold(self, facts: Iterable[Fact]) -> bool:
        """Whether every question still gets the reply it got."""
        return all(self._reply(question) == reply for question, reply in facts)

    def look_at_texts(self) -> None:
        """Take down the state of all texts, before anything is learned from them."""
        if self.texts is not None:
            return
        self.texts = self._state()
        told = self._told
        if (
            told is not None
            and (told.state, told.newest) == (self.texts.state, self.texts.newest)
            and settled(told.newest, told.seen)
        ):
            self.texts = told
            self._replies.update(told.replies)

    def learned(self, facts: Iterable[Fact]) -> Told | None:
        """What is known from texts, with what ``facts`` of this run say of it."""
        if self.texts is None:
            return None
        replies = {*self.texts.replies, *self._replies.items(), *facts}
        textual = (fact for fact in replies if is_textual(fact))
        return self.texts._replace(replies=tuple(sorted(textual, key=repr)))

    def _reply(self, question: Question) -> Reply:
        if question[0] in _TEXTUAL:
            self.look_at_texts()
        if question not in self._replies:
            self._replies[question] = self._ask(*question)
        return self._replies[question]

    def _ask(self, kind: str, *about: str) -> Reply:
        mentions = self._library.mentions
        match kind:
            case "bytes":
                return self._library.contents.digest(about[0])
            case "find":
                return self._library.find_from(about[0], about[1])
            case "users":
                return tuple(sorted(mentions.users(about[0])))
            case "command":
                return mentions.command_for(about[0])
            case "neighbours":
                return mentions.neighbours(about[0])
            case _:
                return mentions.matching(about)

    def _state(self) -> Told:
        seen, newest = time.time_ns(), 0
        total = hashlib.sha256()
        for path in self._library.mentions.texts():
            try:
                info = os.stat(os.path.join(self._library.root, path))  # noqa: PTH116, PTH118 - often
            except OSError:
                total.update(f"{path}\0".encode("utf-8", "backslashreplace"))
                continue
            newest = max(newest, info.st_mtime_ns, info.st_ctime_ns)
            times = f"{info.st_mtime_ns} {info.st_ctime_ns} {info.st_size} {info.st_ino}"
            total.update(f"{path}\0{times}\0".encode("utf-8", "backslashreplace"))
        return Told(total.hexdigest(), newest, seen)


def is_textual(fact: Fact) -> bool:
    """Whether a reply needs every text of the repository."""
    return fact[0][0] in _TEXTUAL
