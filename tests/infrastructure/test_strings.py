from __future__ import annotations

from testguard.infrastructure.strings import texts
from testguard.suite.module import Module

SOURCE = '''"""A module."""
name = "kept"
def f(x: "Annotation" = "default"):
    """A docstring."""
    logger.info("said")
    if name == "compared":
        raise ValueError("raised")
    make(f"a-{x}-b", description="described", key="value")
    return re.match("pattern", x)
'''


def test_only_values_are_given() -> None:
    found = [text.value for text in texts(Module("a.py", SOURCE))]
    assert found == ["kept", "default", "a-{}-b", "value"]


def test_a_string_that_is_filled_in_is_not_whole() -> None:
    first, second = texts(Module("a.py", 'a = "x"\nb = f"x{y}"\n'))
    assert (first.whole, second.whole) == (True, False)
