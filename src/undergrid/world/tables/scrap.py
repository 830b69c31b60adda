"""Fields of scrap: wrecks that lie about a place, and people who go there for what can still be used."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I32, I64, U8, SlotTable, Table, i32, i64, u8


class ScrapFields(Table):
    """Every field of scrap, in the order of the file."""

    cell: I32 = i32(-1, "cell", "its middle")
    clean: I64 = i64(0, "event", "since which nothing is left in it; 0 while something is")


class Scattered(SlotTable):
    """Which wreck lies in which field."""

    wreck: I32 = i32(-1, "row", "the slot in `wrecks`", within=(-1, 1 << 30))
    field: I32 = i32(-1, "row", "of `scrap_fields`", within=(-1, 1 << 30))


class ForayStage(IntEnum):
    """How far somebody has come who has gone out for scrap."""

    OUT = 0  # on the way to a wreck
    AT_WORK = 1
    HOME = 2  # on the way back


class Forays(SlotTable):
    """Those of a refuge who have gone out for scrap."""

    OWNER = "owner"
    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "who")
    building: I32 = i32(-1, "building", "the refuge that they have come from")
    cell: I32 = i32(-1, "cell", "where the wreck lies that they make for")
    stage: U8 = u8(ForayStage.OUT, "ForayStage", "how far it has come")
    cause: I64 = i64(0, "event", "their setting out")
