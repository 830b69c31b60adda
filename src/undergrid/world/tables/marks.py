"""Marks: what people have written on walls, and who has read what; memorials to the dead; what was told over radio."""

from __future__ import annotations

from undergrid.core.tables import I16, I32, I64, U8, SlotTable, i16, i32, i64, u8
from undergrid.world.tables.minds import Topic

__all__ = ["Marks", "Readings", "Topic"]


class Marks(SlotTable):
    """What is written on walls: one row for each mark. It says where something was when its writer knew of it last."""

    luck: I64 = i64(0, "", "luck key")
    cell: I32 = i32(-1, "cell", "from where it is read: the ground before the wall")
    writer: I32 = i32(-1, "citizen", "who has written it; -1 somebody before the start")
    topic: U8 = u8(Topic.PLACE, "Topic", "what it tells of")
    subject: I32 = i32(-1, "row", "of which one; -1 of none that is still there")
    place: I32 = i32(-1, "cell", "where that is, as the mark has it")
    at: I32 = i32(0, "tick", "when the writer knew it to be there")
    strength: I16 = i16(1000, "1 / 1000", "how firmly the writer believed it")
    cause: I64 = i64(0, "event", "the writing")


class Readings(SlotTable):
    """Who has read which mark: nobody reads one twice."""

    OWNER = "reader"
    reader: I32 = i32(-1, "citizen", "who")
    mark: I32 = i32(-1, "mark", "which one")
    cause: I64 = i64(0, "event", "the reading, or the writing")


class Memorials(SlotTable):
    """Where somebody has laid something for the dead: one row for each of them."""

    OWNER = "subject"
    ONE_EACH = "subject"
    subject: I32 = i32(-1, "citizen", "who has died")
    by: I32 = i32(-1, "citizen", "who has laid it there")
    cell: I32 = i32(-1, "cell", "where; indoors, the door of the building")
    building: I32 = i32(-1, "building", "in which building; -1 outdoors")
    cause: I64 = i64(0, "event", "the laying")


class Radioed(SlotTable):
    """What people have told each other by radio, understood or not, and those with minds of their own by mouth of what
    no one may know: one row for each two and thing.
    """

    OWNER = "teller"
    teller: I32 = i32(-1, "citizen", "who")
    hearer: I32 = i32(-1, "citizen", "whom")
    topic: U8 = u8(Topic.PLACE, "Topic", "of what")
    subject: I32 = i32(-1, "row", "of which one")
    at: I32 = i32(0, "tick", "when last")
