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


def test_reasons_are_prose_under_a_key_too() -> None:
    source = 'suppress([{"id": "IAM4", "reason": "TODO: stop"}], reason="TODO")\n'
    assert [text.value for text in texts(Module("a.py", source))] == ["id", "IAM4"]


def test_deployed_code_does_not_run_what_tries_it() -> None:
    source = 'a = "x"\nif __name__ == "__main__":\n    handler({"account": "123456789012"})\n'
    values = [text.value for text in texts(Module("a.py", source), deployed=True)]
    assert values == ["x"]
    assert len(list(texts(Module("a.py", source)))) == 3
