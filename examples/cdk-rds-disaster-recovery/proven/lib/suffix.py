"""The suffix that every resource name of an environment carries."""

import re

_SUFFIX = re.compile(r"[a-z][a-z0-9-]{0,19}")


def checked(suffix: str) -> str:
    """The suffix, if it may end the name of a database instance. Raises ValueError."""
    if not _SUFFIX.fullmatch(suffix):
        raise ValueError(
            f"environment_suffix {suffix!r} must be 1 to 20 lower-case letters, digits or hyphens"
        )
    return suffix
