"""A small city, and an old station beyond its wall in which people live whom it has lost: a Sim with all its rules."""

from __future__ import annotations

from scenes.written import written

from undergrid.sim import Sim
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.orders import Order, Verb

TEXT = """scenario: outzone
title: An old station beyond the wall
clock: {starts: "20:00", lasts: 3 d}
map: {generate: {seed: 7}}
crowd:
  - {name: beyond, count: 14, at: old_station, tagged: 0 %, plugged: 0 %}
  - {name: citizens, count: 60, at: anywhere}
cast:
  rex:
    {name: Rex, at: old_station, tagged: false, plugged: false, wanted: {reason: flight, last_seen: gate_1, ago: 2 h}}
  ida: {name: Ida, at: old_station, plugged: false}
raiders: {count: 6, at: gate_1}
rules:
  dossiers: {cold_hours: 1}
  cold_cases: {reopen_at: 100, named: 40, muster_minutes: 20, deadline_hours: 12}
"""


REFUGE = TEXT.replace("wanted: {reason: flight, last_seen: gate_1, ago: 2 h}", "wanted: {reason: flight}").replace(
    "rules:",
    """factions:
  beyond: {name: the people of the station, base: old_station, refuge: {room: 20, food: 30, water: 200}}
scrap:
  - {at: old_station, within: 80, wrecks: 6, parts: [2, 5]}
rules:""",
).replace("at: old_station, tagged: 0 %", "at: old_station, faction: beyond, tagged: 0 %")  # fmt: skip
"""The same, where the fourteen have made the station a refuge, and wrecks lie about it. Nobody is lost yet."""


def outzone(text: str = TEXT, seed: int = 1) -> Sim:
    """The small city, living."""
    return written(text, seed=seed)


def informs(sim: Sim, who: str = "ida", whom: str = "rex") -> None:
    """Let somebody tell the authority at this tick where somebody is."""
    sim.advance([Order(sim.tick, sim.row(who), Verb.INFORM, sim.row(whom))])


def of(sim: Sim, *kinds: Kind) -> list[Event]:
    """What has happened of some kinds, in its order."""
    return [event for event in sim.world.events.rows() if event.kind in kinds]


def because(sim: Sim, event: Event, role: Role) -> list[int]:
    """The further causes of an event in a role."""
    rows = sim.world.events.because_columns()
    return rows["cause"][(rows["event"] == event.id) & (rows["role"] == role)].tolist()
