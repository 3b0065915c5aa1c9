"""A file of the system as rules see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from msgspec import Struct

from testguard.infrastructure.calls import Call, read_calls
from testguard.infrastructure.functions import DeclaredFunction, declared_functions
from testguard.infrastructure.handlers import HandlerSource, handler_source
from testguard.infrastructure.regions import crosses_regions
from testguard.infrastructure.strings import Text, texts
from testguard.infrastructure.values import Values
from testguard.model.contract import Contract
from testguard.model.project import StackModule, SystemFile
from testguard.suite.library import Library
from testguard.suite.module import Module, name_of
from testguard.syntax import Node


def _no_contracts(stack: StackModule) -> tuple[Contract, ...]:  # noqa: ARG001 - the one for none
    return ()


class Code(Struct, frozen=True):
    """Code that a Lambda function runs, in this file: all of it, or a string in a stack module.

    ``functions`` are the names of the functions that Lambda calls; ``line`` is what to add to its
    line numbers.
    """

    module: Module
    functions: tuple[str, ...]
    line: int = 0
    label: str = ""


class Infrastructure(Struct, frozen=True, dict=True):
    """A parsed stack module, or a parsed file of a Lambda function's code.

    ``contracts`` reads what the stacks of a module take and refuse.
    """

    file: SystemFile
    module: Module
    library: Library
    contracts: Callable[[StackModule], tuple[Contract, ...]] = _no_contracts

    @property
    def path(self) -> str:
        """Relative to the root, with forward slashes."""
        return self.file.path

    @property
    def stack(self) -> StackModule | None:
        """The stack module, or None for a handler."""
        return self.file.stack

    @property
    def root(self) -> Node:
        """The syntax tree."""
        return self.module.root

    @cached_property
    def values(self) -> Values:
        """What names stand for."""
        return Values(self.module)

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """Every call, in document order."""
        return read_calls(self.module)

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """The strings that are values: neither docstrings nor messages."""
        return tuple(texts(self.module, deployed=self.stack is None))

    @cached_property
    def functions(self) -> tuple[DeclaredFunction, ...]:
        """The Lambda functions that a stack module declares."""
        return tuple(declared_functions(self.module, self.values)) if self.stack else ()

    def source_of(self, declared: DeclaredFunction) -> HandlerSource | None:
        """The code of a declared function, where it is found in the repository."""
        return handler_source(declared, self.path, self.library)

    @cached_property
    def codes(self) -> tuple[Code, ...]:
        """What of this file Lambda functions run."""
        whole = [Code(self.module, self.file.handlers)] if self.file.handlers else []
        return (*whole, *self._inline())

    def _inline(self) -> Iterator[Code]:
        for declared in self.functions:
            source = self.source_of(declared) if declared.inline is not None else None
            if source is not None:
                yield Code(source.entry, (declared.function,), source.line, declared.label)

    @cached_property
    def crosses_regions(self) -> bool:
        """Whether stack modules, what uses them and the configuration name two regions."""
        stacks = [self.library.load(stack.path) for stack in self.file.stacks]
        names = {stack.path.rpartition("/")[2].removesuffix(".py") for stack in self.file.stacks}
        users = {user for name in names for user in self.library.mentions.users(name)}
        others = [self.library.load(path) for path in sorted(users) if not _is_test(path)]
        modules = [each for each in (self.module, *stacks, *others) if each]
        return crosses_regions(modules, self.file.regions)

    def symbol(self, node: Node) -> str:
        """The class or function around a node, or ""."""
        kinds = ("function_definition", "class_definition")
        around = [each for each in node.ancestors() if each.kind() in kinds]
        classes = [each for each in around if each.kind() == "class_definition"]
        chosen = classes or around[-1:]
        return name_of(chosen[-1]) if chosen else ""


def _is_test(path: str) -> bool:
    *folders, name = path.split("/")
    return name.startswith(("test_", "conftest")) or name.endswith("_test.py") or "tests" in folders
