"""Happened: whether anything of some kinds has happened in this tick, at the price of one call."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from undergrid.core.jit import kernel
from undergrid.world.log.events import KIND_BITS, EventLog
from undergrid.world.log.kinds import Kind

Flags = npt.NDArray[np.bool_]


def flags_of(kinds: Iterable[Kind]) -> Flags:
    """By Kind: whether it is one of these."""
    flags = np.zeros(1 << KIND_BITS, np.bool_)
    flags[[int(kind) for kind in kinds]] = True
    return flags


def any_of(log: EventLog, flags: Flags) -> bool:
    """Whether anything of the kinds in `flags` has happened in this tick so far."""
    return log.n > log.tick_began and bool(_any(log.kinds(log.tick_began), flags))


@kernel
def _any(kinds, flags):
    """Whether any of these kinds is flagged."""
    for kind in kinds:
        if flags[kind]:
            return True
    return False
