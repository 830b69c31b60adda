"""What can be heard: noises of the last tick, and distress calls on the air."""

from __future__ import annotations

from undergrid.core.tables import I16, I32, I64, Flag, SlotTable, flag, i16, i32, i64
from undergrid.world.tables.people import NEVER


class Noises(SlotTable):
    """Noises made since `noise` last had its turn."""

    cell: I32 = i32(-1, "cell", "where")
    building: I32 = i32(-1, "building", "inside of which; -1 outdoors")
    power: I16 = i16(0, "1 / 10 dB", "sound power level")
    maker: I32 = i32(-1, "citizen", "who made it; -1 nobody")
    cause: I64 = i64(0, "event", "what made it")


class Beacons(SlotTable):
    """Distress beacons that are sending."""

    luck: I64 = i64(0, "", "luck key, of the thing that sends")
    sender: I32 = i32(-1, "citizen", "who set it off")
    cell: I32 = i32(-1, "cell", "from where")
    since: I32 = i32(0, "tick", "since when")
    until: I32 = i32(NEVER, "tick", "until when it sends")
    traced: I32 = i32(-1, "cell", "from where it sent when it was last traced; -1 never")
    believed: I32 = i32(-1, "cell", "from where the authority was told then that it calls; -1 nothing")
    waits: Flag = flag(0, "", "whether the authority knows of it and has found nobody yet to send there")
    trace: I64 = i64(0, "event", "its last BEACON_TRACED")
    cause: I64 = i64(0, "event", "its BEACON_SET_OFF")
