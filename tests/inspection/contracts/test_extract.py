from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testguard.errors import UnreadableSource
from testguard.inspection.contracts.extract import extract
from testguard.measurement.probing.instrument import instrument
from testguard.measurement.probing.plan import plan
from testguard.model.contract import Contract
from testguard.model.project import StackModule
from testguard.suite.library import Library
from testguard.suite.module import Module

Reader = Callable[..., Contract]
PATH = "lib/stack.py"
NAMES = ("size", "args", "config", "self", "kwargs", "d")
EXPRESSIONS = (
    "{0}", "{0}.size", "self.{0}", "{0} or 3", "3 if {0} is None else {0}", "os.getenv('A', {0})",
    "config.require('a')", "config.get('é') or '#2'", "kwargs.pop('k', {0})", "Args({0})",
    "self.node.try_get_context({0})", "[x for x in {0} or ()]", "({0} := {1})", "lambda {0}=1: {0} or 2",
    "f'{{{0}!r:>{{{1}}}}}'", "{0}[{1}]", "await_({0})", "{0} if {1} else {0}", "helper({0}, {1})",
)  # fmt: skip
STATEMENTS = (
    "{0} = {e}", "self.{0} = {e}", "assert {e}, {0}", "raise ValueError({e})", "raise", "return {0}",
    "if {e}:\n    raise TypeError(f'{{{0}}}') from None\nelif {0}:\n    {0} = {e}",
    "if not {0}: {0} = {e}; raise KeyError", "for {0}, d in {e}: helper({0})",
    "try:\n    {0} = {e}\nexcept (ValueError, OSError) as error:\n    raise SystemExit({0})\nfinally: pass",
    "match {e}:\n    case [{0}, *_] if {0}: raise ValueError\n    case _: pass",
    "with {e} as {0}: assert {0}", "def helper(value, limit={e}): \n    raise ValueError(value)",
    "def helper(*a, b={e}, **kwargs): return kwargs.get('b', 1)", "del self", "import os, sys",
    "from .other import Args as helper", "sys.exit({e})", "class Args: size: int = {e}",
    "super().__init__({e})", "'''doc'''", "Annotations.of(self).add_error({e})", "global size",
)  # fmt: skip


@st.composite
def blocks(draw: st.DrawFn, indent: str) -> str:
    """Statements of a block, each line indented."""
    lines: list[str] = []
    for template in draw(st.lists(st.sampled_from(STATEMENTS), max_size=5)):
        first, second = draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES))
        expression = draw(st.sampled_from(EXPRESSIONS)).format(first, second)
        text = template.replace("{e}", "\0").format(first, second).replace("\0", expression)
        lines += [f"{indent}{line}" for line in text.split("\n")]
    return "\n".join([*lines, f"{indent}pass"])


@st.composite
def modules(draw: st.DrawFn) -> str:
    """The source of a module, mostly one that parses, now and then one that was cut off."""
    header = draw(st.sampled_from(("import pulumi, os\nconfig = pulumi.Config('é')", "", "\ufeff")))
    decorator = draw(st.sampled_from(("", "@dataclass\n", "@attrs.define(slots=True)\n")))
    bases = draw(st.sampled_from(("", "(Args)", "(TapStack)", "(BaseModel)", "(TypedDict)")))
    source = (
        f"{header}\n{draw(blocks(''))}\n{decorator}class Args{bases}:\n{draw(blocks('    '))}\n"
        f"class TapStack:\n    def __init__(self, name, args: Args, size={draw(st.sampled_from(NAMES))}"
        f", *, d=lambda: 1, **kwargs):\n{draw(blocks('        '))}\n\n"
        f"    def helper(self, size):\n{draw(blocks('        '))}\n"
    )
    return source[: draw(st.one_of(st.just(len(source)), st.integers(0, len(source))))]


def extracted(source: str, *, program: bool) -> list[Contract]:
    """The contracts of a source, or none where it cannot be read."""
    library = Library(Path("nowhere"))
    library.add(Module(PATH, source))
    stack = StackModule(PATH, "pulumi", () if program else ("TapStack",), program)
    try:
        return list(extract(stack, library))
    except UnreadableSource:
        with pytest.raises((SyntaxError, ValueError)):
            ast.parse(source)
        return []


