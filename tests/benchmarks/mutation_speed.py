"""``testguard mutate`` beside general mutation testers: seconds per mutant, and faults reported.

Each runs alone in a copy of the example, in turn, for `SECONDS` after its first mutant, which must
come within `PREPARING`, and is judged by what it did until then. "Until the first" is what it takes
to prepare; "per mutant" is what each mutant takes after that; "in all" is what the whole takes, or
would take at that pace (~).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.faults import (
    NAMES,
    Altered,
    Example,
    Fault,
    Gallery,
    Wrong,
    noticed,
    reported,
)
from tests.benchmarks.mutation_peers import BIN, Peer, Tally, all_peers
from tests.benchmarks.mutation_testguard import Testguard, graph_mutants, known_mutants
from tests.benchmarks.timing import table

SECONDS = 30.0
PREPARING = 240.0
LOG = "log.txt"
GRACE = 8.0
POLL = 0.5
UNKNOWN = "?"  # fest and irradiate tell their mutants when they have run them
TESTGUARD = Testguard()


@dataclass(frozen=True)
class Timed:
    """A run of one tester: wall seconds until its first mutant, until its last, and in all."""

    peer: Peer
    tally: Tally
    first: float
    last: float
    wall: float
    already: int
    ended: bool
    trouble: str = ""

    @property
    def per_mutant(self) -> float | None:
        """Seconds for each mutant after the first that was seen to be done.

        Of a run in which all were seen at once, preparations included.
        """
        done = self.tally.tried - self.already
        if done > 0 and self.last > self.first:
            return (self.last - self.first) / done
        return self.wall / self.tally.tried if self.ended and self.tally.tried else None

    @property
    def in_all(self) -> float | None:
        """Seconds for all its mutants, at that pace where it was stopped."""
        if self.ended and self.tally.tried == (self.tally.total or self.tally.tried):
            return self.wall
        if self.per_mutant is None or self.tally.total is None:
            return None
        return self.first + self.per_mutant * (self.tally.total - self.already)


def measure(seconds: float = SECONDS, names: Sequence[str] = NAMES) -> str:
    """Both tables: speed on the examples, and which faults each would have reported."""
    with tempfile.TemporaryDirectory() as made:
        speeds: list[list[str]] = []
        shares: list[list[str]] = []
        for name in names:
            example = Example.load(name)
            roots = _copies(example, Path(made) / name)
            runs = [_told(timed(peer, roots[peer.name], example, seconds)) for peer in _peers()]
            speeds += _speed_rows(example, runs)
            shares += map(_shown, _share_rows(example, roots))
    head = ["example", "tester", "mutants tried", "killed", "survived", "s until the first",
            "s per mutant", "ratio", "s in all", "ratio"]  # fmt: skip
    faults = ["fault", "noticed by the tests", *(peer.name for peer in _peers())]
    pins = "\n".join(f"- {peer.name}: {peer.pins}" for peer in _peers())
    return "\n\n".join((table(head, speeds), pins, table(faults, [*shares, _sum(shares)])))


def _told(run: Timed) -> Timed:
    """Say at once how a run went: the tables come when all is done."""
    tally, pace = run.tally, run.per_mutant
    each = "-" if pace is None else f"{pace:.2f}"
    print(f"{run.peer.name}: {tally}, {each} s a mutant", run.trouble, file=sys.stderr, flush=True)
    return run


def _shown(row: list[str]) -> list[str]:
    print(" | ".join(row), file=sys.stderr, flush=True)
    return row


def _peers() -> tuple[Peer, ...]:
    return (TESTGUARD, *all_peers())


def _copies(example: Example, folder: Path) -> dict[str, Path]:
    """One copy of the example for each tester."""
    return {
        peer.name: example.copy(
            folder / peer.name.replace(", ", "-") / "system", recorded=peer is TESTGUARD
        )
        for peer in _peers()
    }


def timed(peer: Peer, root: Path, example: Example, seconds: float) -> Timed:
    """Run one tester for ``seconds`` after its first mutant, and some to stop in."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    kept["PATH"] = f"{BIN}{os.pathsep}{kept['PATH']}"
    command = peer.command(root, example, seconds)
    log = root / LOG
    started = time.monotonic()
    first = last = 0.0
    already, seen = 0, Tally()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=root, env=kept, stdout=output, stderr=output, start_new_session=True
        )
        until = started + PREPARING
        while time.monotonic() < until:
            ended = _ends(process, POLL)
            now = peer.tally(root, log.read_text(encoding="utf-8", errors="replace"))
            spent = time.monotonic() - started
            if now.begun and not seen.begun:
                first, already, until = spent, now.tried, started + spent + seconds
            last = spent if now.tried > seen.tried else last
            seen = now
            if ended:
                break
        wall = time.monotonic() - started
        ended = process.poll() is not None
        _stop(process)
    spent = time.monotonic() - started
    before, text = seen, log.read_text(encoding="utf-8", errors="replace")
    seen = peer.tally(root, text)
    last = spent if seen.tried > before.tried else last
    if peer is TESTGUARD and seen.begun:  # it tells how many there are when it is through
        total = len(known_mutants(root))
        seen = Tally(total, seen.tried, seen.killed, seen.survived, begun=True)
    trouble = "" if seen.tried else _last_words(text)
    return Timed(peer, seen, first, last, wall, already, ended, trouble)


