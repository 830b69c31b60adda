"""The sky over the city: weather, light and curfew; what lies beyond its wall; the moods that skies put people in."""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar

from undergrid.core.tables import I16, I32, I64, U8, U16, Flag, SlotTable, Table, flag, i16, i32, i64, u8, u16


class Programme(IntEnum):
    """What the Weather Authority projects under the dome."""

    CLEAR = 0
    CLOUDS = 1
    DRIZZLE = 2
    RAIN = 3
    STORM = 4
    STATIC = 5  # no weather: what a projector shows that is told nothing it understands


class Mood(IntEnum):
    """Which way a sky has moved somebody."""

    HEAVY = 0
    LIGHT = 1


class Sky(Table):
    """One row: the present weather and light."""

    n_at_first: ClassVar[int] = 1
    programme: U8 = u8(Programme.CLEAR, "Programme", "what is projected under the dome")
    rain: U8 = u8(0, "mm/h", "how hard it rains")
    light: U8 = u8(255, "1 / 255", "daylight under the open sky, 255 at noon")
    curfew: U8 = u8(0, "", "1 while nobody may be out without a permit")
    ash: U16 = u16(0, "mg/m3", "ash and dust in the air")
    wind: U8 = u8(0, "dm/s", "how fast the wind blows")
    temperature: I16 = i16(2000, "1 / 100 C", "of the air")
    glare: U8 = u8(0, "1 / 255", "light of firestorms at the horizon, as of noon")
    air: U8 = u8(0, "AirClass", "how bad the air was when that last changed", within=(0, 3))
    burning: I32 = i32(-1, "tick", "until when a firestorm rages at the horizon; -1 none")
    fire_cause: I64 = i64(0, "event", "its beginning")
    since: I32 = i32(0, "tick", "when the programme began")
    cause: I64 = i64(0, "event", "the programme change")
    curfew_cause: I64 = i64(0, "event", "the beginning of the present curfew")
    adrift: I64 = i64(0, "event", "by which nobody keeps what is in orbit any more; 0 it is kept, or there is nothing")


class Storms(Table):
    """Sandstorms that the scenario has coming: one row for each."""

    starts: I32 = i32(0, "tick", "when it begins")
    ends: I32 = i32(0, "tick", "when it is over")
    dust: I32 = i32(0, "mg/m3", "how much dust it puts into the air", within=(0, 1_000_000))
    wind: U8 = u8(0, "dm/s", "by how much more the wind blows")
    rages: Flag = flag(0, "", "whether it has come")
    cause: I64 = i64(0, "event", "its beginning")


class Projections(SlotTable):
    """Projectors that show something else than the Weather Authority has them show: one row for each."""

    OWNER = "node"
    ONE_EACH = "node"
    node: I32 = i32(-1, "node", "which")
    programme: U8 = u8(Programme.CLEAR, "Programme", "what it shows")
    by: I32 = i32(-1, "citizen", "who makes it show that; -1 nobody: it is out of order")
    shows: Flag = flag(0, "", "whether that is what the sky shows now")
    cause: I64 = i64(0, "event", "by which it does")


class Beyond(SlotTable):
    """The weather outside, where nothing is projected: one slot, from the first spell of it on."""

    programme: U8 = u8(Programme.CLEAR, "Programme", "what it is like, in the words of what is projected elsewhere")
    rain: U8 = u8(0, "mm/h", "how hard it rains")
    until: I32 = i32(0, "tick", "until when it stays so")
    cause: I64 = i64(0, "event", "the change to it")


class Moods(SlotTable):
    """What skies have done to the mood of those who have seen them, as far as it has not passed."""

    OWNER = "owner"
    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "whose")
    mood: I32 = i32(0, "1 / 1,000,000", "pleasure, below 0 displeasure", within=(-1_000_000, 1_000_000))
    told: I16 = i16(0, "", "what has been told: 1 that it has risen, -1 that it has sunk, 0 neither", within=(-1, 1))
    cause: I64 = i64(0, "event", "the sky that was over them last")


class Beheld(SlotTable):
    """Who has come out from under the dome, and seen a sky that nobody shows: one row for each, for good."""

    OWNER = "owner"
    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "who")
    saw: I32 = i32(-1, "tick", "when they saw it first; -1 not yet")
    cause: I64 = i64(0, "event", "their first crossing")
