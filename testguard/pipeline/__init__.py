"""The stages in order; nothing else knows it. One module for each way in.

discover -> inspect -> (measure) -> judge -> report
"""

from __future__ import annotations

from testguard.pipeline.building import graphs
from testguard.pipeline.checking import check, write_baseline
from testguard.pipeline.judging import Prepared, conclude, gate, prepare, ratchet
from testguard.pipeline.loading import contracts, find, load
from testguard.pipeline.mutating import Plan, mutants_json, mutate
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
