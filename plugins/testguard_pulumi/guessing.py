"""Guesses: configuration that a program requires and nobody gave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any
from unittest.mock import patch

import pulumi
from pulumi.runtime import set_config

from testguard_pulumi.strings import text
from testguard_pulumi.subject import Subject, snake

_REQUIRED = {
    "require": "", "require_secret": "", "require_int": "2", "require_secret_int": "2",
    "require_float": "1.5", "require_secret_float": "1.5", "require_bool": "false",
    "require_secret_bool": "false", "require_object": "{}", "require_secret_object": "{}",
}  # fmt: skip
_NUMBERS = {
    "port": "8080", "size": "2", "retention": "7", "days": "7", "count": "2", "replicas": "2",
    "capacity": "2", "number": "2", "amount": "2", "percentage": "50", "timeout": "30",
    "memory": "512", "cpu": "256", "ttl": "300",
}  # fmt: skip
_PREFIXES = {"min_": "1", "max_": "3", "num_": "2", "number_of_": "2", "desired_": "2"}
Note = Callable[[str, Any], None]


@contextmanager
def guessing_config(note: Note) -> Iterator[None]:
    """Make up what `pulumi.Config.require` and its kin ask for; ``note`` is told."""
    with ExitStack() as stack:
        for name, default in _REQUIRED.items():
            method = _generous(getattr(pulumi.Config, name), default, note)
            stack.enter_context(patch.object(pulumi.Config, name, method))
        yield


def _generous(original: Callable[..., Any], default: str, note: Note) -> Callable[..., Any]:
    @wraps(original)
    def require(config: pulumi.Config, key: str, *args: Any, **more: Any) -> Any:
        if config.get(key) is None:
            value = guess(key, default)
            note(f"config {config.full_key(key)}", value)
            set_config(config.full_key(key), value)
        return original(config, key, *args, **more)

    return require


def guess(key: str, default: str = "") -> str:
    """A value that suits the name of a setting; ``default`` tells its type."""
    stem = snake(key.rpartition(":")[2])
    if not default or default.isdigit():
        ends = (value for end, value in _NUMBERS.items() if stem.split("_")[-1] == end)
        starts = (value for start, value in _PREFIXES.items() if stem.startswith(start))
        number = next(ends, None) or next(starts, None)
        default = number or default
    return default or text(Subject("aws:config/setting:Setting", stem, "us-east-1"), stem)
