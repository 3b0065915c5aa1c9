"""Following names to the functions behind them, to learn whether those assert."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.suite.assertion_calls import names_an_assertion, raised_name
from testguard.suite.assignments import assigned, assigned_in
from testguard.suite.cases import ancestry
from testguard.suite.helper_names import (
    BUILTINS,
    Answer,
    answer_by_import,
    answer_by_method,
    configured,
    may_be_a_check,
    sounds_like_a_check,
)
from testguard.suite.leads import Lead, leads_in
from testguard.suite.library import Library
from testguard.suite.method_index import MethodIndex
from testguard.suite.module import Module, body_of, docstring_of, name_of
from testguard.suite.scopes import (
    DEFINITIONS,
    enclosing_class,
    enclosing_functions,
    nested_definitions,
    own_nodes,
)
from testguard.suite.support import supports_tests
from testguard.syntax import Node, find

Place = tuple[Module, Node]
Key = tuple[str, int, int, bool, tuple[str, ...]]
MAX_DEPTH = 14
MAX_STEPS = 3000
_CONSTRUCTION = frozenset({
    "__init__", "__new__", "__post_init__", "__enter__", "__exit__", "__aenter__", "__aexit__",
    "__call__", "__del__", "__getattr__",
})  # fmt: skip
_ALTERNATIVES = (
    "if_statement",
    "except_clause",
    "for_statement",
    "while_statement",
    "match_statement",
)


class HelperReader:
    """Answers whether functions, classes and expressions of one repository assert when run.

    Keeps every answer. Cycles and depth are bounded; what is out of bounds is in doubt.
    """

    def __init__(self, library: Library, patterns: tuple[str, ...] = ()) -> None:
        self.library = library
        self.patterns = patterns
        self._index = MethodIndex(library)
        self._names: dict[tuple[str, int], dict[str, Node]] = {}
        self._open: dict[Key, int] = {}
        self._lowest = MAX_DEPTH
        self._steps = 0

    def follow(self, lead: Lead, module: Module, scope: Node, *, whole: bool = False) -> Answer:
        """What stands behind a lead found in ``scope``.

        ``whole`` lets a mentioned class answer for all its methods, not only its construction.
        """
        if lead.kind is not None:
            return Answer.ASSERTS
        if not self._open:
            self._steps = 0
        name = lead.name
        if lead.called and configured(module.imports.qualify(name).lstrip("."), self.patterns):
            return Answer.ASSERTS
        head, _, rest = name.partition(".")
        if not head:
            return self._method_of_value(rest, module) if lead.called else Answer.SILENT
        if head in ("self", "cls", "super"):
            return self._own_method(head, rest, module, scope, lead)
        return self._named(lead, module, scope, whole=whole)

    def answer(self, place: Place, *, whole: bool = False) -> Answer:
        """Whether running the definition, or evaluating the expression, at ``place`` asserts."""
        module, node = place
        extent = node.range()
        key = (module.path, extent.start.index, extent.end.index, whole, self.patterns)
        if key in self.library.answers:
            return Answer(self.library.answers[key])
        if key in self._open:
            self._lowest = min(self._lowest, self._open[key])
            return Answer.SILENT
        self._steps += 1
        if len(self._open) >= MAX_DEPTH or self._steps > MAX_STEPS:
            self._lowest = -1
            return Answer.DOUBT
        return self._explore(key, place, whole)

    def _explore(self, key: Key, place: Place, whole: bool) -> Answer:
        depth, outer = len(self._open), self._lowest
        self._open[key], self._lowest = depth, MAX_DEPTH
        result = Answer.SILENT
        for answer in self._answers_in(place, whole):
            result = max(result, answer)
            if result is Answer.ASSERTS:
                break
        del self._open[key]
        if self._lowest >= depth or result is Answer.ASSERTS:
            self.library.answers[key] = result
            self._lowest = outer
        else:
            self._lowest = min(outer, self._lowest)
        return result

    def _answers_in(self, place: Place, whole: bool) -> Iterator[Answer]:
        module, node = place
        if node.kind() == "class_definition":
            yield from self._class_answers(place, whole)
            return
        if node.kind() == "function_definition" and self._raises_on_purpose(module, node):
            yield Answer.ASSERTS
        for lead in leads_in(module, node):
            yield self.follow(lead, module, node)

    def _class_answers(self, place: Place, whole: bool) -> Iterator[Answer]:
        module, node = place
        for home, part in [place, *ancestry(module, node, self.library).definitions]:
            if home.path != module.path and not supports_tests(home):
                continue
            for name, member in nested_definitions(part).items():
                if whole or name in _CONSTRUCTION:
                    yield self.answer((home, member))

    def _raises_on_purpose(self, module: Module, function: Node) -> bool:
        if enclosing_functions(function) and not sounds_like_a_check(name_of(function)):
            return False
        if not supports_tests(module):
            return False
        return any(
            raised_name(module, node) not in ("", "NotImplementedError", "StopIteration")
            and any(above.kind() in _ALTERNATIVES for above in node.ancestors())
            for node in own_nodes(function, "raise_statement")
        )

    def _named(self, lead: Lead, module: Module, scope: Node, *, whole: bool) -> Answer:
        head, _, rest = lead.name.partition(".")
        place = self._local(head, module, scope)
        if place is not None:
            return self._reach(place, lead, rest, whole=whole)
        if module.imports.binds(head):
            qualified = module.imports.qualify(lead.name)
            return self.imported(qualified, module, called=lead.called, whole=whole)
        if not lead.called:
            return Answer.SILENT
        if rest:
            return self._method_of_value(rest.rpartition(".")[2], module)
        return self._unbound(head, module)

    def _unbound(self, name: str, module: Module) -> Answer:
        if name in BUILTINS:
            return Answer.SILENT
        for entry in module.imports.entries:
            qualified = f"{entry.module}.{name}"
            if entry.name == "*" and self.library.define(qualified, module.path):
                return self.imported(qualified, module, called=True, whole=True)
        if names_an_assertion(name):
            return Answer.ASSERTS
        return Answer.DOUBT if may_be_a_check(name) else Answer.UNREAD

    def _local(self, name: str, module: Module, scope: Node) -> Place | None:
        chain = [scope] if scope.kind() in DEFINITIONS else []
        for function in [*chain, *enclosing_functions(scope)]:
            found = self._names_in(module, function).get(name)
            if found is not None:
                return module, found
        found = self._names_in(module, module.root).get(name)
        return (module, found) if found is not None else None

    def _names_in(self, module: Module, block: Node) -> dict[str, Node]:
        top = block.kind() not in DEFINITIONS
        key = (module.path, -1 if top else block.range().start.index)
        if key not in self._names:
            self._names[key] = (
                {**assigned(module), **module.definitions} if top else nested_definitions(block)
            )
        return self._names[key]

    def _reach(self, place: Place, lead: Lead, rest: str, *, whole: bool = False) -> Answer:
        if not rest:
            return self._definition(place, whole=whole)
        if place[1].kind() == "class_definition":
            method = self.method(place, rest.partition(".")[0])
            if method is not None:
                return self._definition(method)
        by_method = self._method_of_value(rest.rpartition(".")[2], place[0])
        return max(self.answer(place), by_method if lead.called else Answer.SILENT)

    def _definition(self, place: Place, *, whole: bool = False) -> Answer:
        module, node = place
        answer = self.answer(place, whole=whole)
        promised = node.kind() == "function_definition" and names_an_assertion(name_of(node))
        if answer < Answer.DOUBT and promised and supports_tests(module) and find(node, "call"):
            return Answer.DOUBT
        return answer

    def imported(self, qualified: str, module: Module, *, called: bool, whole: bool) -> Answer:
        """What an imported name leads to, in the repository or outside."""
        resolved = self.library.resolve(qualified, module.path)
        if resolved is None:
            return answer_by_import(qualified) if called else Answer.SILENT
        home, attribute = resolved
        if not attribute or not (supports_tests(home) or sounds_like_a_check(attribute)):
            return Answer.SILENT
        found = self.library.define(qualified, module.path)
        if found is not None:
            lead = Lead(found.node, None, attribute, called)
            return self._reach((found.module, found.node), lead, found.rest, whole=whole)
        value = self._names_in(home, home.root).get(attribute)
        if value is not None:
            return self.answer((home, value))
        return answer_by_method(attribute) if called else Answer.SILENT

    def readable(self, name: str, module: Module) -> bool:
        """Whether a dotted name means something the repository defines."""
        if name.partition(".")[0] in self._names_in(module, module.root):
            return True
        return self.library.resolve(module.imports.qualify(name), module.path) is not None

    def method(self, place: Place, name: str, *, above: bool = False) -> Place | None:
        """The method or class attribute of a class, or of its ancestors in the repository."""
        module, node = place
        lineage = [] if above else [place]
        for home, part in [*lineage, *ancestry(module, node, self.library).definitions]:
            found = nested_definitions(part).get(name)
            block = part.field("body")
            if found is None and block is not None:
                found = assigned_in(block).get(name)
            if found is not None:
                return home, found
        return None

    def _own_method(self, head: str, rest: str, module: Module, scope: Node, lead: Lead) -> Answer:
        owner = enclosing_class(scope)
        if owner is None:
            return answer_by_method(rest) if lead.called else Answer.SILENT
        found = self.method((module, owner), rest, above=head == "super")
        if found is not None:
            return Answer.DOUBT if _abstract(found[1]) else self._definition(found)
        if not lead.called:
            return Answer.SILENT
        if names_an_assertion(rest):
            return Answer.ASSERTS
        if may_be_a_check(rest):
            return Answer.DOUBT
        return max(Answer.UNREAD, self._method_of_value(rest, module))

    def _method_of_value(self, name: str, module: Module) -> Answer:
        by_name = answer_by_method(name)
        candidates = self._index.near(module).get(name, ())
        answers = [self.answer(place) for place in candidates]
        if names_an_assertion(name) and answers and max(answers) is Answer.SILENT:
            return Answer.SILENT
        return max([by_name, *answers])


def _abstract(function: Node) -> bool:
    if function.kind() != "function_definition":
        return False
    docstring = docstring_of(function)
    statements = [node for node in body_of(function) if node != docstring]
    return all(
        node.kind() == "pass_statement" or node.text().startswith(("...", "raise NotImplemented"))
        for node in statements
    )
