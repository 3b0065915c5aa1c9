"""What a run teaches that the next one can be prepared with."""

from __future__ import annotations

from msgspec import Struct, field


class Known(Struct, frozen=True):
    """What a run has taught that the next one can be prepared with.

    ``libraries`` are modules that do not belong to the repository, in the order of their import;
    ``environment`` are variables that tests set while they were imported; ``rehearsal`` is what
    each framework has learned, by its name.
    """

    libraries: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    rehearsal: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def joined(self, more: Known) -> Known:
        """Both; the environment is that of the later one."""
        names = {*self.rehearsal, *more.rehearsal}
        return Known(
            _joined(self.libraries, more.libraries),
            more.environment,
            {n: _joined(self.rehearsal.get(n, ()), more.rehearsal.get(n, ())) for n in names},
        )


def _joined(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
