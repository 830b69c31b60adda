"""Places: gates and the judgements at them, shelters, barriers and fires."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I16, I32, I64, U8, U16, Flag, SlotTable, Table, flag, i16, i32, i64, u8, u16
from undergrid.world.tables.people import NEVER


class Gates(Table):
    """Gates: whether each is open, for whom, and who guards it."""

    luck: I64 = i64(0, "", "luck key")
    link: I32 = i32(-1, "link", "the link that it bars")
    guard: I32 = i32(-1, "watcher", "the Sentinel that judges here; -1 for none")
    open: Flag = flag(0, "", "whether one can pass now")
    closes: I32 = i32(-1, "tick", "when it closes by itself; -1 never")
    stuck: Flag = flag(0, "", "whether it opens for nobody: its drive has failed")
    cleared: I32 = i32(-1, "citizen", "whom it opened for; -1 for nobody")
    cause: I64 = i64(0, "event", "the event that opened or shut it")


class Drives(SlotTable):
    """Drives of gates against which somebody has stood: one row for each."""

    OWNER = "gate"
    ONE_EACH = "gate"
    gate: I32 = i32(-1, "gate", "which")
    worn: U8 = u8(0, "%", "how far it has worn; at 100 it has given way, and the gate stands open")
    push: I32 = i32(0, "tick", "when it pushes again at the earliest")
    held: I64 = i64(0, "event", "by which somebody stands in it; 0 nobody does")


class Stage(IntEnum):
    """How far a judgement at a gate has come."""

    READING = 0  # the guard reads the chip
    TWITCHED = 1  # the chip has disturbed the guard
    SPASMED = 2
    RECOVERING = 3  # the verdict has been given; the guard is not itself yet


class Judgements(SlotTable):
    """Judgements in progress at the gates."""

    gate: I32 = i32(-1, "gate", "where")
    guard: I32 = i32(-1, "watcher", "who judges")
    bearer: I32 = i32(-1, "citizen", "who is judged")
    item: I32 = i32(-1, "item", "the chip that was presented")
    stage: U8 = u8(Stage.READING, "Stage", "how far it has come")
    due: I32 = i32(0, "tick", "when it goes on")
    presented: I64 = i64(0, "event", "the presenting of the chip")
    cause: I64 = i64(0, "event", "what it came to last")


class Shelters(Table):
    """One row for each disused building, refuge and station, in the order of the city's buildings."""

    building: I32 = i32(-1, "building", "which one")
    door: Flag = flag(1, "", "whether there is a door that shuts")
    lock: Flag = flag(0, "", "whether it has a lock that works")
    locked: Flag = flag(0, "", "whether it is locked")
    bolt: I32 = i32(1500, "J", "work it takes to break the lock [assumed: some blows with a ram]")
    barricade: I32 = i32(0, "J", "work it takes to break what stands behind the door")
    furniture: U16 = u16(40, "kg", "of furniture that can be put behind the door [assumed]")
    piled: U16 = u16(0, "kg", "of furniture that stands there")
    worn: I32 = i32(0, "J", "how much of lock and barricade has been broken already")
    sealed: Flag = flag(0, "", "whether its gaps are stopped")
    fire: I32 = i32(-1, "tick", "until when a fire burns; -1 none")
    glow_seen: I32 = i32(-1, "tick", "when the authority was last told of the light of that fire; -1 never")
    warmth: I16 = i16(0, "1 / 100 C", "how much warmer it is inside as of `warm_at`")
    warm_at: I32 = i32(0, "tick", "as of when")
    warms_to: I16 = i16(0, "1 / 100 C", "how much warmer it will be in the end")
    settles: I32 = i32(3600, "s", "time constant with which it gets there")
    forced: Flag = flag(0, "", "whether the door has been broken")
    assault: I64 = i64(0, "event", "the beginning of the present attempt to force the door; 0 none")
    blow: I32 = i32(0, "tick", "when the next blow against it is heard")
    cause: I64 = i64(0, "event", "what last changed the door")
    fire_cause: I64 = i64(0, "event", "what lit the fire, or let it go out")


class Fires(SlotTable):
    """Fires in the open: barrels, wrecks. Fires in shelters stand in `shelters`."""

    cell: I32 = i32(-1, "cell", "where")
    until: I32 = i32(NEVER, "tick", "until when it burns")
    cause: I64 = i64(0, "event", "what lit it")


class Barriers(SlotTable):
    """Cells that cannot be entered for now: rubble, barricades."""

    cell: I32 = i32(-1, "cell", "which cell is barred")
    cause: I64 = i64(0, "event", "what barred it")
