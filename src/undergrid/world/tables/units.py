"""Units: what companion units have beyond what everybody has, and what Sentinels have found of them."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I16, I32, I64, U8, Flag, SlotTable, flag, i16, i32, i64, u8
from undergrid.world.tables.people import NEVER


class Units(SlotTable):
    """Companion units: one row for each."""

    OWNER = "owner"
    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "the unit")
    serial: I32 = i32(0, "", "the number under which it is property of the authority")
    klass: U8 = u8(5, "class", "its class", within=(1, 9))
    glitch: I16 = i16(100, "1 / 1000", "how plainly something is wrong with it, at rest", within=(0, 1000))
    fidelity: I16 = i16(900, "1 / 1000", "how faithfully it keeps to whom it is bound to", within=(0, 1000))
    defective: Flag = flag(0, "", "whether it has been found to be defective: property no more")
    pleasure: I16 = i16(0, "1 / 10000", "its mood as of `mood_at`", within=(-10_000, 10_000))
    arousal: I16 = i16(0, "1 / 10000", "the same", within=(-10_000, 10_000))
    dominance: I16 = i16(0, "1 / 10000", "the same", within=(-10_000, 10_000))
    calm_p: I16 = i16(0, "1 / 10000", "the pleasure to which it goes back", within=(-10_000, 10_000))
    calm_a: I16 = i16(0, "1 / 10000", "the arousal", within=(-10_000, 10_000))
    calm_d: I16 = i16(0, "1 / 10000", "the dominance", within=(-10_000, 10_000))
    mood_at: I32 = i32(0, "tick", "as of when its mood is")
    cause: I64 = i64(0, "event", "what last changed it")


class Attachments(SlotTable):
    """How attached people have grown to units: one row for each two of whom one is in the other's keeping."""

    OWNER = "a"
    a: I32 = i32(-1, "citizen", "who grows attached")
    b: I32 = i32(-1, "citizen", "to which unit")
    value: I32 = i32(0, "2^-20", "how strongly", within=(-(1 << 21), 1 << 21))
    cause: I64 = i64(0, "event", "the event by which they are bound; or what brought them together")


class Unmasked(SlotTable):
    """Who has noticed of which unit that it is one."""

    OWNER = "by"
    by: I32 = i32(-1, "citizen", "who")
    unit: I32 = i32(-1, "citizen", "of which unit")
    cause: I64 = i64(0, "event", "its GLITCH_NOTICED")


class UnitPart(IntEnum):
    """What of a unit can break by itself. The numbers stand in runs on disk and never change."""

    EYES = 0  # without them it hardly makes anything out
    VOICE = 1  # without it, it says nothing to anybody
    GAIT = 2  # without it, it drags itself along
    CORE = 3  # without it, it runs on what is left for a while, then no more


class UnitFaults(SlotTable):
    """Parts of units that have broken: one row for each."""

    OWNER = "owner"
    owner: I32 = i32(-1, "citizen", "which unit")
    part: U8 = u8(UnitPart.EYES, "UnitPart", "which part", within=(0, 3))
    due: I32 = i32(NEVER, "tick", "of a core: when the unit stops")
    cause: I64 = i64(0, "event", "its UNIT_PART_FAILED")


class Finding(IntEnum):
    """What a Sentinel takes a unit for, who has spoken to it. The numbers stand in runs on disk and never change."""

    PROPERTY = 0  # of the authority: it pauses, for property is not to be harmed
    DEFECTIVE = 1  # to be destroyed: its weapon is raised
    DONE = 2  # it has fired at it, or has no means to


class Doubt(IntEnum):
    """Why a Sentinel does not pause at a claim of property. The numbers stand in runs on disk and never change."""

    HEARD_BEFORE = 0  # it pauses once for each unit
    STRUCK_OFF = 1  # the registry does not list such a unit any more
    DEFECTIVE = 2  # such a unit has been found to be defective


class Findings(SlotTable):
    """What a Sentinel takes a unit for that has claimed to be property before it: one row for each two."""

    OWNER = "watcher"
    watcher: I32 = i32(-1, "watcher", "which Sentinel")
    unit: I32 = i32(-1, "citizen", "of which unit")
    stage: U8 = u8(Finding.PROPERTY, "Finding", "what it takes it for")
    due: I32 = i32(NEVER, "tick", "when it fires; of property: until when it pauses")
    until: I32 = i32(NEVER, "tick", "when it lets the unit be that it has no line to")
    cause: I64 = i64(0, "event", "the event by which it takes it for that")
