"""A village in which the Rust is at home in a bunker: a mechanic in it, Kael and Lyra before its door."""

from __future__ import annotations

from scenes.written import VILLAGE, written

from undergrid.sim import Sim
from undergrid.world.log.events import Event
from undergrid.world.places.occupancy import move_body
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.people import NEVER

MECHANIC, KAEL, LYRA = 0, 1, 2
TEXT = """scenario: base
title: A base and its door
clock: {tick: 1 s, starts: "12:00", lasts: 6 h}
map: map.tmx
factions:
  rust: {name: the Rust, base: sector_5_bunker, belief: 70 %}
  corps: {name: the Corps, rules: true}
doors: {sector_5_bunker: {lock: true, locked: true}}
crowd: []
cast:
  mechanic: {name: Mechanic, at: sector_5_bunker, faction: rust}
  kael: {name: Kael Ardent, at: old_station, faction: rust}
  lyra: {name: Lyra Vale, at: old_station, deserted: corps}
"""


def base(seed: int = 1, *changes: tuple[str, str], alone: bool = False) -> Sim:
    """The village; by each change another text stands in its file. Kael is far away where Lyra comes `alone`."""
    sim = written(TEXT, *changes, seed=seed, map_of=VILLAGE)
    world = sim.world
    move_body(world, MECHANIC, home(sim))
    for who in (LYRA,) if alone else (LYRA, KAEL):
        world.citizens.cell[who], world.citizens.inside[who] = world.city.doors[home(sim)], -1
    world.citizens.wake[:] = NEVER
    world.rebuild()
    return sim


def home(sim: Sim) -> int:
    """The building that is the base."""
    return int(sim.world.factions.base[0])


def ask(sim: Sim, who: int, verb: Verb, target: int, amount: int = 0, seconds: int = 1) -> list[Event]:
    """Let somebody be told to do something, and the village live on; returns what happened."""
    first = sim.world.events.n
    sim.step([Order(sim.tick, who, verb, target, amount)])
    sim.run(sim.tick + seconds - 1)
    return list(sim.world.events.rows()[first:])
