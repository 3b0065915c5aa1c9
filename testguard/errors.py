"""What can go wrong in a way the user can mend, and the exit codes of every command."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every command; 2 and 3 are never mistaken for a pass."""

    PASSED = 0
    FAILED = 1
    USAGE = 2
    INTERNAL = 3


class TestguardError(Exception):
    """A condition the user can mend: says what, where and what to do next."""

    __test__ = False
    exit_code = ExitCode.USAGE

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  hint: {self.hint}" if self.hint else self.message


class ConfigError(TestguardError):
    """The configuration cannot mean anything: a wrong key, type, glob or threshold."""


class UnreadableSource(TestguardError):
    """A source file cannot be read as Python text: binary, too large, not decodable."""


class EvidenceError(TestguardError):
    """Recorded evidence or a baseline is missing, truncated or of an unknown version."""


class GitError(TestguardError):
    """git is missing, or does not know what it was asked for."""


class BuildError(TestguardError):
    """A stack could not be built: its own code failed or hung, or it reached for the network.

    Where the stack's code raised, that exception, with its traceback, is the ``__cause__``.
    """


class MutationError(TestguardError):
    """Mutants could not be tried: the tests do not run, or the platform cannot fork."""


class WatchError(TestguardError):
    """Files cannot be watched, or tests cannot be run on save, here."""
