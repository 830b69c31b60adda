"""Bases of factions: who is in them, the air that is recycled there, and what of their stores has been used up.

Oxygen is counted in 1 / 86,400 g: what a gram a day comes to in a second is then a whole number, and so is all that is
breathed and made. What a base holds is a value as of a tick, and changes in a straight line until `due`.
"""

from __future__ import annotations

from undergrid.core.tables import I32, I64, Flag, SlotTable, Table, flag, i32, i64
from undergrid.world.tables.people import NEVER

_MUCH = 1 << 53


class Bases(Table):
    """The base of each faction that has one, in the order of the file: open to the air if it holds no oxygen."""

    building: I32 = i32(-1, "building", "which one")
    people: I32 = i32(0, "people", "for how many it can recycle the air", within=(0, 1_000_000))
    full: I64 = i64(
        0, "g / 86,400", "the most oxygen that it holds; 0: it is open to the air outside", within=(0, _MUCH)
    )
    oxygen: I64 = i64(0, "g / 86,400", "how much it holds as of `since`", within=(0, _MUCH))
    since: I32 = i32(0, "tick", "as of when")
    inside: I32 = i32(0, "people", "how many breathe there since then", within=(0, 1_000_000_000))
    made: I32 = i32(0, "people", "for how many air is recycled since then", within=(0, 1_000_000))
    due: I32 = i32(NEVER, "tick", "when it is full, low, well again or out, if nobody comes or goes and no power fails")
    cell: I32 = i32(-1, "charge", "the fusion cell there on which it is recycled; -1 none")
    watts: I32 = i32(0, "W", "what that draws")
    airless: I32 = i32(-1, "row", "the row of `airless` that says so once the air is out; -1: none", within=(-1, 1000))
    over: I64 = i64(0, "event", "since which more breathe there than air is recycled for; 0 while it is enough")
    by: I32 = i32(-1, "citizen", "whose coming that was; -1 nobody's")
    eased: I64 = i64(0, "event", "since which air is recycled for all of them again; 0 while it never was too little")
    low: I64 = i64(0, "event", "the AIR_LOW; 0 while there is enough")
    out: I64 = i64(0, "event", "the AIR_OUT; 0 while one can breathe there")
    unfed: I64 = i64(0, "s", "time spent there by people for which nothing has been eaten yet", within=(0, _MUCH))
    undrunk: I64 = i64(0, "s", "the same, and nothing has been drunk", within=(0, _MUCH))
    food: Flag = flag(0, "", "whether there was something to eat when it was looked at last")
    water: Flag = flag(0, "", "whether there was something to drink")


class Lodgers(SlotTable):
    """Everybody alive who is in a base."""

    OWNER = "owner"
    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "who")
    base: I32 = i32(-1, "base", "in which")
    since: I32 = i32(0, "tick", "since when what they eat and drink is not counted yet")
    came: I32 = i32(0, "tick", "when they came")
    cause: I64 = i64(0, "event", "what brought them")
