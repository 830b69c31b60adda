"""A generated town in which the Rust is at home in a bunker, with the cube of a Heart Engine; others dream in pods."""

from __future__ import annotations

import numpy as np
from scenes.written import written

from undergrid.core import luck
from undergrid.sim import Sim
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body
from undergrid.world.society import regard
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.society import BondKind

KAEL = 0
TEXT = """scenario: assembly
title: A base that decides
clock: {starts: "22:00", lasts: 12 h}
map: {generate: {seed: 7}}
sockets: [sector_5_bunker]
things:
  - {at: sector_5_bunker, engine_cube: {joules: 0}}
  - {at: sector_5_bunker, parts: 30}
  - {at: sector_5_bunker, water: 200}
factions:
  rust: {name: the Rust, base: sector_5_bunker, belief: 60 %, prepare: {until: "01:00"}}
crowd:
  - {name: people, count: 40, at: sector_5_bunker, faction: rust, plugged: 0 %, tagged: 0 %}
  - {name: den, count: 60, at: arcade_1, plugged: 100 %}
cast:
  kael: {name: Kael Ardent, at: sector_5_bunker, home: sector_5_bunker, faction: rust, plugged: false}
network:
  generate: {kind: by_district, nodes: 6, spare: 20 %, seed: 4}
  nodes: {dens: {kind: pods, at: arcade_1}}
  wires: [[core, dens]]
"""


def assembly(seed: int = 1, *changes: tuple[str, str]) -> Sim:
    """The town; by each change another text stands in its file."""
    sim = written(TEXT, *changes, seed=seed)
    world = sim.world
    world.items.building[world.items.where(holder=-1)] = home(sim)  # the map has a place of that name before its door
    move_body(world, KAEL, home(sim))
    world.rebuild()
    return sim


def home(sim: Sim) -> int:
    """The building that is the base."""
    return int(sim.world.factions.base[0])


def dreamers(sim: Sim) -> list[int]:
    """Those who dream in the pods that hang on the network."""
    return np.flatnonzero(sim.world.citizens.home == sim.world.pods.building[0]).tolist()


def bind_some(sim: Sim, who: list[int], strength: int = 900) -> None:
    """Bind each of these to somebody who dreams in the pods."""
    for n, one in enumerate(who):
        regard.bind(sim.world, one, dreamers(sim)[n], BondKind.KIN, strength, sim.world.scenario_event)


def ask(sim: Sim, who: int, verb: Verb, target: int = -1, amount: int = 0, seconds: int = 1) -> list[Event]:
    """Let somebody be told to do something, and the town live on; returns what happened."""
    first = sim.world.events.n
    sim.step([Order(sim.tick, who, verb, target, amount)])
    sim.run(sim.tick + seconds - 1)
    return list(sim.world.events.rows()[first:])


def decide(sim: Sim, who: int = KAEL, seconds: int = 721) -> list[Event]:
    """Let somebody call a council, and let it vote; returns what happened."""
    return ask(sim, who, Verb.CALL_VOTE, seconds=seconds)


def votes(events: list[Event]) -> dict[int, int]:
    """How each voted."""
    return {event.who: event.amount for event in events if event.kind == Kind.VOTED}


def sure(odds: int) -> float:
    """Odds as a share."""
    return odds / luck.CERTAIN
