"""A companion unit, somebody whom it is bound to, and a Sentinel before them."""

from __future__ import annotations

from collections.abc import Sequence

from scenes.gatehouse import report
from scenes.gunfights import NOON
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.world.authority import hunts
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.society.bonding import BITS
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Being
from undergrid.world.world import World

REX, LUCY = 0, 1


def add_unit(world: World, who: int, serial: int = 0, **columns: int) -> int:
    """Let somebody be a companion unit; returns the slot."""
    slot = int(world.units.take(1)[0])
    world.units.owner[slot], world.units.serial[slot] = who, serial or 5050 + who
    world.units.cause[slot] = world.scenario_event
    world.citizens.being[who] = Being.COMPANION
    for name, value in columns.items():
        getattr(world.units, name)[slot] = value
    return slot


def before_a_sentinel(
    far: int = 3, sentinels: int = 1, units: Sequence[int] = (LUCY,), more: int = 0, after: int = -1, seed: int = 1
) -> World:
    """Rex and Lucy on open ground at noon, one behind the other, and Sentinels `far` cells off, which know nobody.

    more: bystanders far away; after: whom the first Sentinel is after, has in view, and believes to be there.
    """
    city = make_city(field(60, 12), buildings=[(Use.DISUSED, 0, 40, 6)])
    places = [(10, 6), (10, 5), (11, 5), *((50, 2 + n) for n in range(more))]
    guards = [(WatcherKind.SENTINEL, city.cell(0, 10 + far, 6 + n)) for n in range(sentinels)]
    world = make_world(city, places, guards, seed=seed)
    world.sky.light[0] = NOON
    world.watchers.duty[:] = Duty.POST
    for who in units:
        add_unit(world, who)
    world.rebuild()
    if after >= 0:
        _set_on(world, after)
    return world


def _set_on(world: World, quarry: int) -> None:
    """Let the first Sentinel be after somebody whom it sees, and goes on seeing."""
    report(world, quarry, int(world.citizens.cell[quarry]), 500)
    slot, dossiers, watchers = int(world.dossiers.take(1)[0]), world.dossiers, world.watchers
    dossiers.subject[slot], dossiers.wanted[slot], dossiers.suspicion[slot] = quarry, True, 500
    dossiers.cell[slot], dossiers.at[slot] = world.citizens.cell[quarry], 0
    dossiers.event[slot] = world.scenario_event
    world.citizens.wanted[quarry] = True
    world.rebuild()
    hunts.send(world, 0, quarry, int(world.citizens.cell[quarry]), world.scenario_event, 600)
    watchers.in_sight[0], watchers.recognised[0], watchers.seen_at[0] = quarry, True, 0


def _say(world: World, who: int, verb: Verb, target: int) -> int:
    world.events.begin(world.tick)
    event = world.events.one(Kind.ORDERED, who, target, amount=int(verb))
    intend(world, who, verb, target, event)
    return event


def claim(world: World, who: int, of_whom: int = -1) -> int:
    """Let somebody be about to claim to be a unit, themselves unless said; returns the order."""
    return _say(world, who, Verb.CLAIM, who if of_whom < 0 else of_whom)


def confess(world: World, who: int, whom: int) -> int:
    """Let somebody be about to confess, for the sake of somebody; returns the order."""
    return _say(world, who, Verb.CONFESS, whom)


def of(events: Sequence[Event], *kinds: Kind) -> list[Event]:
    """Those of some kinds."""
    return [event for event in events if event.kind in kinds]


def keep(world: World, who: int, unit: int, attached: int = 0) -> int:
    """Let somebody keep a unit, attached to it by so many thousandths; returns the slot."""
    kept, slot = world.attachments, int(world.attachments.take(1)[0])
    kept.a[slot], kept.b[slot], kept.cause[slot] = who, unit, world.scenario_event
    kept.value[slot] = (attached << BITS) // 1000
    return slot


def lunge(world: World, who: int) -> int:
    """Let somebody be about to lunge at the first Sentinel; returns the order."""
    return _say(world, who, Verb.LUNGE, 0)
