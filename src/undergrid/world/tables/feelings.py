"""Feelings: what people feel for, about or because of others, and how strongly as of a tick."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I16, I32, I64, U8, SlotTable, i16, i32, i64, u8


class Feeling(IntEnum):
    """What is felt. The numbers stand in runs on disk and never change."""

    FEAR = 0  # of what may come at any moment, towards nobody: fear of a person stands in `regards`
    GRIEF = 1  # for somebody who has died
    GUILT = 2  # towards somebody whom one has failed
    ATTACHMENT = 3  # to somebody
    RESOLVE = 4  # for the sake of somebody, or of nobody


class Feelings(SlotTable):
    """What the named and those they are bound to feel: a strength as of a tick, which halves in a fixed time."""

    OWNER = "owner"
    owner: I32 = i32(-1, "citizen", "who feels it")
    kind: U8 = u8(Feeling.FEAR, "Feeling", "what")
    whom: I32 = i32(-1, "citizen", "towards whom; -1 for nobody")
    strength: I16 = i16(0, "1 / 1000", "how strong as of `since`", within=(0, 1000))
    since: I32 = i32(0, "tick", "as of when")
    told: U8 = u8(0, "", "how many of the steps at which it is an event it has passed", within=(0, 3))
    cause: I64 = i64(0, "event", "by which it arose or last deepened")
