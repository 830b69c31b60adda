"""Dreams: what the DreamNet is to those who have dreamt in it, what is kept from people, and what they remember."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I32, I64, U8, Flag, SlotTable, flag, i32, i64, u8


class DreamStage(IntEnum):
    """How somebody stands to their dreams."""

    DREAMS = 0
    SOURED = 1  # the dreams please no more than they can bear
    WITHDRAWS = 2  # they dream no more, and miss it
    FREE = 3  # they dream no more


class Dreams(SlotTable):
    """Those who dream in pods, or have: one row for each."""

    OWNER = "owner"
    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "who")
    programme: U8 = u8(0, "", "which of the curated dreams, as `rules.dreams.qualities` lists them")
    habit: I32 = i32(0, "1 / 1,000,000", "how automatic it has become", within=(0, 1_000_000))
    bears: I32 = i32(0, "1 / 1,000,000", "how much dissatisfaction they can bear", within=(0, 10_000_000))
    stage: U8 = u8(DreamStage.DREAMS, "DreamStage", "how they stand to them")
    since: I32 = i32(0, "tick", "since when")
    cause: I64 = i64(0, "event", "by which they do")


class Labels(SlotTable):
    """Whom the authority calls contaminated, because they know too much and it knows that they do: one row for each."""

    OWNER = "owner"
    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "who")
    since: I32 = i32(0, "tick", "since when")
    asked: Flag = flag(0, "", "whether it has gone through their conversations")
    cause: I64 = i64(0, "event", "its LABELLED")


class Fragments(SlotTable):
    """What somebody has left of what they remember, in pieces that things call up: one row for each."""

    OWNER = "owner"
    owner: I32 = i32(-1, "citizen", "whose")
    number: I32 = i32(0, "", "which, by its place in the scenario", within=(0, 1_000_000))
    recalled: I32 = i32(-1, "tick", "when it has come back to them; -1 not yet")


class Smoking(SlotTable):
    """Cigarettes that burn: one row for each."""

    OWNER = "owner"
    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "who smokes it")
    until: I32 = i32(0, "tick", "until when")
    evokes: I32 = i32(0, "tick", "when it may call up something")
    cause: I64 = i64(0, "event", "its LIT_UP")
