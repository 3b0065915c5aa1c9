"""Modules that support tests: their functions are followed, production code is not."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from testguard.patterns import regex
from testguard.suite.module import Module

_PLACES = regex(r"(^|_)(tests?|testing|conftest|testutils?|testlib|assertions?|fixtures)($|_)")
_TESTING_IMPORT = regex(
    r"^[ \t]*(?:from|import)[ \t]+(?:pytest|unittest|mock|hamcrest|assertpy|aws_cdk\.assertions)\b",
    re.MULTILINE,
)
_WORDS = ("pytest", "unittest", "mock", "hamcrest", "assertpy", "aws_cdk.assertions")


def supports_tests(module: Module) -> bool:
    """Whether a module lives among tests or imports what only tests need."""
    path = PurePosixPath(module.path)
    if any(_PLACES.search(part) for part in (*path.parent.parts, path.stem)):
        return True
    text = module.text
    return any(word in text for word in _WORDS) and _TESTING_IMPORT.search(text) is not None
