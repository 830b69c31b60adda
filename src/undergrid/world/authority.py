"""What the authority knows: dossiers made only of observations, and the observations on their way into them."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I16, I32, I64, U8, Flag, SlotTable, flag, i16, i32, i64, u8


class Sense(IntEnum):
    """By what an observation was made."""

    TAG = 0
    SIGHT = 1
    HEARING = 2
    INFORMER = 3
    GATE = 4
    REGISTRY = 5
    HEAT = 6
    RADIO = 7


class Reports(SlotTable):
    """Observations that have not reached the dossiers yet, or have been merged and wait to be freed."""

    subject: I32 = i32(-1, "citizen", "who the observer thinks it was; -1 for an unknown")
    watcher: I32 = i32(-1, "watcher", "who observed; -1 where a citizen informed")
    sense: U8 = u8(Sense.SIGHT, "Sense", "how")
    cell: I32 = i32(-1, "cell", "where the observer thinks it was, perhaps wrong")
    at: I32 = i32(0, "tick", "when")
    arrives: I32 = i32(0, "tick", "when the authority learns of it")
    weight: I16 = i16(0, "points", "suspicion that it carries")
    event: I64 = i64(0, "event", "the observation as an event")


class Dossiers(SlotTable):
    """What the authority believes of one citizen, where it believes anything."""

    subject: I32 = i32(-1, "citizen", "whom it is about")
    suspicion: I32 = i32(0, "points", "how much speaks against them")
    cell: I32 = i32(-1, "cell", "where they are believed to be; -1 unknown")
    at: I32 = i32(-1, "tick", "as of when")
    evidence: I16 = i16(0, "reports", "how many reports have been merged")
    wanted: Flag = flag(0, "", "whether the authority wants them")
    searched: I32 = i32(-1, "tick", "as of when the observation was that a hunt has last followed up in vain")
    event: I64 = i64(0, "event", "the event that last changed it")


class Evidence(SlotTable):
    """What speaks against people who are not wanted yet: one row for each merged report, until the case is decided."""

    subject: I32 = i32(-1, "citizen", "against whom")
    event: I64 = i64(0, "event", "the observation")


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


class Registry(SlotTable):
    """Entries on their way into the registry of the living: it learns of a shutdown only later."""

    subject: I32 = i32(-1, "citizen", "whom to strike off")
    since: I32 = i32(0, "tick", "when the last ping was sent")
    due: I32 = i32(0, "tick", "when the entry is made")
    cause: I64 = i64(0, "event", "the final ping")
