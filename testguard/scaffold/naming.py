"""Names for tests: after what is asserted, in words that the reader of a report understands."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from testguard.patterns import regex

_CAMEL = regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_TELLING = (
    ("storage_encrypted", True, "is_encrypted"),
    ("encrypted", True, "is_encrypted"),
    ("publicly_accessible", False, "is_private"),
    ("deletion_protection", True, "cannot_be_deleted"),
    ("multi_az", True, "spans_zones"),
    ("enable_key_rotation", True, "rotates_its_key"),
    ("block_public_acls", True, "blocks_public_access"),
)
_ABOUT = (
    ("secret_string", "holds_the_secret"),
    ("subnet_ids", "spans_its_subnets"),
    ("alarm_actions", "notifies"),
    ("health_check_id", "follows_the_health_check"),
    ("assume_role_policy", "can_be_assumed"),
    ("policy", "grants_what_is_needed"),
    ("ingress", "admits_only_what_is_listed"),
    ("cidr_block", "has_its_address_range"),
    ("instance_class", "has_its_instance_class"),
    ("instance_type", "has_its_instance_type"),
    ("engine_version", "runs_its_engine_version"),
    ("region", "is_in_its_region"),
    ("schedule_expression", "runs_on_schedule"),
    ("runtime", "runs_its_runtime"),
    ("image", "runs_its_image"),
)

_SHORT = {"security_group": ("sg",), "load_balancer": ("alb", "lb", "nlb")}


def snake(name: str) -> str:
    """``tap_stack_args`` for ``TapStackArgs``; anything that no name may hold becomes ``_``."""
    text = re.sub(r"[^A-Za-z0-9]+", "_", _CAMEL.sub("_", name)).strip("_").lower()
    text = re.sub(r"_+", "_", text) or "it"
    return f"{text}_" if keyword.iskeyword(text) else text


def kind(type_: str) -> str:
    """``cluster_instance`` for ``aws:rds/clusterInstance:ClusterInstance``."""
    word = snake(type_.rpartition(":")[2])
    return f"{word}_provider" if type_.startswith("pulumi:providers:") else word


def plural(word: str) -> str:
    """``policies`` for ``policy``."""
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


def of_resources(
    type_: str,
    names: Sequence[str],
    expected: Mapping[str, Any],
    noise: Iterable[str],
    word: Callable[[str], str],
) -> str:
    """``aurora_primary_cluster_is_encrypted``, or ``subnets_have_...`` for several."""
    what = kind(type_) if len(names) == 1 else plural(kind(type_))
    shared = _shared([snake(name).split("_") for name in names], set(noise))
    said = {*what.split("_"), *kind(type_).split("_"), *_SHORT.get(kind(type_), ())}
    parts = [part for part in shared if part not in said and not part.isdigit()]
    behaviour = _behaviour({word(key): value for key, value in expected.items()})
    if len(names) > 1:
        behaviour = _for_several(behaviour)
    return "_".join([*parts, what, behaviour])


def _shared(names: Sequence[Sequence[str]], noise: set[str]) -> list[str]:
    counted = Counter(part for name in names for part in dict.fromkeys(name))
    return [
        part
        for part in dict.fromkeys(names[0])
        if counted[part] == len(names) and part not in noise
    ]


def _behaviour(expected: Mapping[str, Any]) -> str:
    for key, value, words in _TELLING:
        if expected.get(key) is value:
            return words
    return next((words for key, words in _ABOUT if key in expected), "is_as_declared")


def _for_several(words: str) -> str:
    first, _, rest = words.partition("_")
    verbs = {"is": "are", "has": "have", "its": "their"}
    rest = rest.replace("its_", "their_")
    return f"{verbs.get(first, first.removesuffix('s'))}_{rest}".rstrip("_")


class Names:
    """Gives each test a name of its own."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def free(self, wanted: str) -> str:
        """``wanted``, and a number where it is taken."""
        name, number = wanted, 1
        while name in self._taken:
            number += 1
            name = f"{wanted}_{number}"
        self._taken.add(name)
        return name
