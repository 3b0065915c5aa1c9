"""Files that look like tests and are input of other tests, or are shipped to run elsewhere."""

from __future__ import annotations

from pathlib import PurePosixPath

from testguard.patterns import regex

NESTED = 2
_TESTS = regex(r"(\w*_)?tests?|testing|unittests?|t|testsuite")
_SAMPLE = regex(
    r"(.*[-_.])?(data|testdata|fixtures?|samples?|examples?|resources?|assets|inputs?|snippets|templates?|"
    r"skeletons?|scripts|targets|apps|projects?|packages?|stubs|support|dummy\w*|fake\w*|playground)"
)


def is_sample(path: str) -> bool:
    """Whether ``path`` lies in a folder of test data below a folder of tests, or in a template.

    A folder of tests deep inside another one belongs to a project that the tests work on.

    pytest is seldom meant to run what lies there, so no rule can be certain about it.
    """
    parents = [part.lower() for part in PurePosixPath(path).parent.parts]
    if "{{" in path or any(part.startswith("cookiecutter") for part in parents):
        return True
    tests = [i for i, part in enumerate(parents) if _TESTS.fullmatch(part)]
    if not tests:
        return False
    inner_project = tests[-1] - tests[0] > NESTED
    return inner_project or any(_SAMPLE.fullmatch(part) for part in parents[tests[0] + 1 :])
