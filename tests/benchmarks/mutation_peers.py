"""Mutation testers, each in its honest best configuration: how it is run, and what it tries."""

from __future__ import annotations

import ast
import json
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import Any, Protocol

from tests.benchmarks.faults import Altered, Example

BIN = Path(sys.executable).parent
SAMPLE = 6  # irradiate says nothing before it is through
LIB = "lib"


@dataclass(frozen=True)
class Tally:
    """How far a run is: mutants there are, tried, killed and survived; None where not told.

    ``begun`` is whether it is past its preparations, and tries mutants.
    """

    total: int | None = None
    tried: int = 0
    killed: int | None = None
    survived: int | None = None
    begun: bool = False


class Peer(Protocol):
    """A mutation tester; ``pins`` says in words how it is run."""

    name: str
    pins: str

    def command(self, root: Path, example: Example, seconds: float) -> Sequence[str]:
        """Write its configuration into the copy at ``root``, and say what to run there."""

    def tally(self, root: Path, log: str) -> Tally:
        """How far it is, from what it printed and what it wrote."""

    def mutants(self, root: Path, path: str, text: str) -> Iterator[Altered]:
        """Every mutant of the file at ``path``."""


class Mutmut:
    """Each mutant in a fork."""

    name = "mutmut"
    pins = "one child; a fork server for Pulumi, where it deadlocks without"

    def command(self, root: Path, example: Example, seconds: float) -> Sequence[str]:
        isolation = "forkserver" if example.framework == "pulumi" else "fork"
        others = sorted(each.name for each in root.iterdir() if each.name not in (LIB, "tests"))
        with (root / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[tool.mutmut]\nsource_paths = ["{LIB}"]\nalso_copy = {others}\n')
            file.write(f'process_isolation = "{isolation}"\n')
        return [str(BIN / "mutmut"), "run", "--max-children", "1"]

    def tally(self, root: Path, log: str) -> Tally:
        found = re.findall(r"/(\d+)  🎉 (\d+) 🫥 (\d+)  ⏰ (\d+)  🤔 (\d+)  🙁 (\d+)", log)
        if not found:
            return Tally()
        total, killed, _, timeouts, suspicious, survived = map(int, found[-1])
        tried = killed + timeouts + suspicious + survived
        return Tally(total, tried, killed, survived, begun=tried > 0)

    def mutants(self, root: Path, path: str, text: str) -> Iterator[Altered]:
        from libcst.metadata import MetadataWrapper, PositionProvider  # noqa: PLC0415
        from mutmut.mutation.file_mutation import (  # noqa: PLC0415 - reads a configuration
            create_mutations,
            deep_replace,
        )

        module, mutations, *_ = create_mutations(path, text)
        wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
        places, lines = wrapper.resolve(PositionProvider), text.split("\n")
        for each in mutations:
            function = each.contained_by_top_level_function
            if function is None:
                continue
            place, changed = (
                places[function],
                deep_replace(function, each.original_node, each.mutated_node),
            )
            code = module.code_for_node(changed.with_changes(leading_lines=()))
            new = indent(code.rstrip("\n"), " " * place.start.column).split("\n")
            whole = [*lines[: place.start.line - 1], *new, *lines[place.end.line :]]
            yield Altered(path, "\n".join(whole))


class CosmicRay:
    """Each mutant in a fresh process."""

    name = "cosmic-ray"
    pins = "local distributor, pytest -x"
    session = "session.sqlite"

    def command(self, root: Path, example: Example, seconds: float) -> Sequence[str]:
        (root / "cosmic-ray.toml").write_text(
            f'[cosmic-ray]\nmodule-path = "{LIB}"\ntimeout = 120.0\nexcluded-modules = []\n'
            f'test-command = "{sys.executable} -m pytest -x -q"\n'
            '[cosmic-ray.distributor]\nname = "local"\n',
            encoding="utf-8",
        )
        tool, given = BIN / "cosmic-ray", f"cosmic-ray.toml {self.session}"
        return ["sh", "-c", f"{tool} init {given} && exec {tool} exec {given}"]

    def tally(self, root: Path, log: str) -> Tally:
        if not (root / self.session).exists():
            return Tally()
        with sqlite3.connect(f"file:{root / self.session}?mode=ro", uri=True) as session:
            try:
                [(total,)] = session.execute("select count(*) from mutation_specs")
                outcomes = [each for (each,) in session.execute(
                    "select test_outcome from work_results"
                )]  # fmt: skip
            except sqlite3.OperationalError:
                return Tally()
        killed, survived = outcomes.count("KILLED"), outcomes.count("SURVIVED")
        return Tally(total, len(outcomes), killed, survived, begun=bool(outcomes))

    def mutants(self, root: Path, path: str, text: str) -> Iterator[Altered]:
        from cosmic_ray import plugins  # noqa: PLC0415
        from cosmic_ray.ast import ast_nodes, get_ast  # noqa: PLC0415
        from cosmic_ray.mutating import mutate_code  # noqa: PLC0415

        nodes = list(ast_nodes(get_ast(text)))
        for name in plugins.operator_names():
            kind = plugins.get_operator(name)
            if kind.arguments():
                continue  # does nothing unless it is told what to replace
            operator = kind()
            count = sum(len(list(operator.mutation_positions(node))) for node in nodes)
            for occurrence in range(count):
                changed = mutate_code(text, operator, occurrence)
                if changed is not None:
                    yield Altered(path, changed)


class Gremlins:
    """All mutants in one instrumented source, each in a process that switches one on."""

    name = "pytest-gremlins"
    pins = "as it comes"

    def command(self, root: Path, example: Example, seconds: float) -> Sequence[str]:
        options = ("--gremlins", f"--gremlin-targets={LIB}", "--gremlin-report=json", "-q")
        return [sys.executable, "-m", "pytest", *options]

    def tally(self, root: Path, log: str) -> Tally:
        found = re.findall(r"Gremlin (\d+)/(\d+)", log)
        if not found:
            return Tally()
        running, total = map(int, found[-1])
        return Tally(total, running - 1, begun=running > 1)

    def mutants(self, root: Path, path: str, text: str) -> Iterator[Altered]:
        from pytest_gremlins.instrumentation.transformer import transform_source  # noqa: PLC0415

        for each in transform_source(text, path)[0]:
            new = ast.unparse(each.mutated_node)
            changed = _replaced(text, each.original_node, new)
            yield Altered(path, changed)


class Fest:
    """Workers in which the module is patched, or a fresh process for each mutant."""

    def __init__(self, backend: str) -> None:
        self.backend = backend
        self.name = f"fest-mutate, {backend}"
        self.pins = f"one worker, backend {backend}"

    def command(self, root: Path, example: Example, seconds: float) -> Sequence[str]:
        given = ("-s", f"{LIB}/**/*.py", "-w", "1", "-v", "-t", "120", "-b", self.backend)
        return [str(BIN / "fest"), "run", *given, "-o", "json"]

    def tally(self, root: Path, log: str) -> Tally:
        words = re.findall(r"\[\d+/(\d+)\]\W+(?:\[\d+m\W*)*([A-Z_ ]+?)\s", _plain_text(log))
        if not words:
            return Tally()
        kinds = [kind for _, kind in words]
        killed, survived = kinds.count("KILLED"), kinds.count("SURVIVED")
        tried = sum(not kind.startswith("NO") for kind in kinds)
        return Tally(int(words[-1][0]), tried, killed, survived, begun=tried > 0)

    def mutants(self, root: Path, path: str, text: str) -> Iterator[Altered]:
        data = text.encode()
        for each in _fest_report(root):
            if each["file_path"].endswith(f"/{path}"):
                start, length = each["byte_offset"], each["byte_length"]
                new = each["mutated_text"].encode()
                yield Altered(path, (data[:start] + new + data[start + length :]).decode())


class Irradiate:
    """Warm workers that fork for each mutant."""

    name = "irradiate"
    pins = f"one worker, {SAMPLE} mutants, 300 s for the worker to start"

    def command(self, root: Path, example: Example, seconds: float) -> Sequence[str]:
        given = ("--workers", "1", "--worker-timeout", "300", "--sample", str(SAMPLE))
        report = ("--report", "json", "-o", "irradiate.json", "--python", sys.executable)
        return [str(BIN / "irradiate"), "run", LIB, *given, *report]

    def tally(self, root: Path, log: str) -> Tally:
        total = re.search(r"\((\d+) trampoline \+ (\d+) source-patch", log)
        if total is None:
            return Tally()
        count, begun = int(total[1]) + int(total[2]), "Running mutation testing" in log
        report = root / "irradiate.json"
        if not report.exists():
            return Tally(count, begun=begun)
        files = json.loads(report.read_text(encoding="utf-8"))["files"].values()
        statuses = [each["status"] for file in files for each in file["mutants"]]
        killed, survived = statuses.count("Killed"), statuses.count("Survived")
        return Tally(count, killed + survived, killed, survived, begun=True)

    def mutants(self, root: Path, path: str, text: str) -> Iterator[Altered]:
        generated = root / "mutants" / path
        if generated.exists():
            yield from _untrampolined(path, text, generated.read_text(encoding="utf-8"))


def _plain_text(log: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", log)


def _replaced(text: str, node: ast.expr | ast.stmt, new: str) -> str:
    """``text`` with ``new`` for a node of it, in parentheses where that is an expression."""
    line, end = node.lineno, node.end_lineno or node.lineno
    column, end_column = node.col_offset, node.end_col_offset
    lines = text.splitlines(keepends=True)
    head = "".join(lines[: line - 1]) + lines[line - 1].encode()[:column].decode()
    tail = lines[end - 1].encode()[end_column:].decode() + "".join(lines[end:])
    return head + (f"({new})" if isinstance(node, ast.expr) else new) + tail


def _fest_report(root: Path) -> Iterator[dict[str, Any]]:
    """The mutants in fest's report, which it prints when it ends.

    Both backends have the same ones, and the quicker one is more likely to have ended.
    """
    quick = root.parents[1] / "fest-mutate-plugin" / root.name / "log.txt"
    log = quick.read_text(encoding="utf-8", errors="replace")
    start = log.find('{\n  "files_scanned"')
    if start >= 0:
        report, _ = json.JSONDecoder().raw_decode(log[start:])
        yield from (each["mutant"] for each in report["results"])


def _untrampolined(path: str, text: str, generated: str) -> Iterator[Altered]:
    """The mutants of a file from irradiate's, in which each is a function of its own."""
    functions = {
        node.name: node for node in ast.walk(ast.parse(generated)) if isinstance(node, Function)
    }
    originals = dict(_functions(ast.parse(text)))
    for name, node in functions.items():
        found = re.fullmatch(r"(?:xǁ(\w+?)ǁ|x_)(\w+)__irradiate_\d+", name)
        original = originals.get((found[1] or "", found[2])) if found else None
        if found and original is not None:
            deeper = " " * (node.body[0].col_offset - original.body[0].col_offset)
            code = ast.get_source_segment(generated, node) or ""
            lines = code.replace(name, found[2], 1).split("\n")
            new = "\n".join(line.removeprefix(deeper) for line in lines)
            yield Altered(path, _replaced(text, original, new))


Function = ast.FunctionDef | ast.AsyncFunctionDef


def _functions(tree: ast.Module) -> Iterator[tuple[tuple[str, str], Function]]:
    for node in tree.body:
        if isinstance(node, Function):
            yield ("", node.name), node
        elif isinstance(node, ast.ClassDef):
            yield from (
                ((node.name, each.name), each) for each in node.body if isinstance(each, Function)
            )


def all_peers() -> tuple[Peer, ...]:
    """Those that are installed."""
    peers: tuple[tuple[str, Peer], ...] = (
        ("mutmut", Mutmut()),
        ("cosmic-ray", CosmicRay()),
        ("pytest", Gremlins()),
        ("fest", Fest("subprocess")),
        ("fest", Fest("plugin")),
        ("irradiate", Irradiate()),
    )
    return tuple(peer for command, peer in peers if shutil.which(str(BIN / command)))
