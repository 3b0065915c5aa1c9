"""What the name of something that cannot be read allows to conclude about it."""

from __future__ import annotations

import builtins
import re
import sys
from enum import IntEnum
from fnmatch import fnmatch

from testguard.patterns import regex
from testguard.suite.assertion_calls import names_an_assertion


class Answer(IntEnum):
    """Whether something asserts when it is run; of several answers the greatest holds."""

    SILENT = 0
    UNREAD = 1
    DOUBT = 2
    ASSERTS = 3


BUILTINS = frozenset(dir(builtins))
PLAIN_PACKAGES = frozenset({
    "aws_cdk", "aws_cdk_lib", "boto3", "botocore", "cdktf", "click", "constructs", "dotenv",
    "faker", "freezegun", "hypothesis", "imports", "jsii", "mock", "moto", "numpy", "pandas",
    "pytest", "pytest_mock", "requests", "typer", "yaml",
})  # fmt: skip
_PLAIN_PREFIXES = ("pulumi",)
_CHECKING = regex(
    r"_*(expect|should|verif|check|ensure|must|raises|confirm|is_equal|are_equal|[a-z]{2,5}_$)"
    r"|.*assert(?!ion|or)",
    re.IGNORECASE,
)
_PERHAPS_CHECKING = regex(
    r"_*(validat|match|compare|require|test|run_test|conform|approx)", re.IGNORECASE
)
_CHECKING_MODULES = frozenset({"doctest", "test"})
_TESTING_MODULES = regex(r"\.(tests?|testing|asserts?|assertions?|helpers|utils_test)\.")


def sounds_like_a_check(name: str) -> bool:
    """Whether a name, such as ``verify_tags``, promises a check."""
    return _CHECKING.match(last_part(name)) is not None


def may_be_a_check(name: str) -> bool:
    """Whether a name, such as ``compare_trees``, promises or may promise a check."""
    return sounds_like_a_check(name) or _PERHAPS_CHECKING.match(last_part(name)) is not None


def configured(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a dotted name, or its last part, matches one of ``assertion-helpers``."""
    last = last_part(name)
    return any(fnmatch(name, pattern) or fnmatch(last, pattern) for pattern in patterns)


def answer_by_import(qualified: str) -> Answer:
    """What an import that is not of the repository does when called."""
    root = qualified.partition(".")[0]
    if names_an_assertion(qualified):
        return Answer.ASSERTS
    if root in _CHECKING_MODULES:
        return Answer.DOUBT
    if plain_package(root):
        checks = last_part(qualified).startswith(("_test", "test_"))
        return Answer.DOUBT if checks else Answer.SILENT
    constructs = last_part(qualified)[:1].isupper()
    if may_be_a_check(qualified) or (_TESTING_MODULES.search(f".{qualified}") and not constructs):
        return Answer.DOUBT
    return Answer.SILENT if constructs else Answer.UNREAD


def last_part(name: str) -> str:
    """``check`` of ``helpers.check``."""
    return name.rpartition(".")[2]


def plain_package(root: str) -> bool:
    """Whether the functions of a package are known to assert only where their names say so."""
    return (
        root in sys.stdlib_module_names
        or root in PLAIN_PACKAGES
        or root.startswith(_PLAIN_PREFIXES)
    )


def answer_by_method(name: str) -> Answer:
    """What a method of a value of unknown type does when called."""
    if names_an_assertion(name):
        return Answer.ASSERTS
    if sounds_like_a_check(name):
        return Answer.DOUBT
    return Answer.UNREAD if may_be_a_check(name) else Answer.SILENT
