"""Salvage: what is left of machines, and drones that people have made of it.

No part is lost or made: a wreck has held as many as are left in it, have been taken out of it, and have become scrap.
"""

from __future__ import annotations

from undergrid.core.tables import I32, I64, Flag, SlotTable, flag, i32, i64

_MOST = 1_000_000_000  # parts, more than any machine has


class Wrecks(SlotTable):
    """Machines that lie broken: drones that have fallen, and what the scenario has lying about."""

    luck: I64 = i64(0, "", "luck key")
    cell: I32 = i32(-1, "cell", "where it lies")
    watcher: I32 = i32(-1, "watcher", "the authority's drone that it was; -1 none")
    frame: Flag = flag(0, "", "whether it is a drone that could be made to fly again")
    held: I32 = i32(0, "parts", "how many parts it had when it came down", within=(0, _MOST))
    parts: I32 = i32(0, "parts", "how many are in it", within=(0, _MOST))
    taken: I32 = i32(0, "parts", "how many have been taken out of it", within=(0, _MOST))
    scrap: I32 = i32(0, "parts", "how many have become scrap", within=(0, _MOST))
    cause: I64 = i64(0, "event", "what brought it down")


class OwnDrones(SlotTable):
    """Drones that people have made fly again: they are watchers of nobody else."""

    OWNER = "maker"
    maker: I32 = i32(-1, "citizen", "whom it obeys, and tells what it sees")
    luck: I64 = i64(0, "", "luck key")
    cell: I32 = i32(-1, "cell", "over which it is")
    goal: I32 = i32(-1, "cell", "where it has been sent; -1 it follows its maker")
    parts: I32 = i32(0, "parts", "how many parts are in it", within=(0, _MOST))
    cause: I64 = i64(0, "event", "the order that it follows, or its making")
