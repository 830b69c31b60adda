"""The index of a table: it finds the slots of an owner without a scan of all rows.

`first[who]` is the lowest slot of an owner, `after[slot]` the owner's next; both end with -1. A slot that has just been
taken waits in `fresh` until the next look-up, because its owner is written only after `take`; a slot without an owner
goes on waiting there. The index follows from the columns and can be thrown away at any time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.core.handles import change, record
from undergrid.core.jit import COMPILED, kernel

Slots = npt.NDArray[np.int64]

_END = -1
_OUT = -2  # in `after`: the slot is in no chain
_WAITS = -3  # likewise, and it stands in `fresh` without an owner

MOST_FRESH = 256
"""After more takings than this without a look-up, the index is built anew instead of being kept up."""

_FEW = 4096  # up to so many rows, a kernel is faster than NumPy

NO_SLOTS: Slots = np.empty(0, np.int64)
NO_SLOTS.flags.writeable = False


class Index:
    """The chains of one table, for the column `owner` as it stands at each call."""

    def __init__(self, n: int) -> None:
        self._first, self._after = np.full(64, _END, np.int32), np.full(max(n, 1), _OUT, np.int32)
        self.fresh: list[npt.NDArray[Any]] = [np.arange(n)]
        self.chains = record(first=self._first, after=self._after)

    def link(self, used: npt.NDArray[np.bool_], owner: npt.NDArray[Any]) -> None:
        """Put every fresh slot that is in use and has an owner into that owner's chain."""
        slots = self.fresh[0] if len(self.fresh) == 1 and len(self.fresh[0]) == 1 else np.concatenate(self.fresh)
        if len(used) > len(self._after):
            self._after = _longer(self._after, len(used), _OUT)
            change(self.chains, after=self._after)
        n_waiting = _link(self.chains, used, owner, slots)
        if n_waiting < 0:
            self._first = _longer(self._first, -n_waiting, _END)
            change(self.chains, first=self._first)
            n_waiting = _link(self.chains, used, owner, slots)
        self.fresh = [slots[:n_waiting]] if n_waiting else []

    def head(self, row: int) -> int:
        """The lowest slot of an owner; -1 for none, as most have none: nothing has to be called to know that."""
        return int(self._first[row]) if row < len(self._first) else _END

    def unlink(self, slots: npt.NDArray[Any], owner: npt.NDArray[Any]) -> None:
        """Take slots out of their chains, while their owners still stand in the column."""
        _unlink(self.chains, owner, slots)

    def nbytes(self) -> int:
        """Bytes that the chains take."""
        return self._first.nbytes + self._after.nbytes


def _longer(chain: npt.NDArray[np.int32], n: int, empty: int) -> npt.NDArray[np.int32]:
    """A copy with room for `n`, and for half as many again."""
    return np.concatenate([chain, np.full(n + n // 2 - len(chain), empty, np.int32)])


@kernel
def _link(chains, used, owner, slots):
    """Put slots into the chains. Those that have no owner yet come to the front of `slots`: returns how many.

    Where an owner lies beyond the end of `chains.first`, it changes no chain and returns -1 - the highest owner.
    """
    first, after = chains.first, chains.after
    top = -1
    for slot in slots:
        top = max(top, owner[slot])
        if after[slot] == _WAITS:
            after[slot] = _OUT
    if top >= len(first):
        return -1 - top
    n_waiting, n = 0, len(slots)
    for k in range(n - 1, -1, -1):  # from the highest: each of a new table's slots comes to the head of its chain
        slot = slots[k]
        if not used[slot] or after[slot] != _OUT:
            continue
        who = owner[slot]
        if who < 0:
            after[slot] = _WAITS
            n_waiting += 1
            slots[n - n_waiting] = slot
            continue
        before, following = _END, first[who]
        while following != _END and following < slot:
            before, following = following, after[following]
        after[slot] = following
        if before == _END:
            first[who] = slot
        else:
            after[before] = slot
    for k in range(n_waiting):
        slots[k] = slots[n - n_waiting + k]
    return n_waiting


@kernel
def _unlink(chains, owner, slots):
    """Take those of the slots that are in a chain out of it."""
    first, after = chains.first, chains.after
    for slot in slots:
        if slot >= len(after) or after[slot] <= _OUT:
            continue
        who = owner[slot]
        before, here = _END, first[who]
        while here != slot:
            before, here = here, after[here]
        if before == _END:
            first[who] = after[slot]
        else:
            after[before] = after[slot]
        after[slot] = _OUT


@kernel
def slots_of(chains, who):
    """The slots of an owner (0 or above), ascending."""
    first, after = chains.first, chains.after
    head = first[who] if who < len(first) else _END
    n, slot = 0, head
    while slot != _END:
        slot = after[slot]
        n += 1
    slots = np.empty(n, np.int64)
    slot = head
    for k in range(n):
        slots[k] = slot
        slot = after[slot]
    return slots


@kernel
def slots_with(chains, who, column, value):
    """The slots of an owner (0 or above) in which a column has this value, ascending."""
    first, after = chains.first, chains.after
    head = first[who] if who < len(first) else _END
    n, slot = 0, head
    while slot != _END:
        n += column[slot] == value
        slot = after[slot]
    slots, k, slot = np.empty(n, np.int64), 0, head
    while k < n:
        if column[slot] == value:
            slots[k] = slot
            k += 1
        slot = after[slot]
    return slots


# ---------------------------------------------------------------- rows by the values in their columns


def scan(used: npt.NDArray[np.bool_], column: npt.NDArray[Any], value: int) -> Slots:
    """The slots in use in which a column has this value, ascending: by a scan of every row."""
    if COMPILED and len(column) <= _FEW:
        slots: Slots = _scan(used, column, value)
        return slots
    return (used & (column == value)).nonzero()[0]


@kernel
def _scan(used, column, value):
    """As `scan`, for few rows: a kernel starts sooner, while NumPy takes many rows in wider steps."""
    wanted = column.dtype.type(value)  # as narrow as the column: more of them are compared at once
    n_left = 0
    if wanted == value:
        for slot in range(len(column)):
            n_left += column[slot] == wanted
    slots, n, slot = np.empty(n_left, np.int64), 0, 0
    while n_left:
        if column[slot] == wanted:
            n_left -= 1
            if used[slot]:
                slots[n] = slot
                n += 1
        slot += 1
    return slots[:n]


@kernel
def keep(slots, column, value):
    """Those of `slots` in which a column has this value, in the same order."""
    kept, n = np.empty(len(slots), np.int64), 0
    for slot in slots:
        if column[slot] == value:
            kept[n] = slot
            n += 1
    return kept[:n]


@kernel
def due_by(used, due, tick):
    """The slots in use whose time, in a column of ticks, has come, ascending."""
    n = 0
    for slot in range(len(used)):
        n += used[slot] and due[slot] <= tick
    slots = np.empty(n, np.int64)
    slot = 0
    for k in range(n):
        while not (used[slot] and due[slot] <= tick):
            slot += 1
        slots[k] = slot
        slot += 1
    return slots


@kernel
def lowest_free(used, first, n):
    """The `n` lowest slots from `first` on that are not in use, ascending; fewer where there are no more."""
    slots, n_found, slot = np.empty(n, np.int64), 0, first
    while n_found < n and slot < len(used):
        if not used[slot]:
            slots[n_found] = slot
            n_found += 1
        slot += 1
    return slots[:n_found]
