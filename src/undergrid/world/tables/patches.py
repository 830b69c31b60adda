"""Patches of neural nets whose subscription runs out."""

from __future__ import annotations

from undergrid.core.tables import I32, I64, U8, SlotTable, i32, i64, u8


class Patches(SlotTable):
    """People whose net has been patched: one row for each."""

    OWNER = "owner"
    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "whose net")
    count: U8 = u8(0, "", "how often it has been patched")
    bought: I32 = i32(0, "min", "what that has bought, all in all", within=(0, 1_000_000_000))
    cause: I64 = i64(0, "event", "the last patch")
