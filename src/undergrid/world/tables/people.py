"""People: every person of the city, with a row that is never reused, and only the columns that everybody needs.

What few people have (plans, knowledge, bonds, items, dossiers) stands in sparse tables of its own.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from undergrid.core.tables import I16, I32, I64, U8, U16, Flag, SlotTable, Table, flag, i16, i32, i64, u8, u16

NEVER = 2**31 - 1  # a tick that does not come


class Being(IntEnum):
    """What a citizen is to the law."""

    HUMAN = 0
    COMPANION = 1  # a unit that a law in force forbids, such as one of class 5
    LICENSED = 2  # a unit that none does: property


class Profession(IntEnum):
    """What a citizen is trained for."""

    NONE = 0
    CLERK = 1
    OPERATOR = 2  # vats, farms
    PROCESSOR = 3  # reclamation
    AUDITOR = 4  # knows the codes, and how to hide
    COMPANION = 5


class Activity(IntEnum):
    """What a body is doing."""

    RESTING = 0  # at home or wherever it is, unplugged
    PLUGGED = 1  # in a pod, in the DreamNet
    WORKING = 2
    WALKING = 3
    WAITING = 4  # standing still outdoors
    HIDING = 5  # crouched and still
    PRESENTING = 6  # at a gate, chip in hand
    CROSSING = 7  # on a link: stairs, lift, tunnel, gate
    HELD = 8  # arrested
    SHUT_DOWN = 9  # expired or dead
    RECLAIMED = 10  # the body has been taken to a reclamation centre
    LYING = 11  # flat and still, awake
    TENDING = 12  # at an action that takes time: see the table `tasks`
    SLEEPING = 13
    UNCONSCIOUS = 14
    HAULED = 15  # dragged, carried or held up by somebody else
    QUESTIONED = 16  # stopped by a hunter, and answering


UP_AND_ABOUT = np.isin(
    np.arange(256),
    [
        Activity.WALKING, Activity.WAITING, Activity.HIDING, Activity.PRESENTING, Activity.CROSSING, Activity.TENDING,
        Activity.WORKING,
    ],
)  # fmt: skip
"""(256,) by what a body is doing: whether they have brought it upon themselves that somebody sees them there."""


class Posture(IntEnum):
    """How a body holds itself."""

    STANDING = 0
    CROUCHED = 1
    FLAT = 2


class Pace(IntEnum):
    """How fast a body goes, and how loudly."""

    SNEAK = 0
    WALK = 1
    RUN = 2


class Citizens(Table):
    """Every person; places are cells, times are ticks."""

    luck: I64 = i64(0, "", "luck key: 64 bits of a hash of the citizen's name in the scenario")
    alive: Flag = flag(1, "", "whether the body lives")
    being: U8 = u8(Being.HUMAN, "Being", "human, or a companion unit")
    profession: U8 = u8(Profession.NONE, "Profession", "training")
    age: U8 = u8(30, "years", "age")
    home: I32 = i32(-1, "building", "where the pod is; -1 for nowhere")
    work: I32 = i32(-1, "building", "workplace; -1 for none")
    shift: U16 = u16(8 * 60, "min", "minute of the day at which the work shift starts")
    # body and place
    cell: I32 = i32(0, "cell", "where the body is; indoors, the door of the building")
    inside: I32 = i32(-1, "building", "the building around it; -1 outdoors")
    doing: U8 = u8(Activity.RESTING, "Activity", "what the body is doing")
    since: I32 = i32(0, "tick", "when it began to")
    posture: U8 = u8(Posture.STANDING, "Posture", "standing, crouched or flat")
    pace: U8 = u8(Pace.WALK, "Pace", "how it goes when it goes")
    speed: U16 = u16(1340, "mm/s", "free walking speed [Weidmann 1993]")
    able: U8 = u8(100, "%", "of that speed that wounds, burdens and weariness leave; 0 cannot walk")
    heading: U8 = u8(255, "direction", "the step being taken, 0..7, 8 for a link, 255 for none")
    progress: I32 = i32(0, "mm", "how far into that step")
    # what it is about to try, and where it is going
    intent: U8 = u8(0, "Verb", "what it will try this tick, from an order or from routine")
    target: I32 = i32(-1, "row or cell", "at what")
    goal: I32 = i32(-1, "cell", "where it is walking to; -1 for nowhere")
    enter: I32 = i32(-1, "building", "the building it will enter at the goal; -1 for none")
    wake: I32 = i32(0, "tick", "when routine looks at it next")
    cause: I64 = i64(0, "event", "the event that set what it is doing")
    # the authority's grip
    tagged: Flag = flag(1, "", "whether the identity implant answers readers")
    plugged: Flag = flag(1, "", "whether it dreams in the DreamNet at night")
    wanted: Flag = flag(0, "", "whether the authority hunts it")
    registered: Flag = flag(1, "", "whether the registry still lists it among the living")
    seen_cell: I32 = i32(-1, "cell", "the authority's last fix by a tag reader; -1 for none")
    seen_at: I32 = i32(-1, "tick", "when that was")
    # the subscription
    obedience: I16 = i16(500, "points", "ledger: what obedience has paid")
    productivity: I16 = i16(500, "points", "ledger: what work has earned")
    lapse: U16 = u16(0, "1 / 65536", "chance of a slump per renewal, personal [Fader & Hardie 2007]")
    expires: I32 = i32(2**31 - 1, "tick", "when the subscription ends unless renewed; 2147483647 without one")
    refused: Flag = flag(0, "", "whether its renewal has been refused")
    stage: U8 = u8(0, "stage", "how far the implants have degraded: 0 sound, 4 shut down", within=(0, 4))
    # the body under DreamNet
    strength: I16 = i16(30_000, "1 / 30000", "bodily strength at `strength_at`")
    strength_at: I32 = i32(0, "tick", "when `strength` was worked out")


class Households(Table):
    """Those of the crowd who live together: rows of citizens that follow each other. By `first`, ascending."""

    first: I32 = i32(-1, "citizen", "its head; the others come after")
    size: U8 = u8(1, "people", "how many they are", within=(1, 20))


class ConditionKind(IntEnum):
    """A lasting state of somebody."""

    UNRENEWED = 0  # the subscription will not be renewed
    TRAPPED = 1  # under debris
    FAILING = 2  # the implants have come to a stage of decay
    FINED = 3  # points of obedience have been taken from them
    RETIMED = 4  # the end of the subscription has been moved
    APPEALED = 5  # an appeal against the refusal that stands has been dismissed


class Conditions(SlotTable):
    """Lasting states of few people, each with the event that set it."""

    OWNER = "owner"
    owner: I32 = i32(-1, "citizen", "whose")
    kind: U8 = u8(ConditionKind.UNRENEWED, "ConditionKind", "what it is")
    since: I32 = i32(0, "tick", "when it began")
    cause: I64 = i64(0, "event", "what set it")
