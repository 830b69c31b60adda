"""The economy: works with stores, and the registry of the living."""

from __future__ import annotations

from undergrid.core.tables import I32, I64, U16, Flag, SlotTable, Table, flag, i32, i64, u16


class Facilities(Table):
    """Works with stores: one row for each vat, farm and reclamation building, in the order of the city's buildings.

    Stores count grams at vats and reclamation centres, memories at memory farms.
    """

    building: I32 = i32(-1, "building", "where")
    raw: I64 = i64(0, "units", "what waits to be processed")
    product: I64 = i64(0, "units", "what has been made and not yet taken")
    waste: I64 = i64(0, "units", "what was lost in the making")
    taken_in: I64 = i64(0, "units", "all that ever came in")
    given_out: I64 = i64(0, "units", "all that was ever taken away")
    workers: U16 = u16(0, "people", "who work there now")
    short: Flag = flag(0, "", "whether it failed to deliver at the last look")
    cause: I64 = i64(0, "event", "the last event at this place")


class Registry(SlotTable):
    """Entries on their way into the registry of the living: it learns of a shutdown only later."""

    ONE_EACH = "subject"
    subject: I32 = i32(-1, "citizen", "whom to strike off")
    since: I32 = i32(0, "tick", "when the last ping was sent")
    due: I32 = i32(0, "tick", "when the entry is made")
    cause: I64 = i64(0, "event", "the final ping")
