"""Following names to the functions behind them, to learn whether those assert."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.suite.assertion_calls import names_an_assertion, raised_name
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
from testguard.suite.lookup import Lookup, Place
from testguard.suite.method_index import MethodIndex
from testguard.suite.module import Module, body_of, docstring_of, name_of
from testguard.suite.scopes import (
    enclosing_class,
    enclosing_functions,
    own_nodes,
)
from testguard.syntax import Node, find

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

    def __init__(self, lookup: Lookup, patterns: tuple[str, ...] = ()) -> None:
        self.lookup = lookup
        self.patterns = patterns
        self._index = MethodIndex(lookup)
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
        known = self.lookup.kept(module.path).get(key)
        if isinstance(known, Answer):
            return known
        if key in self._open:
            self._lowest = min(self._lowest, self._open[key])
            return Answer.SILENT
        self._steps += 1
        if len(self._open) >= MAX_DEPTH or self._steps > MAX_STEPS:
            self._lowest = -1
            return Answer.DOUBT
        with self.lookup.library.consulted.on_behalf_of(module.path):
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
            self.lookup.kept(place[0].path)[key] = result
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
        followed: set[tuple[str, bool]] = set()
        for lead in leads_in(module, node):
            if lead.kind is not None or (lead.name, lead.called) not in followed:
                followed.add((lead.name, lead.called))
                yield self.follow(lead, module, node)

    def _class_answers(self, place: Place, whole: bool) -> Iterator[Answer]:
        for home, part in self.lookup.lineage(place):
            if home.path != place[0].path and not self.lookup.supports(home):
                continue
            for name, member in self.lookup.names_in(home, part).items():
                if whole or name in _CONSTRUCTION:
                    yield self.answer((home, member))

    def _raises_on_purpose(self, module: Module, function: Node) -> bool:
        if enclosing_functions(function) and not sounds_like_a_check(name_of(function)):
            return False
        if not self.lookup.supports(module):
            return False
        return any(
            raised_name(module, node) not in ("", "NotImplementedError", "StopIteration")
            and any(above.kind() in _ALTERNATIVES for above in node.ancestors())
            for node in own_nodes(function, "raise_statement")
        )

    def _named(self, lead: Lead, module: Module, scope: Node, *, whole: bool) -> Answer:
        head, _, rest = lead.name.partition(".")
        place = self.lookup.local(head, module, scope)
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
            if entry.name == "*" and self.lookup.define(qualified, module):
                return self.imported(qualified, module, called=True, whole=True)
        if names_an_assertion(name):
            return Answer.ASSERTS
        return Answer.DOUBT if may_be_a_check(name) else Answer.UNREAD

    def _reach(self, place: Place, lead: Lead, rest: str, *, whole: bool = False) -> Answer:
        if not rest:
            return self._definition(place, whole=whole)
        if place[1].kind() == "class_definition":
            method = self.lookup.method(place, rest.partition(".")[0])
            if method is not None:
                return self._definition(method)
        by_method = self._method_of_value(rest.rpartition(".")[2], place[0])
        return max(self.answer(place), by_method if lead.called else Answer.SILENT)

    def _definition(self, place: Place, *, whole: bool = False) -> Answer:
        module, node = place
        answer = self.answer(place, whole=whole)
        promised = node.kind() == "function_definition" and names_an_assertion(name_of(node))
        if (
            answer < Answer.DOUBT
            and promised
            and self.lookup.supports(module)
            and find(node, "call")
        ):
            return Answer.DOUBT
        return answer

    def imported(self, qualified: str, module: Module, *, called: bool, whole: bool) -> Answer:
        """What an imported name leads to, in the repository or outside."""
        resolved = self.lookup.resolve(qualified, module)
        if resolved is None:
            return answer_by_import(qualified) if called else Answer.SILENT
        home, attribute = resolved
        if not attribute or not (self.lookup.supports(home) or sounds_like_a_check(attribute)):
            return Answer.SILENT
        found = self.lookup.define(qualified, module)
        if found is not None:
            lead = Lead(found[1], None, attribute, called)
            return self._reach(found[:2], lead, found[2], whole=whole)
        value = self.lookup.names_in(home, home.root).get(attribute)
        if value is not None:
            return self.answer((home, value))
        return answer_by_method(attribute) if called else Answer.SILENT

    def readable(self, name: str, module: Module) -> bool:
        """Whether a dotted name means something the repository defines."""
        if name.partition(".")[0] in self.lookup.names_in(module, module.root):
            return True
        return self.lookup.resolve(module.imports.qualify(name), module) is not None

    def _own_method(self, head: str, rest: str, module: Module, scope: Node, lead: Lead) -> Answer:
        owner = enclosing_class(scope)
        if owner is None:
            return answer_by_method(rest) if lead.called else Answer.SILENT
        found = self.lookup.method((module, owner), rest, above=head == "super")
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
        if self._open and not may_be_a_check(name):
            return by_name
        answers = [self.answer(place) for place in self._index.named(name, module)]
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
