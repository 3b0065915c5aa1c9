"""Files besides Python modules whose text may matter, and folders that hold nothing of the user."""

from __future__ import annotations

import re

from testguard.patterns import regex

PRODUCED = frozenset({
    ".eggs", ".git", ".hg", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache", ".testguard",
    ".tox", ".venv", "__pycache__", "node_modules", "site-packages",
})  # fmt: skip
_DOCUMENTS = regex(
    r".*\.(ya?ml|md|rst|toml|cfg|ini|sh|bash|bat|ps1|mk|json|txt|in|am|bazel)|(gnu)?makefile.*"
    r"|justfile|dockerfile.*|jenkinsfile|procfile|build|tox\.ini"
    r"|(noxfile|tasks|setup|run\w*|dodo|fabfile|conftest)\.py",
    re.IGNORECASE,
)


def is_document(path: str) -> bool:
    """Whether the file's name is one of a text that may speak of other files."""
    return _DOCUMENTS.fullmatch(path.rpartition("/")[2]) is not None
