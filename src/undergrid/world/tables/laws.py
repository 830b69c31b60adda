"""Laws: what the authority forbids, and who has been found with it."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I16, I32, I64, U8, Flag, SlotTable, Table, flag, i16, i32, i64, u8
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import NEVER


class Ban(IntEnum):
    """What a law forbids. The numbers stand in runs on disk and never change."""

    THING = 0  # to carry a thing of a kind
    COMPANION = 1  # to be a companion unit, of one class or of any
    SMOKE = 2  # a cloud that nobody projects: the smoke of a fire


class Laws(Table):
    """The laws of the scenario, in the order of its file."""

    ban: U8 = u8(Ban.THING, "Ban", "what it forbids")
    item: U8 = u8(ItemKind.CHIP, "ItemKind", "of things: which")
    klass: U8 = u8(0, "class", "of companion units: which, 0 for any", within=(0, 9))
    starts: I32 = i32(0, "tick", "the first tick at which it is in force; at or before 0 it is from the start")
    ends: I32 = i32(NEVER, "tick", "the first tick without it")
    in_force: Flag = flag(0, "", "whether it is in force")
    fine: I16 = i16(0, "points", "obedience that it takes from whoever is found and named")
    suspicion: I16 = i16(0, "points", "suspicion that it puts on whoever is found")
    cause: I64 = i64(0, "event", "its coming into force, or its end")


class Offences(SlotTable):
    """Who has been found with what a law forbids: one row for each person and law, until they may be charged anew."""

    OWNER = "subject"
    subject: I32 = i32(-1, "citizen", "who")
    law: I32 = i32(-1, "law", "which law")
    watcher: I32 = i32(-1, "watcher", "who has found it")
    cell: I32 = i32(-1, "cell", "where")
    at: I32 = i32(0, "tick", "when")
    due: I32 = i32(NEVER, "tick", "when it is ruled on; never once it has been")
    until: I32 = i32(0, "tick", "until when they are not charged by this law again")
    cause: I64 = i64(0, "event", "the finding")
