"""Windows: states of the city that begin and end by the clock, what they shut and switch off, drones kept for them."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I32, I64, U8, Flag, SlotTable, Table, flag, i32, i64, u8
from undergrid.world.tables.people import NEVER


class WindowKind(IntEnum):
    """What a window is. The numbers stand in runs on disk and never change."""

    SYNC = 0  # the city's machines take their bearings from orbit; what comes after it may be put off
    LOCKDOWN = 1  # gates are shut to everybody, and as many drones again are in the air
    MAINTENANCE = 2  # readers, cameras and gates are off


class Windows(Table):
    """The windows of the scenario, in the order of its file."""

    kind: U8 = u8(WindowKind.SYNC, "WindowKind", "what it is")
    begins: I32 = i32(NEVER, "tick", "when it begins next; never while that is not known")
    lasts: I32 = i32(1, "s", "for how long")
    ends: I32 = i32(NEVER, "tick", "when it ends, its first tick without; never while it does not run")
    after: I32 = i32(-1, "window", "with whose end it begins; -1 at a time of its own")
    daily: Flag = flag(0, "", "whether it begins again a day later")
    relay: I32 = i32(-1, "node", "where a sync can be jammed; -1 nowhere")
    delay: I32 = i32(0, "s", "by how much it has been drawn out", within=(0, 1_000_000_000))
    jam: I64 = i64(0, "event", "by what; 0 it has not been")
    cause: I64 = i64(0, "event", "its beginning, or its end")


class Closures(SlotTable):
    """What a window shuts or switches off while it runs: a gate or a watcher in each row."""

    OWNER = "window"
    window: I32 = i32(-1, "window", "which window")
    gate: I32 = i32(-1, "gate", "the gate; -1 it is a watcher")
    watcher: I32 = i32(-1, "watcher", "the watcher; -1 it is a gate")
    was: U8 = u8(0, "", "how it was before: 1 for a gate that stood open, a watcher's Duty")


class Reserves(Table):
    """Drones that stand by for a lockdown."""

    watcher: I32 = i32(-1, "watcher", "which drone")
    beat: I32 = i32(-1, "post", "whose beat it flies then; -1 for none: it stays above its stand")
    window: I32 = i32(-1, "window", "for which it is out; -1 for none")
    homing: Flag = flag(0, "", "whether it has been called back, and is not at its stand yet")
    cause: I64 = i64(0, "event", "what sent it out, or called it back")
