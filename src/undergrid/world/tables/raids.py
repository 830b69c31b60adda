"""Cold cases and raids: clues to where somebody hides, what is ordered upon them, who is kept for it, who flees."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I16, I32, I64, U8, Flag, SlotTable, Table, flag, i16, i32, i64, u8
from undergrid.world.tables.people import NEVER


class Clues(SlotTable):
    """What may say where somebody hides whom the authority has lost; too old, or acted upon, it is dropped."""

    subject: I32 = i32(-1, "citizen", "whom it names; -1 nobody")
    cell: I32 = i32(-1, "cell", "where it points to")
    at: I32 = i32(0, "tick", "as of when")
    weight: I16 = i16(0, "points", "how much it says", within=(0, 32_767))
    event: I64 = i64(0, "event", "the observation")


class ColdCases(SlotTable):
    """Wanted people of whom nothing has been heard for long: one row for each, until the case is opened again."""

    ONE_EACH = "subject"
    subject: I32 = i32(-1, "citizen", "who")
    score: I32 = i32(0, "points", "how much clues close together say of where they hide", within=(0, 1 << 30))
    cell: I32 = i32(-1, "cell", "the middle of those clues; -1 none")


class RaidStage(IntEnum):
    """How far a raid has come."""

    ORDERED = 0  # it waits for the dark, or for its deadline
    FLYING = 1
    LANDED = 2  # raiders make for the door
    BREACHING = 3  # they are at the door
    INSIDE = 4  # the door is open
    OVER = 5  # they go up again


class Raids(SlotTable):
    """What has been ordered upon a place."""

    ONE_EACH = "building"
    luck: I64 = i64(0, "", "luck key")
    building: I32 = i32(-1, "building", "where")
    stage: U8 = u8(RaidStage.ORDERED, "RaidStage", "how far it has come")
    ready: I32 = i32(0, "tick", "from when on those are mustered who are sent")
    deadline: I32 = i32(NEVER, "tick", "when it is due, dark or not")
    due: I32 = i32(0, "tick", "when the present stage ends")
    landed: I32 = i32(-1, "tick", "when raiders came down; -1 not yet")
    arrested: I32 = i32(0, "people", "how many have been seized in it")
    order: I64 = i64(0, "event", "its RAID_ORDERED")
    cause: I64 = i64(0, "event", "what has brought it to where it stands")


class Raiders(Table):
    """Sentinels that guard nothing, and are kept to be sent by air."""

    watcher: I32 = i32(-1, "watcher", "which")
    raid: I32 = i32(-1, "raid", "the slot of the raid that it is sent upon; -1 none")
    aloft: Flag = flag(1, "", "whether it is in the air, or in its berth")


class Fugitives(SlotTable):
    """People who have run from a raid, as it is seen from above: one row for each, until it is over."""

    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "who")
    raid: I32 = i32(-1, "raid", "the slot of the raid")
    cell: I32 = i32(-1, "cell", "where they were at the last look; -1 not yet seen")
    headed_off: Flag = flag(0, "", "whether somebody has come down before them")
    cause: I64 = i64(0, "event", "their flight")
