"""Suits: how worn the parts of each suit are."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I32, I64, U8, Flag, SlotTable, flag, i32, i64, u8

WHOLE = 1_000_000_000
"""A whole life of a part, in the unit of `worn`."""


class SuitPart(IntEnum):
    """What of a suit wears and fails. The numbers stand in runs on disk and never change."""

    LIFE_SUPPORT = 0  # without it, no air where there is none
    SEALS = 1  # without them, the air leaks out
    SERVOS = 2  # without them, the suit is a dead weight
    PLATES = 3  # of armour, which is a thing of its own: no row of `suit_parts`


OF_SUITS = (SuitPart.LIFE_SUPPORT, SuitPart.SEALS, SuitPart.SERVOS)
"""The parts that each suit has."""


class SuitParts(SlotTable):
    """The parts of suits: one row for each part of each suit, whoever wears it."""

    OWNER = "item"
    item: I32 = i32(-1, "item", "which suit")
    part: U8 = u8(SuitPart.LIFE_SUPPORT, "SuitPart", "which part of it", within=(0, 2))
    worn: I64 = i64(0, "1 / 10^9", "how much of its life it has behind it", within=(0, 1 << 53))
    broken: Flag = flag(0, "", "whether it has failed")
    air: I32 = i32(0, "min", "of seals that have failed: how long the air lasts", within=(0, 1_000_000))
    cause: I64 = i64(0, "event", "what last became of it")
