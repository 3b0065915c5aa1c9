"""The vocabulary of assertions: what one statement or call tells without following anything."""

from __future__ import annotations

import re
from enum import StrEnum

from testguard.patterns import regex
from testguard.suite.module import Module
from testguard.syntax import Node, named


class Kind(StrEnum):
    """How an assertion is made."""

    STATEMENT = "statement"
    RAISES = "raises"
    WARNS = "warns"
    FAIL = "fail"
    UNITTEST = "unittest"
    MOCK = "mock"
    TEMPLATE = "template"
    SNAPSHOT = "snapshot"
    HELPER = "helper"
    FIXTURE = "fixture"
    OTHER = "other"


QUALIFIED = {
    "pytest.raises": Kind.RAISES,
    "pytest.RaisesGroup": Kind.RAISES,
    "pytest.RaisesExc": Kind.RAISES,
    "pytest.warns": Kind.WARNS,
    "pytest.deprecated_call": Kind.WARNS,
    "pytest.fail": Kind.FAIL,
    "pytest.exit": Kind.FAIL,
    "pytest.xfail": Kind.FAIL,
    "sys.exit": Kind.FAIL,
    "os._exit": Kind.FAIL,
    "exit": Kind.FAIL,
    "subprocess.check_call": Kind.OTHER,
    "subprocess.check_output": Kind.OTHER,
    "jsonschema.validate": Kind.OTHER,
    "botocore.stub.Stubber": Kind.MOCK,
    "hypothesis.stateful.run_state_machine_as_test": Kind.OTHER,
    "nose.tools.eq_": Kind.OTHER,
    "nose.tools.ok_": Kind.OTHER,
    "nose.tools.raises": Kind.RAISES,
    "respx.mock": Kind.MOCK,
}
FAIL_METHODS = frozenset({"fail", "failIf", "failUnless", "failUnlessEqual", "failUnlessRaises"})
TEMPLATE_METHODS = frozenset({
    "has_resource", "has_resource_properties", "has_output", "has_mapping", "has_parameter",
    "has_condition", "all_resources", "all_resources_properties", "resource_count_is",
    "resource_properties_count_is", "template_matches", "has_error", "has_no_error", "has_warning",
    "has_no_warning", "has_info", "has_no_info",
})  # fmt: skip
OTHER_METHODS = frozenset({
    "fnmatch_lines", "fnmatch_lines_random", "re_match_lines", "re_match_lines_random",
    "no_fnmatch_line", "no_re_match_line", "raise_for_status", "check_returncode",
    "add_client_error", "is_equal_to", "should_be", "should_not_be", "should_have",
})  # fmt: skip
_REQUESTS = frozenset(
    {
        verb + form
        for verb in ("get", "post", "put", "patch", "delete", "head", "options", "request")
        for form in ("", "_json")
    }
)
_ASSERTING = regex(r"_*assert(?!ions?$|ions?_|or)", re.IGNORECASE)
_SHOULD = regex(r"\.should(_not)?(\.|$)")
_EXPECTING = regex(r"\b(expect|expects|ensure|that|verify)\(.*\)\.(not_)?\w+$", re.DOTALL)
_SNAPSHOT = regex(r"\w*(regression|snapshot)\w*\.(check|match|verify|assert_match)$")


def asserting_statement(module: Module, node: Node) -> bool:
    """Whether an ``assert_statement``, or a ``raise_statement`` of an ``AssertionError``."""
    if node.kind() == "assert_statement":
        return True
    return raised_name(module, node) in {
        "AssertionError",
        "self.failureException",
        "pytest.fail.Exception",
    }


def raised_name(module: Module, node: Node) -> str:
    """The qualified name of what a ``raise_statement`` raises; "" where it raises again."""
    values = named(node)
    if not values:
        return ""
    value = values[0]
    return module.qualify(value.field("function") if value.kind() == "call" else value)


def call_kind(module: Module, call: Node) -> Kind | None:
    """How a call asserts, as far as its own text tells; None for every other call."""
    callee = call.field("function")
    if callee is None:
        return None
    qualified = module.qualify(callee)
    if qualified in QUALIFIED:
        return QUALIFIED[qualified]
    if qualified.startswith("approvaltests."):
        return Kind.SNAPSHOT
    if _checked_subprocess(qualified, call) or _refuses_warnings(qualified, call):
        return Kind.OTHER
    return _by_method(callee, qualified, call) if callee.kind() == "attribute" else None


def names_an_assertion(name: str) -> bool:
    """Whether an unreadable function of this name is taken for an assertion."""
    return _ASSERTING.match(name.rpartition(".")[2]) is not None


def _by_method(callee: Node, qualified: str, call: Node) -> Kind | None:
    attribute = callee.field("attribute")
    method = attribute.text() if attribute else ""
    if method in FAIL_METHODS:
        receiver = callee.field("object")
        if receiver is not None and receiver.text() in ("self", "cls"):
            return Kind.UNITTEST
    if method in TEMPLATE_METHODS:
        return Kind.TEMPLATE
    if method in OTHER_METHODS or _by_arguments(method, call):
        return Kind.OTHER
    return _by_text(callee.text(), qualified)


def _by_arguments(method: str, call: Node) -> bool:
    if method in _REQUESTS:
        return _names(call, "status")
    return method == "add_response" and _expects_parameters(call)


def _by_text(text: str, qualified: str) -> Kind | None:
    if ("regression" in text or "snapshot" in text) and _SNAPSHOT.search(text):
        return Kind.SNAPSHOT
    if "should" in text and _SHOULD.search(text):
        return Kind.OTHER
    return Kind.OTHER if not qualified and _EXPECTING.search(text) else None


def _expects_parameters(call: Node) -> bool:
    arguments = call.field("arguments")
    given = named(arguments) if arguments else []
    return len(given) > 2 or _names(call, "expected_params")  # noqa: PLR2004 - the third is it


def _names(call: Node, keyword: str) -> bool:
    arguments = call.field("arguments")
    keywords = [node.field("name") for node in named(arguments)] if arguments else []
    return any(name is not None and name.text() == keyword for name in keywords)


def _checked_subprocess(qualified: str, call: Node) -> bool:
    arguments = call.field("arguments") if qualified == "subprocess.run" else None
    return arguments is not None and "check=True" in arguments.text()


def _refuses_warnings(qualified: str, call: Node) -> bool:
    filters = qualified in ("warnings.simplefilter", "warnings.filterwarnings")
    arguments = call.field("arguments") if filters else None
    given = named(arguments) if arguments else []
    return bool(given) and given[0].text().strip("\"'") == "error"
