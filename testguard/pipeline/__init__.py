"""The stages in order; nothing else knows it. One module for each way in.

discover -> inspect -> (measure) -> judge -> report

Each way in is imported when it is first taken: a test run pays for no other.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from testguard.pipeline.building import graphs
    from testguard.pipeline.checking import check, write_baseline
    from testguard.pipeline.judging import Prepared, conclude, gate, prepare
    from testguard.pipeline.loading import contracts, find, load
    from testguard.pipeline.mutating import Plan, mutants_json, mutate
    from testguard.pipeline.ratcheting import ratchet
    from testguard.pipeline.requiring import requirements

__all__ = [
    "Plan",
    "Prepared",
    "check",
    "conclude",
    "contracts",
    "find",
    "gate",
    "graphs",
    "load",
    "mutants_json",
    "mutate",
    "prepare",
    "ratchet",
    "requirements",
    "write_baseline",
]
_HOMES = {
    "Plan": "mutating",
    "Prepared": "judging",
    "check": "checking",
    "conclude": "judging",
    "contracts": "loading",
    "find": "loading",
    "gate": "judging",
    "graphs": "building",
    "load": "loading",
    "mutants_json": "mutating",
    "mutate": "mutating",
    "prepare": "judging",
    "ratchet": "ratcheting",
    "requirements": "requiring",
    "write_baseline": "checking",
}


def __getattr__(name: str) -> Any:
    """Import a way in where it is asked for (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
