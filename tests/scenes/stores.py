"""A village in which the Rust lives in a bunker that is shut off from the air outside, on one fusion cell."""

from __future__ import annotations

from scenes.base import base

from undergrid.sim import Sim
from undergrid.world.places.occupancy import bring, move_body
from undergrid.world.tables.people import NEVER

_AIR = "base: sector_5_bunker, air: {people: %d, oxygen_kg: %d}, belief"
_CELL = "things: [{at: sector_5_bunker, fusion_cell: {joules: %d, full: 900000000}}, %s]\ncrowd: [%s]"


def shut_off(
    seed: int = 1, *, people: int = 20, oxygen: int = 1, joules: int = 900_000_000, n: int = 20, more: str = "",
    group: str = "",
) -> Sim:  # fmt: skip
    """The base, with so many of the crowd in it who are of it, air for `people`, and `more` things that lie there."""
    crowd = f"{{name: rust, count: {n}, at: sector_5_bunker, faction: rust, plugged: 0 %, employed: 0 %{group}}}"
    sim = base(
        seed, ("base: sector_5_bunker, belief", _AIR % (people, oxygen)), ("crowd: []", _CELL % (joules, more, crowd))
    )
    world = sim.world
    world.citizens.cell[0], world.citizens.inside[0] = world.city.doors[-1], -1  # the mechanic is out
    world.items.building[world.items.where(holder=-1)] = world.factions.base[0]
    for who in crowd_of(sim):
        move_body(world, who, int(world.factions.base[0]))
    world.citizens.wake[:] = NEVER
    world.rebuild()
    return sim


def crowd_of(sim: Sim) -> list[int]:
    """Those of the crowd."""
    return list(range(3, sim.world.citizens.n))


def go(sim: Sim, who: int, inside: bool) -> None:
    """Let somebody be in the base, or before its door."""
    building = int(sim.world.factions.base[0])
    bring(sim.world, who, int(sim.world.city.doors[building]), building if inside else -1)
