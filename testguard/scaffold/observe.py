"""Observing a stack: as it is by default, and with one input after another overridden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from testguard.errors import BuildError
from testguard.model.contract import Contract, Input, InputKind
from testguard.model.resource import Built, Graph, Guess
from testguard.scaffold.bench import Bench
from testguard.scaffold.facts import Sources
from testguard.scaffold.outcomes import config_key, one
from testguard.scaffold.plan import Gap, Setting
from testguard.scaffold.values import others

MOST_TRIES = 8
CONFIG, ENV = "config ", "environment "


class Varied(Struct, frozen=True):
    """An input, another value for it, and the setting that gives it."""

    input: Input
    value: str
    setting: Setting


class Observed(Struct, frozen=True):
    """The setting with nothing but what the stack insists on, and one override per input."""

    base: Setting
    built: Built
    varied: tuple[Varied, ...]
    gaps: tuple[Gap, ...] = ()


def observe(bench: Bench, contract: Contract, sources: Sources, project: str) -> Observed:
    """Build the stack by default, then once per input. Raises `BuildError` for the first."""
    base = base_of(bench, contract, project)
    built = bench.build(base)
    varied: list[Varied] = []
    gaps: list[Gap] = []
    for item in _overridable(contract):
        found = _vary(bench, base, item, sources, (contract.class_name, project))
        if isinstance(found, Varied):
            varied.append(found)
        elif not _carries(item, contract):
            gaps.append(found)
    return Observed(base, built, tuple(varied), tuple(gaps))


def _carries(item: Input, contract: Contract) -> bool:
    """Whether an input only carries others, each of which is overridden by itself."""
    fields = any(each.kind is InputKind.FIELD for each in contract.inputs)
    return fields and item.kind is InputKind.PARAMETER and item.default == "None"


def base_of(bench: Bench, contract: Contract, project: str) -> Setting:
    """What must be set: configuration without a default, from the files or made up."""
    defaulted = {
        config_key(item.name, project)
        for item in contract.inputs
        if item.kind in (InputKind.CONFIG, InputKind.CONTEXT) and item.default is not None
    }
    kept = {key: value for key, value in bench.recipe.config.items() if key not in defaulted}
    bench.recipe.config.clear()  # type: ignore[attr-defined]
    if contract.class_name and _needs_none(bench, kept):
        kept = {}
    base = Setting(config=kept, environment=_insisted(bench, kept))
    guesses = bench.build(base).guesses
    return base.and_(Setting(config=_made_up(guesses, CONFIG), environment=_made_up(guesses, ENV)))


def _insisted(bench: Bench, config: Mapping[str, str]) -> dict[str, str]:
    """The environment that tests must set: that of the recipe, where nothing builds without it."""
    told = dict(bench.recipe.environment)
    if not told:
        return {}
    bench.recipe.environment.clear()  # type: ignore[attr-defined]
    bench.seen.clear()
    try:
        bench.build(Setting(config=config))
    except BuildError:
        return told
    return {}


def _made_up(guesses: Iterable[Guess], prefix: str) -> dict[str, str]:
    return {
        guess.what.removeprefix(prefix): str(guess.value)
        for guess in guesses
        if guess.what.startswith(prefix)
    }


def _needs_none(bench: Bench, config: Mapping[str, str]) -> bool:
    """Whether a component is the same without any configuration."""
    try:
        bare, full = bench.build(Setting()), bench.build(Setting(config=config))
    except BuildError:
        return False
    made_up = any(each.what.startswith(CONFIG) for each in bare.guesses)
    return not made_up and not changed(bare.graph, full.graph)


def _overridable(contract: Contract) -> Iterator[Input]:
    seen: set[tuple[str, str]] = set()
    for item in contract.inputs:
        key = (item.kind, item.name)
        if item.given is not None and key not in seen:
            seen.add(key)
            yield item


def _vary(
    bench: Bench, base: Setting, item: Input, sources: Sources, names: tuple[str, str]
) -> Varied | Gap:
    """The first other value that the stack takes, preferably one that changes its graph."""
    plain = bench.build(base).graph
    taken: Varied | None = None
    why = "no value of it is known"
    for code in _first(others(item.name, sources.facts(item.name), item.default)):
        varied = Varied(item, code, one(item.name, item.kind, code, *names))
        try:
            graph = bench.build(base.and_(varied.setting)).graph
        except BuildError as error:
            why = f"no value that was tried is taken: {error.message.splitlines()[0]}"
            continue
        if changed(plain, graph):
            return varied
        taken = taken or varied
    return taken or Gap(item.module, item.line, f"override of {item.name}", why)


def changed(one: Graph, other: Graph) -> bool:
    """Whether two graphs differ in what they declare."""
    return (one.resources, one.exports, one.name) != (other.resources, other.exports, other.name)


def _first(codes: Iterable[str]) -> Iterator[str]:
    for _, code in zip(range(MOST_TRIES), codes, strict=False):
        yield code
