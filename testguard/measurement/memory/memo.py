"""The memo of the last full run: what it rested on, what it saw, and the verdict on it."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import EntryPoint
from pathlib import Path

import msgspec
from msgspec import Struct

from testguard.measurement.running import unfinished
from testguard.measurement.store import FOLDER
from testguard.model.contract import Contract
from testguard.model.project import StackModule
from testguard.suite.cache_file import read_cache, write_cache

PLACE = Path(FOLDER, "cache", "last-run")
_OF_THIS_RUN = ("running-", "contracts.")  # as long as it lasts


class Verdict(Struct, frozen=True):
    """What a run printed in the terminal, and the exit status that it asked for.

    ``seconds`` are those that judging took, as they stand in what was printed.
    """

    printed: str
    status: int
    seconds: float = 0.0

    def lasting(self, seconds: float) -> Verdict:
        """The same verdict, found in so many seconds."""
        before, found, after = self.printed.rpartition(f"{self.seconds:.1f} s)")
        told = f"{before}{seconds:.1f} s){after}" if found else self.printed
        return Verdict(told, self.status, seconds)


class Memo(Struct, frozen=True):
    """What a run leaves for the next one.

    ``state`` is the digest of what it rested on, ``sight`` of what it saw; ``evidence`` tells what
    it recorded. ``packages`` are the folders of testguard and its plugins, ``plugins`` the entry
    points that bring frameworks, by name and value.
    """

    state: str
    stacks: tuple[StackModule, ...]
    contracts: tuple[Contract, ...]
    packages: tuple[str, ...]
    plugins: tuple[tuple[str, str], ...]
    sight: str
    evidence: str
    verdict: Verdict

    def entry_points(self) -> list[EntryPoint]:
        """The plugins whose frameworks are tapped."""
        return [EntryPoint(name, value, "testguard") for name, value in self.plugins]

    def recall(self, root: Path, state: str, sight: str) -> Verdict | None:
        """The verdict, if a run that rests on ``state`` and saw ``sight`` has the same one."""
        same = (state, sight, recorded_below(root)) == (self.state, self.sight, self.evidence)
        return self.verdict if same and not unfinished(root) else None


def recorded_below(root: Path) -> str:
    """What tells the evidence and the mutants on record from any others, without reading them."""
    files = sorted((root / FOLDER).glob("*.json"))
    infos = [(path.name, path.stat()) for path in files if not path.name.startswith(_OF_THIS_RUN)]
    return repr([(name, info.st_mtime_ns, info.st_size, info.st_ino) for name, info in infos])


def read_memo(starts: Iterable[Path]) -> tuple[Path, Memo] | None:
    """The nearest memo around ``starts``, and the root of the repository that it is about."""
    for folder in (folder for start in starts for folder in (start, *start.parents)):
        data = read_cache(folder / PLACE)
        if data is not None:
            memo = _decoded(data)
            return (folder, memo) if memo else None
        if (folder / ".git").exists():
            return None
    return None


def write_memo(root: Path, memo: Memo) -> None:
    """Keep it for the next run, where the folder can be written."""
    write_cache(root / PLACE, msgspec.msgpack.encode(memo))


def forget_memo(root: Path) -> None:
    """Have the next run be judged anew."""
    (root / PLACE).unlink(missing_ok=True)


def _decoded(data: bytes) -> Memo | None:
    try:
        return msgspec.msgpack.decode(data, type=Memo)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
