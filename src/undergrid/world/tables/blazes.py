"""Blazes: buildings on fire. A fire for warmth in a shelter stands in `shelters`, one in the open in `fires`."""

from __future__ import annotations

from undergrid.core.tables import I32, I64, SlotTable, i32, i64


class Blazes(SlotTable):
    """What burns in each building that has caught fire; its heat at any second follows (`world/places/burning.py`)."""

    ONE_EACH = "building"
    luck: I64 = i64(0, "", "luck key")
    building: I32 = i32(-1, "building", "which one")
    fuel: I32 = i32(0, "g", "what there was to burn when it caught fire", within=(0, 1 << 30))
    since: I32 = i32(0, "tick", "when that was")
    until: I32 = i32(0, "tick", "when all of it has burnt")
    cause: I64 = i64(0, "event", "its CAUGHT_FIRE")
