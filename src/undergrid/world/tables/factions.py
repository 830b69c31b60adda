"""Factions: people who have sworn to one cause, the base that some of them have, and who belongs or has belonged."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I16, I32, I64, U8, Flag, SlotTable, Table, flag, i16, i32, i64, u8
from undergrid.world.tables.council import Question
from undergrid.world.tables.people import NEVER


class Allegiance(IntEnum):
    """How somebody stands to a faction to which they have sworn. The numbers stand in runs on disk and never change."""

    MEMBER = 0
    LEFT = 1  # of their own will: a deserter
    TRAITOR = 2  # gave it away to those who rule, and is known to have done so


class Factions(Table):
    """Every faction of the scenario, in the order of the file."""

    luck: I64 = i64(0, "", "luck key")
    base: I32 = i32(-1, "building", "where it is at home; -1 nowhere")
    rules: Flag = flag(0, "", "whether it is the one that rules")
    belief: I16 = i16(500, "1 / 1000", "how firmly those believe in it who join", within=(0, 1000))
    question: U8 = u8(Question.ENGINE, "Question", "what a council of it decides")
    prepares: I32 = i32(NEVER, "tick", "when it begins to prepare without a vote")
    deadline: I32 = i32(21_600, "s", "the time of day until which it prepares", within=(0, 86_400))
    cohesion: I16 = i16(0, "1 / 1000", "how firmly those who live believe in it, on average", within=(0, 1000))
    known: Flag = flag(0, "", "whether the authority knows where its base is")
    betrayed: I16 = i16(0, "", "how often it has been sold out, as far as it knows", within=(0, 30_000))
    cause: I64 = i64(0, "event", "what last changed any of it")


class Sworn(SlotTable):
    """Who has sworn to which faction: one row for each two, kept when somebody has left."""

    OWNER = "owner"
    owner: I32 = i32(-1, "citizen", "who")
    faction: I32 = i32(-1, "faction", "to which")
    stands: U8 = u8(Allegiance.MEMBER, "Allegiance", "how they stand to it")
    belief: I16 = i16(500, "1 / 1000", "how firmly they believe in it", within=(0, 1000))
    shaken: I64 = i64(0, "event", "what has last made them believe in it less; 0 nothing")
    since: I32 = i32(0, "tick", "since when they stand so")
    cause: I64 = i64(0, "event", "what made it so")
