"""Strangers: somebody before a door and somebody behind it, for tests of talk and trust."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from scenes.worlds import field, knobs_of, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.movement import movement
from undergrid.systems.places import shelter
from undergrid.systems.society import parley
from undergrid.world.items import kit
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.places.occupancy import move_body
from undergrid.world.places.shelters import set_door
from undergrid.world.society import regard
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.world import World

INSIDE, OUTSIDE = 0, 1
SHELTER = 0  # the building


def at_the_door(
    seed: int = 1,
    *,
    outside_arms: ItemKind | None = None,
    inside_arms: ItemKind | None = None,
    trusted: int = 0,
    locked: bool = True,
    more: int = 0,
) -> World:
    """Citizen 0 in a locked refuge, citizen 1 before its door; `more` others far away.

    `trusted` is good (or, below 0, bad) experience in 1/1000 that 0 has of 1.
    """
    city = make_city(field(40, 9), buildings=[(Use.REFUGE, 0, 4, 4)])
    world = make_world(city, [(4, 4), (4, 4), *[(30, 4)] * more], seed=seed)
    move_body(world, INSIDE, SHELTER)
    world.citizens.doing[INSIDE] = Activity.RESTING
    world.citizens.wake[:] = NEVER
    if locked:
        world.shelters.lock[SHELTER] = True
        set_door(world, SHELTER, world.scenario_event, locked=True)
    for who, arms in ((OUTSIDE, outside_arms), (INSIDE, inside_arms)):
        if arms is not None:
            kit.add(world, who, arms, 1, world.scenario_event)
    if trusted > 0:
        regard.good(world, INSIDE, OUTSIDE, trusted, world.scenario_event)
    elif trusted < 0:
        regard.bad(world, INSIDE, OUTSIDE, -trusted, world.scenario_event)
    return world


def live(world: World, systems: Sequence[ModuleType], ticks: int = 1, **params: dict[str, Any]) -> None:
    """Let several systems live through some ticks, in their order; `params` names knobs by the name of their rule."""
    chosen = knobs_of(world, systems, params)
    for _ in range(ticks):
        world.events.begin(world.tick)
        for system, knobs in chosen:
            system.step(world, knobs)
        world.tick += 1


def told(world: World, *kinds: Kind) -> list[Event]:
    """The events of some kinds so far, in their order."""
    return [event for event in world.events.rows() if event.kind in kinds]


def asked_until_settled(world: World, ticks: int = 2000) -> str:
    """The one outside asks to be let in; how it ends: "let in", "force" or "leave", and "wait" after waiting once."""
    intend(world, OUTSIDE, Verb.ASK, SHELTER, world.scenario_event)
    for _ in range(ticks):
        live(world, (movement, shelter, parley))
        if not world.parleys.used.any():
            break
    (end,) = told(world, Kind.LET_IN, Kind.FORCED_IN, Kind.GAVE_UP)
    return {Kind.LET_IN: "let in", Kind.FORCED_IN: "force", Kind.GAVE_UP: "leave"}[end.kind]


def waited(world: World) -> bool:
    """Whether somebody asked more than once."""
    return len(told(world, Kind.ASKED)) > 1
