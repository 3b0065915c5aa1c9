"""``testguard graph``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from testguard import pipeline
from testguard.cli.rules import tell_problems
from testguard.cli.session import Session, session_options
from testguard.cli.terminal import emit, say
from testguard.errors import ConfigError
from testguard.model.resource import Built, Graph, Resource, is_secret
from testguard.patterns import regex

EPILOG = """\b
Examples:
  testguard graph                                      every stack module
  testguard graph lib/tap_stack.py                     one of them
  testguard graph __main__.py --set aws:region=eu-west-1
  testguard graph lib/tap_stack.py --output-format mermaid
"""
_MARKUP = regex(r"[\"<>#&;`]")


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--output-format",
    "form",
    type=click.Choice(["text", "json", "dot", "mermaid"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.option("--stack", default="", metavar="NAME", help="The stack whose configuration is used.")
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Configuration; may be repeated."
)
@click.option(
    "--max-time", default=60.0, show_default=True, metavar="SECONDS", help="Limit of one build."
)
@session_options
def graph(
    session: Session,
    *,
    paths: Sequence[Path],
    form: str,
    stack: str,
    settings: Sequence[str],
    max_time: float,
) -> int:
    """Show the resources that stacks declare, and what depends on what.

    PATHS are stack modules or folders of them; without any, all that are found. The code is run
    on mocks: without a cloud, credentials or network.
    """
    options = {"config": pairs_of(settings), "stack_name": stack, "seconds": max_time}
    built, problems = pipeline.graphs(session.config(), paths, options)
    if not session.quiet:
        for each in built:
            _tell_guesses(each)
    emit(_FORMS[form]([each for one in built for each in one.graphs]))
    return tell_problems(problems)


def pairs_of(settings: Sequence[str]) -> dict[str, str]:
    """``KEY=VALUE`` options as a table. Raises `ConfigError` for one of another form."""
    pairs = [setting.partition("=") for setting in settings]
    wrong = [key for key, equals, _ in pairs if not key or not equals]
    if wrong:
        raise ConfigError(f"--set {wrong[0]} is not of the form KEY=VALUE")
    return {key: value for key, _, value in pairs}


def _tell_guesses(built: Built) -> None:
    for guess in built.guesses:
        say(f"note: {built.graph.path} {built.graph.name}: made up {guess.what} = {guess.value!r}")


def _json(graphs: Sequence[Graph]) -> str:
    data = {"version": 1, "stacks": [_data(each) for each in graphs]}
    return json.dumps(data, indent=2, ensure_ascii=False, default=str) + "\n"


def _data(graph: Graph) -> dict[str, object]:
    return {
        "name": graph.name,
        "path": graph.path,
        "region": graph.region,
        "account": graph.account,
        "depends_on": list(graph.depends_on),
        "resources": [_resource(each) for each in graph.resources],
        "exports": graph.exports,
    }


def _resource(resource: Resource) -> dict[str, object]:
    return {
        "id": resource.id,
        "type": resource.type,
        "name": resource.name,
        "properties": resource.properties,
        "region": resource.region,
        "provider": resource.provider,
        "parent": resource.parent,
        "depends_on": list(resource.depends_on),
        "outputs": resource.outputs,
    }


def _text(graphs: Sequence[Graph]) -> str:
    return "\n".join("".join(f"{line}\n" for line in _lines(each)) for each in graphs)


def _lines(graph: Graph) -> Iterator[str]:
    region = f" in {graph.region}" if graph.region else ""
    count = len(graph.resources)
    yield f"{graph.path} {graph.name}: {count} resource{'' if count == 1 else 's'}{region}"
    known = {each.id for each in graph.resources}
    for each in graph.resources:
        if each.parent not in known:
            yield from _tree(graph, each, 1)
    for name, value in graph.exports.items():
        yield f"  exports {name}" + (" (secret)" if is_secret(value) else "")


def _tree(graph: Graph, resource: Resource, depth: int) -> Iterator[str]:
    indent = "  " * depth
    region = f" in {resource.region}" if resource.region not in ("", graph.region) else ""
    yield f"{indent}{resource.type} {resource.name}{region}"
    if resource.depends_on:
        names = {each.id: each.name for each in graph.resources}
        needed = dict.fromkeys(names.get(each, each) for each in resource.depends_on)
        yield f"{indent}    needs {', '.join(needed)}"
    for each in graph.resources:
        if each.parent == resource.id:
            yield from _tree(graph, each, depth + 1)


def _dot(graphs: Sequence[Graph]) -> str:
    lines = ["digraph testguard {", "  rankdir=LR;", "  node [shape=box];"]
    for number, graph in enumerate(graphs):
        lines.append(f"  subgraph cluster_{number} {{")
        lines.append(f"    label={_quoted(f'{graph.path} {graph.name}')};")
        for each in graph.resources:
            label = f"{each.name}\n{each.type}"
            lines.append(f"    {_node(number, each.id)} [label={_quoted(label)}];")
        lines.append("  }")
        lines += [
            f"  {_node(number, source)} -> {_node(number, target)};"
            for source, target in _edges(graph)
        ]
    return "\n".join([*lines, "}"]) + "\n"


def _mermaid(graphs: Sequence[Graph]) -> str:
    lines = ["flowchart LR"]
    for number, graph in enumerate(graphs):
        nodes = {each.id: f"n{number}_{place}" for place, each in enumerate(graph.resources)}
        lines.append(f"  subgraph g{number}[{_entity(f'{graph.path} {graph.name}')}]")
        lines += [f"    {nodes[e.id]}[{_entity(e.name, e.type)}]" for e in graph.resources]
        lines += [f"    {nodes[source]} --> {nodes[target]}" for source, target in _edges(graph)]
        lines.append("  end")
    return "\n".join(lines) + "\n"


def _edges(graph: Graph) -> list[tuple[str, str]]:
    known = {each.id for each in graph.resources}
    return [(each.id, to) for each in graph.resources for to in each.depends_on if to in known]


def _node(number: int, id_: str) -> str:
    return _quoted(f"{number}/{id_}")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _entity(*texts: str) -> str:
    """Lines of a label; what Mermaid would read as markup is given by character codes."""
    escaped = (_MARKUP.sub(lambda found: f"#{ord(found[0])};", text) for text in texts)
    return f'"{"<br/>".join(escaped)}"'


_FORMS: dict[str, Callable[[Sequence[Graph]], str]] = {
    "text": _text,
    "json": _json,
    "dot": _dot,
    "mermaid": _mermaid,
}
