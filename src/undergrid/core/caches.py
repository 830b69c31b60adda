"""Caches: values that follow from a world's city and tables, kept because computing them again takes long.

    class Doors(Cache):
        def __init__(self, world):
            self.shut = ...                     made when first asked for

    world.cache(Doors).shut

A cache belongs to the file that defines it, which keeps it right as the tables change. `World.rebuild` drops all
caches, and none is saved: a cache made from a restored world must be the same to the bit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.core.bits import Active


class Cache:
    """A pure function of a world's city and tables, and of what else it was made with (a rule's knobs)."""

    def __init__(self, world: Any, *given: Any) -> None:
        """Compute the cache. `given` is what was passed to `World.cache` besides the class."""

    def nbytes(self) -> int:
        """Bytes that its arrays take."""
        return sum(_nbytes(value) for value in vars(self).values())


def slots_by_owner(n_owners: int, slots: npt.NDArray[Any], owner: npt.NDArray[Any]) -> npt.NDArray[np.int32]:
    """(n_owners,) the slot of each owner, where each has one at most; -1 for none. `owner` is the table's column."""
    found = np.full(n_owners, -1, np.int32)
    slots = slots[owner[slots] >= 0]
    found[owner[slots]] = slots
    return found


def _nbytes(value: Any) -> int:
    if isinstance(value, np.ndarray):
        return int(value.nbytes)
    if isinstance(value, Active):
        return int(value.bits.nbytes)
    size = getattr(value, "nbytes", None)
    return int(size()) if callable(size) else 0
