"""Viruses: minds that have been copied into dormant form, what wakes each, and the nodes that carry them."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I32, I64, U8, SlotTable, Table, i32, i64, u8
from undergrid.world.tables.people import NEVER


class Trigger(IntEnum):
    """What wakes a virus. The numbers stand in runs on disk and never change."""

    DEATH = 0  # of somebody
    ARREST = 1  # of somebody
    DATE = 2


class Infection(IntEnum):
    """How it stands with a virus on a node. The numbers stand in runs on disk and never change."""

    DORMANT = 0  # a payload that waits: nothing shows
    ACTIVE = 1
    PATCHED = 2  # cleaned; it cannot be infected for a while


class GateWay(IntEnum):
    """What a gate does by itself. The numbers stand in runs on disk and never change."""

    OPENS = 0
    SHUTS = 1


class Viruses(Table):
    """Minds in the form of a virus: one row for each that the scenario names, whatever becomes of it."""

    luck: I64 = i64(0, "", "luck key")
    mind: I32 = i32(-1, "mind", "the mind that it is")
    owner: I32 = i32(-1, "citizen", "whose mind that is")
    trigger: U8 = u8(Trigger.DEATH, "Trigger", "what wakes it")
    subject: I32 = i32(-1, "citizen", "to whom that has to happen; -1 nobody")
    at: I32 = i32(NEVER, "tick", "when it wakes by the clock; never")
    woke: I64 = i64(0, "event", "its OUTBREAK; 0 it is dormant")
    ended: I64 = i64(0, "event", "its VIRUS_ENDED; 0 it is there")


class Infections(SlotTable):
    """Nodes that carry a virus, or have been patched against viruses: one row for each."""

    OWNER = "node"
    ONE_EACH = "node"
    node: I32 = i32(-1, "node", "which")
    virus: I32 = i32(-1, "virus", "which it carries, or carried")
    stage: U8 = u8(Infection.DORMANT, "Infection", "how it stands with that")
    by: I32 = i32(-1, "node", "from which it came; -1 it was put there")
    until: I32 = i32(NEVER, "tick", "of one that is patched: until when that holds")
    shown: I64 = i64(0, "event", "the first glitch by which it showed; 0 nobody knows")
    cause: I64 = i64(0, "event", "what last became of it")
