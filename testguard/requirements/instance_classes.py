"""Instance classes in order: ``db.r6g.large``, ``cache.t4g.micro``, ``m7i.2xlarge``.

Within a family the size decides. Across families one class is at least another when it has no
fewer vCPUs and no less memory, and is burstable only if the other is too. vCPUs and memory follow
from size and series as AWS defines them: ``large`` has 2 vCPUs, ``xlarge`` 4, ``Nxlarge`` 4N;
there are 2 GiB a vCPU in the series c, 4 in m, 8 in r and z, 16 or more in x
(https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html). Series without such a
rule (accelerated, storage, high memory) compare within their family only.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from msgspec import Struct

from testguard.patterns import regex

_CLASS = regex(
    r"(?:(?:db|cache|ml|dms|kafka)\.)?(?P<family>[a-z]+\d[a-z0-9-]*)\.(?P<size>[a-z0-9-]+)"
    r"(?:\.(?:search|elasticsearch))?"
)
_SIZES = ("nano", "micro", "small", "medium", "large", "xlarge")
_MULTIPLE = regex(r"(\d+)xlarge")
_METAL = regex(r"metal(?:-(\d+)xl)?")
_GIB_A_VCPU = {"c": 2, "m": 4, "r": 8, "z": 8}
_X_SERIES = {"x1": 15.25, "x1e": 30.5, "x2iedn": 32, "x2iezn": 32}
_BURSTABLE_GIB = {"nano": 0.5, "micro": 1, "small": 2, "medium": 4, "large": 8}
_BURSTABLE_VCPUS = 2


class InstanceClass(Struct, frozen=True):
    """A class that was parsed: ``family`` such as ``r6g``, and ``size`` such as ``2xlarge``."""

    text: str
    family: str
    size: str

    @property
    def series(self) -> str:
        """The letters a family begins with: ``r`` of ``r6g``."""
        return re.match(r"[a-z]+", self.family)[0]  # type: ignore[index]

    @property
    def burstable(self) -> bool:
        """Whether its processors are earned by credits: the series t."""
        return self.series == "t"

    @property
    def rank(self) -> float:
        """The size as a number that grows; bare metal is the largest of its family."""
        found = _MULTIPLE.fullmatch(self.size)
        metal = _METAL.fullmatch(self.size)
        if metal:
            return float(metal[1] or "inf") + 4.5 if metal[1] else float("inf")
        return 4.0 + int(found[1]) if found else float(_SIZES.index(self.size))

    @property
    def vcpus(self) -> float | None:
        """How many vCPUs it has, where the size tells."""
        if _METAL.fullmatch(self.size):
            return None
        found = _MULTIPLE.fullmatch(self.size)
        if found:
            return 4.0 * int(found[1])
        own = {"medium": 1.0, "large": 2.0, "xlarge": 4.0}
        return (
            float(_BURSTABLE_VCPUS)
            if self.burstable and self.size != "xlarge"
            else own.get(self.size)
        )

    @property
    def memory(self) -> float | None:
        """Its memory in GiB, where series and size tell."""
        if self.burstable:
            return _BURSTABLE_GIB.get(self.size) or (self.vcpus or 0) * 4
        ratio = _GIB_A_VCPU.get(self.series)
        if self.series == "x":
            ratio = _X_SERIES.get(self.family, 16)  # type: ignore[assignment]
        return None if ratio is None or self.vcpus is None else ratio * self.vcpus


def parse_class(text: str) -> InstanceClass | None:
    """The class that ``text`` names, with or without ``db.`` before it, or None."""
    found = _CLASS.fullmatch(text)
    if found is None:
        return None
    size = found["size"]
    known = size in _SIZES or _MULTIPLE.fullmatch(size) or _METAL.fullmatch(size)
    return InstanceClass(text, found["family"], size) if known else None


def at_least(one: InstanceClass, other: InstanceClass) -> bool | None:
    """Whether ``one`` is ``other`` or larger; None where the two do not compare."""
    if one.family == other.family:
        return one.rank >= other.rank
    if None in (one.vcpus, other.vcpus, one.memory, other.memory):
        return None
    enough = (one.vcpus or 0) >= (other.vcpus or 0) and (one.memory or 0) >= (other.memory or 0)
    return enough and (other.burstable or not one.burstable)


def unknown_class(text: str) -> str | None:
    """Why ``text`` cannot be an instance class, or None.

    What is not in the list that ships with testguard may be newer: then botocore's decides, where
    it is installed. It takes longer to load than a test run can spare.
    """
    parsed = parse_class(text)
    if parsed is None:
        return f"{text!r} is no instance class such as db.r6g.large"
    bare = f"{parsed.family}.{parsed.size}"
    if parsed.size in _listed().get(parsed.family, ()):
        return None
    known = _known_to_botocore()
    if not known or bare in known:
        return None
    prefix = text[: text.index(parsed.family)]
    near = get_close_matches(bare, sorted(known), n=1)
    hint = f"; did you mean {prefix}{near[0]}?" if near else ""
    return f"{text!r} is no instance class that AWS knows{hint}"


def unknown_family(family: str) -> str | None:
    """Why ``family`` cannot be a family, or None."""
    if re.fullmatch(r"[a-z]+\d[a-z0-9-]*", family) is None:
        return f"{family!r} is no family of instance classes such as r6g"
    if family in _listed():
        return None
    families = {name.partition(".")[0] for name in _known_to_botocore()}
    if not families or family in families:
        return None
    near = get_close_matches(family, sorted(families), n=1)
    return f"{family!r} is no family that AWS knows" + (
        f"; did you mean {near[0]}?" if near else ""
    )


def is_size(text: str) -> bool:
    """Whether ``text`` names a size."""
    return text in _SIZES or bool(_MULTIPLE.fullmatch(text) or _METAL.fullmatch(text))


@lru_cache(maxsize=1)
def _listed() -> dict[str, tuple[str, ...]]:
    """The sizes of each family in the list that ships with testguard, made from botocore's."""
    text = Path(__file__).with_name("instance_types.txt").read_text(encoding="utf-8")
    return {family: tuple(sizes) for family, *sizes in map(str.split, text.splitlines())}


@lru_cache(maxsize=1)
def _known_to_botocore() -> frozenset[str]:
    """All EC2 instance types of botocore's service data; none where it is not installed."""
    if find_spec("botocore") is None:
        return frozenset()
    session = import_module("botocore.session").get_session()
    shape = session.get_service_model("ec2").shape_for("InstanceType")
    return frozenset(shape.enum)
