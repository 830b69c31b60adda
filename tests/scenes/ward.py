"""Wounded people, those who see to them, and what they carry, for tests of care."""

from __future__ import annotations

from typing import Any

import numpy as np
from scenes.gatehouse import live, of_kind
from scenes.worlds import field, make_world

from undergrid.systems.body import treatment
from undergrid.world.body import exposure, injuries
from undergrid.world.items import kit
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.people import background
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Posture
from undergrid.world.world import World

HEALER, PATIENT = 0, 1
LONG = 400  # s: more than any treatment takes
CLEAN = {"rust": 0.0, "soiled": 0.0, "hands": 0.0}


def ward(patients: int = 1, healers: int = 1, seed: int = 1, skill: int = 8, **columns: Any) -> World:
    """Healers on one spot and patients lying around it, all within reach: rows 0.. the healers, then the patients."""
    around = [(2, 1), (1, 2), (2, 3), (3, 2), (1, 1), (3, 3), (1, 3), (3, 1)]
    places = [(2, 2)] * healers + [around[n % len(around)] for n in range(patients)]
    world = make_world(field(5, 5), places, seed=seed, **columns)
    world.events.begin(0)
    world.citizens.doing[healers:] = Activity.LYING
    world.citizens.posture[healers:] = Posture.FLAT
    for healer in range(healers):
        slot = background.make_profile(world, healer)
        world.profiles.medicine[slot] = skill
    return world


def hurt(
    world: World,
    who: int = PATIENT,
    part: BodyPart = BodyPart.SHOULDER,
    depth: int = 3,
    flow: int = 1000,
    kind: WoundKind = WoundKind.SHRAPNEL,
    dirty: bool = False,
    clothed: bool = True,
) -> int:
    """Wound somebody; returns the slot of the wound."""
    slot = injuries.wound(world, who, kind, part, depth, dirty, world.scenario_event, flow=flow)
    world.wounds.clothed[slot] = clothed
    return slot


def equip(world: World, who: int = HEALER, quality: int = 100, **things: int) -> None:
    """Let somebody carry things: `equip(world, morphine=2, gauze=4)`."""
    for name, n in things.items():
        kit.add(world, who, ItemKind[name.upper()], n, world.scenario_event, quality)


def thirsty(world: World, who: int, ml: int) -> None:
    """Let somebody lack so much water."""
    slot = int(exposure.expose(world, np.array([who]))[0])
    world.exposure.water[slot] = 1000 * ml


def ask(world: World, who: int, verb: Verb, target: int = PATIENT, amount: int = 0) -> int:
    """Let somebody be ordered to do something at this tick; returns the order's event."""
    world.events.begin(world.tick)
    event = world.events.one(Kind.ORDERED, who, target, amount=int(verb))
    intend(world, who, verb, target, event, amount=amount)
    return event


def treat(
    world: World, verb: Verb, amount: int = 0, who: int = HEALER, whom: int = PATIENT, ticks: int = LONG, **knobs: Any
) -> list[Event]:
    """Order one treatment and let it come to its end; returns what happened."""
    ask(world, who, verb, whom, amount)
    return live(world, ticks, treatment, treatment=knobs)


def refusals(told: list[Event]) -> list[int]:
    return [event.amount for event in of_kind(told, Kind.REFUSED)]
