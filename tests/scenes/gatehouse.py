"""A wall with gates, a Sentinel at each and people before them, for tests of what the authority does."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
from scenes.worlds import field, knobs_of, make_city, make_world

from undergrid.city.city import LinkKind
from undergrid.systems.orders import settle
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.orders import Verb
from undergrid.world.world import World

GATE_MM = 8000  # to walk through a gate


def gatehouse(n_gates: int = 1, people: int = 1, seed: int = 1, side: int = 12, **columns: Any) -> World:
    """A street and the waste beyond, joined by gates in the street's north: `people` stand before each, a guard beside.

    Citizen i stands before gate i // people; gates are `side` cells apart.
    """
    width = side * n_gates
    gates = [(LinkKind.GATE, (0, side * n + 1, 0), (1, side * n + 1, 0), GATE_MM) for n in range(n_gates)]
    city = make_city(field(width, side), field(width, side, "_"), links=gates)
    places = [(side * n + 1, 1) for n in range(n_gates) for _ in range(people)]
    guards = [(WatcherKind.SENTINEL, city.cell(0, side * n + 2, 0)) for n in range(n_gates)]
    world = make_world(city, places, guards, seed=seed, **columns)
    world.gates.guard[:] = np.arange(n_gates)
    world.watchers.link[:] = world.gates.link
    return world


def give_chip(world: World, holder: int, identity: int, corruption: int = 0, age_days: int = 0) -> int:
    """Give somebody a chip with the clearance of `identity`."""
    slot = int(world.items.take(1)[0])
    world.items.holder[slot], world.items.identity[slot] = holder, identity
    world.items.corruption[slot], world.items.issued[slot] = corruption, -age_days * 86_400
    world.items.luck[slot] = 1000 + slot
    world.items.cause[slot] = world.scenario_event
    return slot


def order(world: World, who: int, verb: Verb, target: int) -> int:
    """Let somebody be ordered to do something at this tick; returns the order's event."""
    world.events.begin(world.tick)
    event = world.events.one(Kind.ORDERED, who, target, amount=int(verb))
    intend(world, who, verb, target, event)
    return event


def report(world: World, subject: int, cell: int, weight: int, after: int = 0, at: int | None = None) -> int:
    """Send an observation to the authority; returns its event."""
    world.events.begin(world.tick)
    event = world.events.one(Kind.SIGHTED, 0, subject, cell, cause=world.scenario_event)
    slot = world.reports.take(1)
    reports = world.reports
    reports.subject[slot], reports.cell[slot], reports.weight[slot], reports.event[slot] = subject, cell, weight, event
    reports.at[slot] = world.tick if at is None else at
    reports.arrives[slot] = world.tick + after
    return event


def live(world: World, ticks: int, *systems: ModuleType, **params: dict[str, Any]) -> list[Event]:
    """Let systems live through some ticks together, settling at the end of each; returns what happened.

    `params` names the knobs of a system by its name: `judgement={"seconds": 3}`.
    """
    chosen = knobs_of(world, systems, params)
    first = world.events.n
    for _ in range(ticks):
        world.events.begin(world.tick)
        for system, knobs in chosen:
            system.step(world, knobs)
        settle.step(world)
        world.tick += 1
    return world.events.rows(first)


def of_kind(events: list[Event], *kinds: Kind) -> list[Event]:
    """The events of these kinds, in order."""
    return [event for event in events if event.kind in kinds]
