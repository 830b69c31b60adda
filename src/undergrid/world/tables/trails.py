"""Traces on the ground: blood, drag marks, footprints, signs. They age; people cover, read and follow them."""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar

from undergrid.core.tables import I16, I32, I64, U8, Flag, SlotTable, Table, flag, i16, i32, i64, u8


class TraceKind(IntEnum):
    """What a trace is."""

    PRINTS = 0
    BLOOD = 1
    DRAG = 2
    SIGN = 3  # left on purpose


class Traces(SlotTable):
    """One row for each cell, kind and maker; a maker who passes again renews it."""

    luck: I64 = i64(0, "", "luck key: from its maker's, its tick, its kind and its cell")
    cell: I32 = i32(-1, "cell", "where")
    kind: U8 = u8(TraceKind.PRINTS, "TraceKind", "what it is")
    maker: I32 = i32(-1, "citizen", "who made it")
    made: I32 = i32(0, "tick", "when")
    heading: U8 = u8(255, "direction", "where it leads, 0..7; 255 cannot be told")
    strength: I16 = i16(1000, "1 / 1000", "how plain it was when it was made")
    covered: I16 = i16(0, "1 / 1000", "how much of that has been covered")
    worn: I64 = i64(0, "2^-40 half-lives", "how far weather had worn its kind when it was made (`weathering.gone`)")
    false: Flag = flag(0, "", "whether it was laid to deceive")
    followed: Flag = flag(0, "", "whether trackers of the authority have followed it already")
    cause: I64 = i64(0, "event", "what the maker was about")


class Weathering(Table):
    """One row for each TraceKind: the sum of the weather that wears such traces, while there are any."""

    n_at_first: ClassVar[int] = len(TraceKind)
    gone: I64 = i64(0, "2^-40 half-lives", "what has gone by")


class Trackings(SlotTable):
    """Who follows whose trail: one row for each follower, a person or a watcher, and maker."""

    OWNER = "follower"
    UNOWNED = True
    follower: I32 = i32(-1, "citizen", "who; -1 where it is a watcher")
    watcher: I32 = i32(-1, "watcher", "which watcher; -1 where it is a person")
    maker: I32 = i32(-1, "citizen", "whose trail")
    cell: I32 = i32(-1, "cell", "where it was read last")
    made: I32 = i32(-1, "tick", "when what was read there had been made")
    onward: Flag = flag(1, "", "whether it is followed the way its maker went, as the follower does not know")
    over: Flag = flag(0, "", "whether it has been lost, or followed to its end")
    progress: I32 = i32(0, "mm", "how far a watcher is on its way to the next trace")
    until: I32 = i32(0, "tick", "when it is given up for lost; once it is over, when it may be taken up again")
    cause: I64 = i64(0, "event", "its finding")
