"""Refuges: bases that take in whoever those inside trust, and that live on nobody knowing of them."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I32, I64, Flag, SlotTable, Table, flag, i32, i64


class Leak(IntEnum):
    """How the authority has learned of a place where people hide. The numbers stand in runs on disk."""

    INFORMER = 0  # somebody has told it
    TRAFFIC = 1  # people come and go there, and that has been noticed
    SCOUT = 2  # a watcher has seen somebody go in


class Refuges(Table):
    """Every base that takes in strangers, in the order of the file."""

    luck: I64 = i64(0, "", "luck key")
    building: I32 = i32(-1, "building", "which one")
    faction: I32 = i32(-1, "faction", "those who are at home there")
    room: I32 = i32(0, "people", "for how many there is room", within=(0, 1_000_000))
    inside: I32 = i32(0, "people", "how many are there, as of the last look", within=(0, 1_000_000_000))
    passed: I32 = i32(0, "people", "how many have come or gone, ever", within=(0, 1_000_000_000))
    full: I64 = i64(0, "event", "since which more are there than there is room for; 0 while there is enough")


class Guests(SlotTable):
    """Everybody alive who is in a refuge, as of the last look."""

    OWNER = "owner"
    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "who")
    refuge: I32 = i32(-1, "refuge", "in which")
    judged: Flag = flag(1, "", "whether those inside have had a look at them, where they are strangers there")
    cause: I64 = i64(0, "event", "what has brought them in")


class Speeches(SlotTable):
    """When somebody has last spoken to all about them: one row for each."""

    OWNER = "owner"
    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "who")
    at: I32 = i32(0, "tick", "when")
