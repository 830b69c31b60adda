"""Lifts that take so many at a time, or ask for clearance. A lift without a row takes everybody who comes."""

from __future__ import annotations

from undergrid.core.tables import I32, I64, U8, Flag, Table, flag, i32, i64, u8


class Lifts(Table):
    """One row for each lift of which the scenario says something, in the order of its file."""

    link: I32 = i32(-1, "link", "which one")
    capacity: I32 = i32(8, "", "how many it takes at once, those who are carried among them", within=(1, 1000))
    guarded: Flag = flag(0, "", "whether it asks for clearance")
    end: U8 = u8(0, "", "where it is, or will be: 0 at the first end of its link, 1 at the other", within=(0, 1))
    there: I32 = i32(0, "tick", "from when on, where it has been called")
    leaves: I32 = i32(-1, "tick", "when it goes, with those who wait there then; past: it has not been opened since")
    luck: I64 = i64(0, "", "luck key")
