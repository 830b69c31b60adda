"""Power and air: what fusion cells hold, what draws from them and feeds them, where there is no air, who lacks it.

What a cell holds is a value as of a tick and a rate since, both whole: a watt for a second is a joule. Nothing is
integrated tick by tick; `due` is the tick at which a cell is empty or full, known from the moment that the rate is.
"""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I16, I32, I64, U8, Flag, SlotTable, Table, flag, i16, i32, i64, u8
from undergrid.world.tables.people import NEVER

MOST_JOULES = 1_000_000_000
"""More than any cell of the City holds, J: what a column of joules has room for, twice over."""


class Device(IntEnum):
    """What takes power from a cell, or gives power to one."""

    LIFE_SUPPORT = 0
    LAMP = 1
    CABLE = 2  # from one person's cell to another's
    SOCKET = 3  # from the wall into a cell


class Charges(SlotTable):
    """What fusion cells hold: one row for each cell, whoever carries it."""

    OWNER = "item"
    ONE_EACH = "item"
    item: I32 = i32(-1, "item", "which thing")
    joules: I32 = i32(0, "J", "what it holds as of `since`")
    full: I32 = i32(0, "J", "the most that it holds")
    since: I32 = i32(0, "tick", "as of when")
    rate: I32 = i32(0, "W", "what flows in, less what flows out", within=(-MOST_JOULES, MOST_JOULES))
    due: I32 = i32(NEVER, "tick", "when it is empty, or full, if nothing is switched before")
    short: I64 = i64(0, "event", "the last cable to it that ended before all had flowed; 0 none has, or another leads")


class Feeds(SlotTable):
    """Power that flows: into a device, from cell to cell, from a socket into a cell. Only whole seconds flow."""

    OWNER = "owner"
    owner: I32 = i32(-1, "citizen", "who has switched it on, lends it, or charges")
    whom: I32 = i32(-1, "citizen", "to whom a cable leads")
    kind: U8 = u8(Device.LIFE_SUPPORT, "Device", "what it is")
    source: I32 = i32(-1, "charge", "the cell that gives it; -1 a socket")
    sink: I32 = i32(-1, "charge", "the cell that takes it; -1 a device")
    suit: I32 = i32(-1, "item", "the suit that it keeps going; -1 none")
    building: I32 = i32(-1, "building", "in which the socket is")
    watts: I32 = i32(0, "W", "how much")
    since: I32 = i32(0, "tick", "since when")
    until: I32 = i32(NEVER, "tick", "when as much has flowed as was asked for")
    rest: I32 = i32(0, "J", "what of it makes no whole second, and flows at the end")
    cause: I64 = i64(0, "event", "what began it")


class Sockets(Table):
    """Buildings with a socket in the wall: one row for each that the scenario names."""

    building: I32 = i32(-1, "building", "which")


class Airless(Table):
    """Where nobody can breathe without life support: outdoors on a whole level, or inside one building."""

    level: I16 = i16(-1, "level", "outdoors on which; -1 for none", within=(-1, 1000))
    building: I32 = i32(-1, "building", "inside which; -1 for none")
    cause: I64 = i64(0, "event", "what has used up the air there; 0: there has never been any")


class Breaths(SlotTable):
    """Those who have no air."""

    OWNER = "owner"
    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "who")
    since: I32 = i32(0, "tick", "since when")
    due: I32 = i32(NEVER, "tick", "when they faint, and then when they die")
    failed: Flag = flag(0, "", "whether they had life support, and it failed")
    fainted: I64 = i64(0, "event", "what took their senses; 0 while they have them")
    cause: I64 = i64(0, "event", "the SUFFOCATES that it began with")
