"""The assertion that would have killed a mutant, ready to paste."""

from __future__ import annotations

from typing import Any

from testguard.model.mutant import Act, Mutant, Path
from testguard.model.resource import plain
from testguard.mutation.generate import OUTPUT

MOCKS = "mocks.resources"  # where the examples of both frameworks keep what their mocks saw


def assertion_for(mutant: Mutant) -> str:
    """Python code for a test; names that only the user knows are said in a comment."""
    if mutant.act is Act.EDIT:
        return _of_source(mutant)
    is_template = "::" in mutant.type or mutant.type == OUTPUT
    return _of_template(mutant) if is_template else _of_mocks(mutant)


def _of_source(mutant: Mutant) -> str:
    if mutant.operator == "default-changed":
        return f"assert {_attribute(mutant)} == {mutant.old}  # built without {_name(mutant)}"
    if mutant.operator == "override-ignored":
        return f"assert {_attribute(mutant)} == given  # built with {_name(mutant)}=given"
    if mutant.operator == "stack-dependency-cut":
        one, _, other = mutant.old.partition(".add_dependency(")
        return f"assert {other.rstrip(')')} in {one}.dependencies"
    if mutant.operator == "stack-region-swapped":
        return f"assert stack.region == {mutant.old}"
    if mutant.item == mutant.module:
        return f"# call the handler in a test that fails when `{mutant.old}` is `{mutant.new}`"
    error, _, guard = mutant.symbol.partition(" if ")
    return f"with pytest.raises({error}):  # {guard}, just beyond the limit and just within it"


def _of_mocks(mutant: Mutant) -> str:
    """Over what the mocks of a Pulumi suite were asked to register."""
    named = f"for r in {MOCKS} if r.name == {mutant.names[0]!r}"
    if mutant.act in (Act.REMOVE, Act.DUPLICATE):
        return f"assert [r.typ {named}] == [{mutant.type!r}]"
    if mutant.act is Act.PROVIDER:
        provider = mutant.old.rpartition("::")[2]
        return f"assert all({provider!r} in r.provider {named})"
    if mutant.act in (Act.SET, Act.DROP):
        old = plain(mutant.old)
        return f"assert [r.inputs{_subscripts(mutant.path)} {named}] == [{old!r}]"
    what = mutant.place or mutant.old
    return f"# let a monitor of the suite's own look at the {mutant.act} {what!r}"


def _of_template(mutant: Mutant) -> str:
    """Over a template of CloudFormation."""
    kind = mutant.type
    if mutant.act in (Act.REMOVE, Act.DUPLICATE):
        return f"template.resource_count_is({kind!r}, 1)"
    if mutant.act in (Act.SET, Act.DROP):
        return f"template.has_resource_properties({kind!r}, {_nested(mutant.path, mutant.old)!r})"
    if mutant.act is Act.OUTPUT:
        return f"template.has_output({str(mutant.path[0])!r}, {{'Value': {mutant.old!r}}})"
    key = "DependsOn" if mutant.act is Act.CUT else str(next(iter(mutant.path), ""))
    value = [mutant.old] if mutant.act is Act.CUT else mutant.old
    return f"template.has_resource({kind!r}, {{{key!r}: {value!r}}})"


def _nested(path: Path, value: Any) -> Any:
    for key in reversed(path):
        value = {key: value} if isinstance(key, str) else [value]
    return value


def _subscripts(path: Path) -> str:
    return "".join(f"[{key!r}]" for key in path)


def _name(mutant: Mutant) -> str:
    return mutant.symbol.rpartition(".")[2]


def _attribute(mutant: Mutant) -> str:
    owner, _, name = mutant.symbol.rpartition(".")
    return f"{owner}(...).{name}" if owner else name
