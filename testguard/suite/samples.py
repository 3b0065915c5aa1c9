"""Files that look like tests and are input of other tests, or are shipped to run elsewhere."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_TESTS = re.compile(r"_?tests?|testing|unit_?tests?|t|testsuite")
_SAMPLE = re.compile(
    r"(.*[-_.])?(data|testdata|fixtures?|samples?|examples?|resources?|assets|inputs?|snippets|templates?|"
    r"skeletons?|functional|scripts|apps|projects?|packages?|stubs|dummy\w*|fake\w*|playground)"
)


def is_sample(path: str) -> bool:
    """Whether ``path`` lies in a folder of test data below a folder of tests, or in a template.

    pytest is seldom meant to run what lies there, so no rule can be certain about it.
    """
    parents = [part.lower() for part in PurePosixPath(path).parent.parts]
    if any("{{" in part or part.startswith("cookiecutter") for part in parents):
        return True
    first = next((i for i, part in enumerate(parents) if _TESTS.fullmatch(part)), len(parents))
    return any(_SAMPLE.fullmatch(part) for part in parents[first + 1 :])
