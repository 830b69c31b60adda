"""Traces on the ground: blood, drag marks, footprints, signs. They age, are covered, read and followed."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I16, I32, I64, U8, Flag, SlotTable, flag, i16, i32, i64, u8


class TraceKind(IntEnum):
    """What a trace is."""

    PRINTS = 0
    BLOOD = 1
    DRAG = 2
    SIGN = 3  # left on purpose


class Traces(SlotTable):
    """One row for each cell, kind and maker: who passes again renews it."""

    luck: I64 = i64(0, "", "luck key")
    cell: I32 = i32(-1, "cell", "where")
    kind: U8 = u8(TraceKind.PRINTS, "TraceKind", "what it is")
    maker: I32 = i32(-1, "citizen", "who made it")
    made: I32 = i32(0, "tick", "when")
    heading: U8 = u8(255, "direction", "where it leads, 0..7; 255 cannot be told")
    strength: I16 = i16(1000, "1 / 1000", "how plain it was when it was made")
    covered: I16 = i16(0, "1 / 1000", "how much of that has been covered")
    false: Flag = flag(0, "", "whether it was laid to deceive")
    cause: I64 = i64(0, "event", "what the maker was about")
