"""A generated town with a feed, in which Lyra has the cube of a Heart Engine and stands by the Core."""

from __future__ import annotations

import numpy as np
from scenes.written import written

from undergrid.sim import Sim
from undergrid.world.network.lines import place_of
from undergrid.world.places.ways import Ways
from undergrid.world.tables.orders import Order, Verb

KAEL, LYRA = 0, 1
TEXT = """scenario: purge
title: A town and its Core
clock: {starts: "23:30", lasts: 4 h}
map: {generate: {seed: 7}}
crowd:
  - {name: den, count: 40, at: arcade_1}
  - {name: rest, count: 20, at: anywhere, plugged: 0 %}
cast:
  kael: {name: Kael Ardent, at: old_station}
  lyra: {name: Lyra Vale, at: bunker, augments: [nerves, eye, arm, leg], carries: [{engine_cube: {}}]}
network:
  generate: {kind: by_district, nodes: 6, spare: 20 %, seed: 4}
  nodes:
    dome: {kind: shield, covers: [gate_1_outside]}
    dens: {kind: pods, at: arcade_1}
    vault: {kind: server, at: gate_1, ghosts: 400}
    island: {kind: cell, at: old_station}
    loose: {kind: cell, at: old_station}
  wires: [[core, dome], [core, dens], [core, vault], [island, loose]]
feeds: {dens: {who: [den], depth: 60 %}}
rules: {purging: {link_seconds: 12, fire_seconds: 6}}
"""


def town(seed: int = 1, *changes: tuple[str, str]) -> Sim:
    """The town; by each change another text stands in its file. Lyra stands by the Core, Kael beside her."""
    sim = written(TEXT, *changes, seed=seed)
    for who in (LYRA, KAEL):
        put(sim, place_of(sim.world, row(sim, "core")), who)
    return sim


def row(sim: Sim, name: str) -> int:
    """The node of this name."""
    return sim.world.node_names.index(name)


def put(sim: Sim, cell: int, who: int = LYRA) -> None:
    """Let somebody stand on the cell nearest to one that can be walked."""
    world = sim.world
    walk = np.flatnonzero(world.cache(Ways).walk)
    city = world.city
    walk = walk[walk // city.area == cell // city.area]
    x, y = walk % city.width - cell % city.width, walk // city.width - cell // city.width
    world.citizens.cell[who], world.citizens.inside[who] = walk[np.argmin(x * x + y * y)], -1
    world.rebuild()


def ask(sim: Sim, verb: Verb, target: int = -1, seconds: int = 1, amount: int = 0, who: int = LYRA) -> list:
    """Let somebody be told to do something, and the city live on; returns what happened."""
    first = sim.world.events.n
    sim.step([Order(sim.tick, who, verb, target, amount)])
    sim.run(sim.tick + seconds - 1)
    return list(sim.world.events.rows()[first:])


def run(sim: Sim, seconds: int) -> list:
    """Let the city live on; returns what happened."""
    first = sim.world.events.n
    sim.run(sim.tick + seconds)
    return list(sim.world.events.rows()[first:])


def hand_behind(sim: Sim, event) -> list:
    """The events that lead from one back to its root, itself first."""
    by_id = {one.id: one for one in sim.world.events.rows()}
    chain = [event]
    while chain[-1].cause in by_id:
        chain.append(by_id[chain[-1].cause])
    return chain
