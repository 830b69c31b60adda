"""Combat: what is broken in watchers, who keeps down, grenades about to go off, panes that have gone."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I32, I64, U8, SlotTable, i32, i64, u8
from undergrid.world.tables.people import NEVER


class Subsystem(IntEnum):
    """A part of a watcher that can fail by itself. The numbers stand in runs on disk and never change."""

    EYE = 0  # it sees nothing any more, neither shapes nor warmth
    DRIVE = 1  # rotors, legs: a drone falls, others stand where they are
    WEAPON = 2


class Failures(SlotTable):
    """Subsystems of watchers that have failed: one row for each."""

    OWNER = "watcher"
    watcher: I32 = i32(-1, "watcher", "whose")
    part: U8 = u8(Subsystem.EYE, "Subsystem", "which")
    senses: U8 = u8(0, "Senses", "of an eye: what it took in before")
    cause: I64 = i64(0, "event", "the event by which it failed")


class Suppressed(SlotTable):
    """Who has been shot at, and keeps down and shoots worse for some seconds."""

    OWNER = "owner"
    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "who")
    until: I32 = i32(NEVER, "tick", "until when")
    cause: I64 = i64(0, "event", "the first shot")


class Fuses(SlotTable):
    """Grenades that have been thrown and are about to go off."""

    luck: I64 = i64(0, "", "luck key: from its thrower's, its tick and its kind")
    thrower: I32 = i32(-1, "citizen", "who has thrown it")
    cell: I32 = i32(-1, "cell", "where it lies")
    due: I32 = i32(NEVER, "tick", "when it goes off")
    cause: I64 = i64(0, "event", "its GRENADE_THROWN")


class Panes(SlotTable):
    """Cells whose glass has gone."""

    OWNER = "cell"
    cell: I32 = i32(-1, "cell", "which cell")
    cause: I64 = i64(0, "event", "what broke it")
