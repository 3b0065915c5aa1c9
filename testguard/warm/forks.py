"""What a process does before it forks."""

from __future__ import annotations

import gc
import sys
import threading

from testguard.plugin import Forkable, load_plugins
from testguard.warm.known import Known
from testguard.warm.libraries import import_all


def forkable_frameworks() -> dict[str, Forkable]:
    """The installed frameworks that forks need care for, by name."""
    found = load_plugins([]).frameworks
    return {each.name: each for each in found if isinstance(each, Forkable)}


def get_warm(known: Known) -> None:
    """Import what is known, and set it aside for forks; ends the process where none can be made."""
    import_all(known.libraries, known.environment)
    if threading.active_count() > 1:
        sys.exit("a library starts threads when it is imported: no fork would have them")
    gc.collect()
    gc.freeze()