def _ends(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a tester to stop, as Ctrl-C does, and end it with all it started."""
    for number, seconds in ((signal.SIGINT, GRACE), (signal.SIGTERM, GRACE), (signal.SIGKILL, 1)):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            break
        _ends(process, seconds)
    process.wait()


def _last_words(text: str) -> str:
    lines = [each.strip() for each in text.replace("\r", "\n").splitlines() if each.strip()]
    return lines[-1][-100:] if lines else "nothing printed"


def _speed_rows(example: Example, runs: list[Timed]) -> Iterator[list[str]]:
    base = runs[0]
    for each in runs:
        tally = each.tally
        tried = f"{tally.tried} of {_or(tally.total)}" + (
            f": {each.trouble}" if each.trouble else ""
        )
        about = "~" if each.in_all != each.wall else ""
        yield [
            example.name, each.peer.name, tried, _or(tally.killed), _or(tally.survived),
            f"{each.first:.0f}" if tally.begun else "-",
            _figure(each.per_mutant, "", 2), _ratio(each.per_mutant, base.per_mutant),
            _figure(each.in_all, about, 0), _ratio(each.in_all, base.in_all),
        ]  # fmt: skip


def _or(number: int | None) -> str:
    return UNKNOWN if number is None else str(number)


def _figure(seconds: float | None, about: str, digits: int) -> str:
    return "-" if seconds is None else f"{about}{seconds:.{digits}f}"


def _ratio(seconds: float | None, base: float | None) -> str:
    return "-" if seconds is None or not base else f"{seconds / base:.1f}"


def _share_rows(example: Example, roots: dict[str, Path]) -> Iterator[list[str]]:
    root = example.copy(roots[TESTGUARD.name].parent / "sound", recorded=True)
    gallery = Gallery(example, root)
    mutants = {peer.name: _mutants(peer, roots[peer.name], root) for peer in _peers()}
    graphs = list(graph_mutants(roots[TESTGUARD.name], gallery))
    for fault in example.faults:
        wrong = gallery.wrong(fault.applied(root))
        if not wrong:
            raise ValueError(f"{fault.name}: nothing is wrong")
        row = [fault.name, _word(noticed(example, fault))]
        for peer in _peers():
            near = (gallery.wrong(each) for each in _near(mutants[peer.name], fault, wrong, root))
            own = graphs if peer is TESTGUARD else ()
            found = reported(wrong, own) or reported(wrong, near)
            row.append(_word(found) if mutants[peer.name] else UNKNOWN)
        yield row


def _word(yes: bool) -> str:
    return "yes" if yes else "no"


def _mutants(peer: Peer, own: Path, sound: Path) -> list[Altered]:
    """Every mutant of every file that has a fault or declares something."""
    paths = [*sorted(sound.glob("lib/**/*.py")), sound / "tap.py"]
    found: list[Altered] = []
    for file in paths:
        path, text = file.relative_to(sound).as_posix(), file.read_text(encoding="utf-8")
        found.extend(each for each in peer.mutants(own, path, text) if each.text != text)
    return list(dict.fromkeys(found))


def _near(mutants: list[Altered], fault: Fault, wrong: Wrong, root: Path) -> Iterator[Altered]:
    """The mutants worth a picture: on the fault's lines, or on lines that name what is wrong."""
    names = {what.replace("_", "").lower() for _, what in wrong}
    lines = {path: (root / path).read_text(encoding="utf-8").split("\n") for path in
             {each.path for each in mutants} | {fault.path}}  # fmt: skip
    own = _changed(lines[fault.path], fault.applied(root).text.split("\n"))
    for each in mutants:
        before = lines[each.path]
        changed = _changed(before, each.text.split("\n"))
        words = "".join(before[changed.start : changed.stop]).replace("_", "").lower()
        same = each.path == fault.path and not set(own).isdisjoint(changed)
        if same or any(name in words for name in names):
            yield each


def _changed(before: list[str], after: list[str]) -> range:
    """The lines of ``before`` that are other ones, or gone."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return range(start, max(start + 1, len(before) - end))


def _sum(rows: list[list[str]]) -> list[str]:
    columns = list(zip(*rows, strict=True))[1:]
    return ["**share**", *(f"{each.count('yes')} of {len(rows)}" for each in columns)]
