"""Heart Engines: cubes that hold a charge, are linked to a node of the network, and fired; and what they would do.

What a cube holds is a value as of a tick and a rate since, both whole: a watt for a second is a joule.
"""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I32, I64, U8, SlotTable, i32, i64, u8
from undergrid.world.tables.people import NEVER


class EngineStage(IntEnum):
    """How far an engine has come. The numbers stand in runs on disk and never change."""

    IDLE = 0  # it holds less than it takes
    CHARGED = 1
    LINKED = 2  # it lies at a node
    FIRED = 3  # once and for all


class Unlinking(IntEnum):
    """By whom a cube comes off the network. The numbers stand in runs on disk and never change."""

    TAKEN = 0  # by who has taken it up
    TORN_OFF = 1  # by a hunter of the authority


class Engines(SlotTable):
    """Heart Engines: one row for each cube, whoever carries it."""

    OWNER = "item"
    ONE_EACH = "item"
    item: I32 = i32(-1, "item", "which thing")
    stage: U8 = u8(EngineStage.IDLE, "EngineStage", "how far it has come")
    joules: I32 = i32(0, "J", "what it holds as of `since`")
    full: I32 = i32(0, "J", "what it takes to be fired")
    since: I32 = i32(0, "tick", "as of when")
    rate: I32 = i32(0, "W", "what flows into it now")
    socket: I32 = i32(-1, "building", "in which it is charged; -1 none")
    tap: I32 = i32(-1, "node", "the power node by which it is charged; -1 none")
    node: I32 = i32(-1, "node", "to which it is linked; -1 none")
    by: I32 = i32(-1, "citizen", "who charged or linked it last; -1 nobody")
    ready: I32 = i32(NEVER, "tick", "from when on it can be fired, if it stays linked")
    cause: I64 = i64(0, "event", "what last became of it")


class Spoilt(SlotTable):
    """Engines that somebody has put out of order: they cannot be charged until they have been put right."""

    OWNER = "item"
    ONE_EACH = "item"
    item: I32 = i32(-1, "item", "which cube")
    until: I32 = i32(NEVER, "tick", "when it is put right")
    cause: I64 = i64(0, "event", "its ENGINE_SPOILT")


class Forecasts(SlotTable):
    """How many of whom an engine would kill, as was worked out when it was linked: one row for each faction."""

    OWNER = "item"
    item: I32 = i32(-1, "item", "by which cube")
    faction: I32 = i32(-1, "faction", "of which faction; -1 those of none")
    deaths: I32 = i32(0, "", "how many", within=(0, 1_000_000_000))
    cause: I64 = i64(0, "event", "its DEATHS_FORESEEN")