@given(source=modules(), program=st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_module_gives_contracts_whose_probes_fit_its_tree(
    source: str, *, program: bool
) -> None:
    contracts = extracted(source, program=program)
    ids = [item.id for each in contracts for item in each.inputs]
    ids += [path.id for each in contracts for path in each.validations]
    assert len(set(ids)) == len(ids)
    tree = instrument(source, plan(contracts), PATH) if contracts else ast.parse("")
    seen = {getattr(node, "lineno", 0) for node in ast.walk(ast.parse(source if contracts else ""))}
    assert {getattr(node, "lineno", 0) for node in ast.walk(tree)} <= seen | {0}


@given(source=modules())
@settings(max_examples=100, deadline=None)
def test_every_site_is_a_node_of_the_module(source: str) -> None:
    contracts = extracted(source, program=False)
    code = Module(PATH, source)
    places = {
        (node.lineno, node.end_lineno)
        for node in ast.walk(ast.parse(source if contracts else ""))
        if isinstance(node, ast.expr | ast.stmt)
    }
    probes = [path.probe for each in contracts for path in each.validations]
    probes += [
        probe
        for each in contracts
        for item in each.inputs
        for probe in (item.given, item.used)
        if probe is not None
    ]
    for probe in probes:
        assert (probe.site.line, probe.site.end_line) in places
        assert probe.site.column <= len(code.lines[probe.site.line - 1])


def test_ids_differ_even_where_a_key_looks_like_a_number(contract: Reader) -> None:
    found = contract(
        """
        import os

        a = os.getenv("A")
        b = os.getenv("A")
        c = os.getenv("A#2")
        """,
        program=True,
    )
    assert len({item.id for item in found.inputs}) == 3


@pytest.mark.parametrize(
    "others",
    [
        {"lib/other.py": "from lib.stack import TapStack\nclass Args(TapStack): pass\n"},
        {"lib/other.py": "from lib.other import Args\n"},
        {"lib/other.py": "class Args(:\n"},
        {"lib/other.py": "from lib.stack import helper as Args\n"},
    ],
)
def test_modules_that_import_each_other_or_do_not_parse_are_followed_no_further(
    contract: Reader, others: dict[str, str]
) -> None:
    found = contract(
        """
        from lib.other import Args

        def helper(size):
            return helper(size)

        class TapStack(Args):
            def __init__(self, name, args: Args, size=3):
                helper(size)
        """,
        others=others,
    )
    assert "TapStack.size" in [item.name for item in found.inputs]


def test_of_a_class_that_is_defined_twice_the_last_counts(contract: Reader) -> None:
    found = contract(
        """
        class TapStack:
            def __init__(self, name, size=3):
                pass

        class TapStack:
            @overload
            def __init__(self, name): ...
            @overload
            def __init__(self, name, zone): ...
            @traced
            def __init__(self, name, zone=DEFAULT_ZONE, /, *, tags=lambda: {}):
                pass
        """
    )
    assert {item.name: (item.default, item.line) for item in found.inputs} == {
        "TapStack.zone": ("DEFAULT_ZONE", 12),
        "TapStack.tags": ("lambda: {}", 12),
    }


def test_a_component_that_is_passed_in_is_a_resource_and_no_args(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.add(
        Module(
            "lib/stack.py",
            "from lib.queue import Queue\n\n"
            "class TapStack:\n    def __init__(self, name, queue: Queue): pass\n",
        )
    )
    library.add(
        Module(
            "lib/queue.py",
            "from lib.base import Base\n\n@dataclass\nclass Queue(Base):\n    size: int = 3\n",
        )
    )
    stack = StackModule("lib/stack.py", "pulumi", ("TapStack",))
    [found] = extract(stack, library, frozenset({("lib/queue.py", "Queue")}))
    assert [item.name for item in found.inputs] == ["TapStack.queue"]
