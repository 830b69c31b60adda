"""Hauls: who drags, carries or holds up whom."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I32, I64, U8, SlotTable, i32, i64, u8


class HaulMode(IntEnum):
    """How one person moves another."""

    DRAG = 0  # by the hands
    TARP = 1  # on a tarp
    CARRY = 2
    SUPPORT = 3  # the other walks, held up


class Hauls(SlotTable):
    """One row for each person who is being moved by another."""

    hauler: I32 = i32(-1, "citizen", "who")
    hauled: I32 = i32(-1, "citizen", "whom")
    mode: U8 = u8(HaulMode.DRAG, "HaulMode", "how")
    pace: U8 = u8(100, "%", "of the hauler's walking speed that the burden leaves")
    since: I32 = i32(0, "tick", "since when")
    cause: I64 = i64(0, "event", "the taking up")
