"""Councils: what the people of a faction decide together, who voted how, and what they prepare until a deadline."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I16, I32, I64, U8, Flag, SlotTable, flag, i16, i32, i64, u8
from undergrid.world.tables.people import NEVER


class Question(IntEnum):
    """What a council decides. The numbers stand in runs on disk and never change."""

    ENGINE = 0  # whether to use the Heart Engine that is in the base, whomever it kills
    STRIKE = 1  # whether to strike against those who rule


class Vote(IntEnum):
    """Where somebody stands, and the amount of CALL_VOTE. The numbers stand in runs on disk and never change."""

    OPEN = 0  # as they are inclined; of somebody who was called away, never given
    FOR = 1
    AGAINST = 2
    ABSTAIN = 3


class CouncilState(IntEnum):
    """How far a council has come."""

    SITTING = 0
    CARRIED = 1
    FAILED = 2


class Dissent(IntEnum):
    """What somebody who has lost a vote is inclined to, once a draw has decided."""

    NONE = 0
    WALKS_OUT = 1  # of the base and the faction
    SABOTAGES = 2  # what it was about


class Councils(SlotTable):
    """Councils that sit, and what they have decided: kept for good."""

    faction: I32 = i32(-1, "faction", "whose")
    question: U8 = u8(Question.ENGINE, "Question", "what it decides")
    stage: U8 = u8(CouncilState.SITTING, "CouncilState", "how far it has come")
    by: I32 = i32(-1, "citizen", "who called it")
    since: I32 = i32(0, "tick", "since when it sits")
    until: I32 = i32(NEVER, "tick", "when it votes")
    seats: I16 = i16(0, "", "how many were there when it was called", within=(0, 30_000))
    turn: I16 = i16(0, "", "whose turn to speak it is, by `votes.turn`", within=(0, 30_000))
    ayes: I16 = i16(0, "", "how many voted for it", within=(0, 30_000))
    noes: I16 = i16(0, "", "how many voted against it", within=(0, 30_000))
    called: I64 = i64(0, "event", "its VOTE_CALLED")
    cause: I64 = i64(0, "event", "what last became of it: the same, or what it decided")


class Votes(SlotTable):
    """Who sits on which council, and how they voted: kept for good."""

    OWNER = "owner"
    owner: I32 = i32(-1, "citizen", "who")
    council: I32 = i32(-1, "council", "on which")
    turn: I16 = i16(0, "", "how many speak before them", within=(0, 30_000))
    sway: I32 = i32(0, "1 / 1000", "how far arguments have moved them towards it since they spoke")
    stand: U8 = u8(Vote.OPEN, "Vote", "how they have said that they will vote; OPEN as they are inclined")
    vote: U8 = u8(Vote.OPEN, "Vote", "how they voted; OPEN not yet, or they were not there")
    dissent: U8 = u8(Dissent.NONE, "Dissent", "what they are inclined to, having lost")
    odds: I64 = i64(0, "2^-32", "the odds of that draw")
    cause: I64 = i64(0, "event", "their word, or the argument that moved them most from it; then their VOTED")


class Chore(IntEnum):
    """What is prepared, in the order of need. The numbers stand in runs on disk and never change."""

    CUBE = 0  # charge the cube of a Heart Engine at a socket
    SUIT = 1  # mend somebody's suit
    ARMOUR = 2  # mend somebody's armour
    CELLS = 3  # charge one's fusion cells
    DRONE = 4  # make a fallen drone fly again
    WATER = 5  # fill one's canteen


class Preparations(SlotTable):
    """What a faction prepares for, until when, and how much of it is done: kept for good."""

    faction: I32 = i32(-1, "faction", "whose")
    until: I32 = i32(NEVER, "tick", "the deadline")
    tasks: I32 = i32(0, "", "how many tasks there were when it began", within=(0, 1_000_000))
    done: I32 = i32(0, "", "how many of them have been finished", within=(0, 1_000_000))
    over: Flag = flag(0, "", "whether the deadline has passed")
    cause: I64 = i64(0, "event", "what it was begun for")


class Chores(SlotTable):
    """The tasks of preparations that are not over: one row for each thing that is to be put in order."""

    preparation: I32 = i32(-1, "preparation", "of which")
    kind: U8 = u8(Chore.CUBE, "Chore", "what is to be done")
    whom: I32 = i32(-1, "citizen", "whose thing it is; -1 nobody's")
    thing: I32 = i32(-1, "row", "which item or wreck")
    worker: I32 = i32(-1, "citizen", "who is at it; -1 nobody")
    again: I32 = i32(0, "tick", "not before then is it tried again")
    done: Flag = flag(0, "", "whether it is finished")
